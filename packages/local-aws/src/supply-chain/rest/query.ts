/**
 * The members of ListInstances that travel in the query; lists are repeated
 * (https://smithy.io/2.0/spec/http-bindings.html#httpquery-trait). What is no number, or is given twice, is passed on as it
 * is, so that the check of the input names it.
 */
export function readListQuery(query: URLSearchParams): Readonly<Record<string, unknown>> {
  return {
    nextToken: single(query, 'nextToken'),
    maxResults: asNumber(single(query, 'maxResults')),
    instanceNameFilter: list(query, 'instanceNameFilter'),
    instanceStateFilter: list(query, 'instanceStateFilter'),
  };
}

function single(query: URLSearchParams, name: string): unknown {
  const values = query.getAll(name);
  return values.length > 1 ? values : values[0];
}

function list(query: URLSearchParams, name: string): unknown {
  return query.has(name) ? query.getAll(name) : undefined;
}

function asNumber(value: unknown): unknown {
  return typeof value === 'string' && /^-?\d{1,10}$/.test(value) ? Number(value) : value;
}
