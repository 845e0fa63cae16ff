import type { OperationName } from '../model/inputs.ts';

/** A request told apart: the operation, and what the path says. */
export interface Route {
  readonly operation: OperationName;
  readonly instanceId?: string;
}

const collection: Readonly<Record<string, OperationName>> = { POST: 'CreateInstance', GET: 'ListInstances' };
const member: Readonly<Record<string, OperationName>> = {
  GET: 'GetInstance',
  PATCH: 'UpdateInstance',
  DELETE: 'DeleteInstance',
};

/** Whether a path is one of the API, served here or not: all of its operations are below `/api/`. */
export function isSupplyChainPath(path: string): boolean {
  return path === '/api' || path.startsWith('/api/');
}

/** The operation that a method means at a path; undefined when there is none. */
export function routeOf(method: string, path: string): Route | undefined {
  if (path === '/api/instance') return found(collection, method);
  const instanceId = /^\/api\/instance\/([^/]+)$/.exec(path)?.[1];
  return instanceId === undefined ? undefined : found(member, method, decoded(instanceId));
}

function found(
  operations: Readonly<Record<string, OperationName>>,
  method: string,
  instanceId?: string,
): Route | undefined {
  const operation = Object.hasOwn(operations, method) ? operations[method] : undefined;
  if (operation === undefined) return undefined;
  return { operation, ...(instanceId !== undefined && { instanceId }) };
}

/** What has a broken escape in it stays as it came: it is no id then, and is refused as one. */
function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

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
