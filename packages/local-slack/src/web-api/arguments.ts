import { isJsonObject, type JsonObject } from '../json.ts';

/** A call that the Web API answers with `ok: false` and one of Slack's error codes. */
export class WebApiRefusal extends Error {
  readonly code: string;
  /** Each thing that is wrong, with its place; empty where the code says it all. */
  readonly problems: readonly string[];

  constructor(code: string, problems: readonly string[] = []) {
    super(problems.length === 0 ? code : `${code}: ${problems.join('; ')}`);
    this.name = 'WebApiRefusal';
    this.code = code;
    this.problems = problems;
  }
}

/**
 * The arguments of one call. Clients send them as JSON or as a form; in a form every value is text, and what is not a
 * plain value is JSON text. `@slack/web-api` 8.2 sends forms.
 */
export class Arguments {
  readonly #values: ReadonlyMap<string, unknown>;

  constructor(values: ReadonlyMap<string, unknown>) {
    this.#values = values;
  }

  /** @throws {@link WebApiRefusal} `invalid_json`, `json_not_object` or `invalid_post_type` for a body nobody can read. */
  static parse(contentType: string, body: string, query: URLSearchParams): Arguments {
    const values = new Map<string, unknown>(query);
    const mediaType = contentType.split(';')[0]?.trim().toLowerCase() ?? '';
    if (mediaType === 'application/json') {
      for (const [name, value] of Object.entries(parseObject(body))) values.set(name, value);
    } else if (mediaType === 'application/x-www-form-urlencoded') {
      for (const [name, value] of new URLSearchParams(body)) values.set(name, value);
    } else if (body !== '') {
      throw new WebApiRefusal('invalid_post_type');
    }
    return new Arguments(values);
  }

  /** The value as it came. */
  raw(name: string): unknown {
    return this.#values.get(name);
  }

  /** The value as text; undefined if absent or not a plain value. */
  text(name: string): string | undefined {
    const value = this.#values.get(name);
    if (typeof value === 'string') return value;
    return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
  }

  /** @throws {@link WebApiRefusal} `invalid_arguments` if absent or empty. */
  required(name: string): string {
    const value = this.text(name);
    if (value === undefined || value === '') {
      throw new WebApiRefusal('invalid_arguments', [`missing required field: ${name}`]);
    }
    return value;
  }

  flag(name: string): boolean | undefined {
    const value = this.text(name);
    return value === undefined ? undefined : value === 'true' || value === '1';
  }

  /** The value as an object, decoded if it came as JSON text; undefined if it is absent or none. */
  object(name: string): JsonObject | undefined {
    const value = this.#values.get(name);
    if (typeof value === 'string') {
      try {
        return parseObject(value);
      } catch {
        return undefined;
      }
    }
    return isJsonObject(value) ? value : undefined;
  }
}

function parseObject(text: string): JsonObject {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new WebApiRefusal('invalid_json');
  }
  if (!isJsonObject(value)) throw new WebApiRefusal('json_not_object');
  return value;
}
