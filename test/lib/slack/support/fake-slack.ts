import type { Log } from '../../../../src/lib/ports.ts';

/** What Slack was asked: the Web API method or the whole address, and the arguments as they went over the wire. */
export interface Call {
  readonly what: string;
  readonly given: Readonly<Record<string, unknown>>;
  readonly authorization: string | undefined;
}

/** A `Response`, or an error that the connection ends with. */
export type Reply = Response | Error;

export const apiUrl = 'https://slack.test/api/';

/** Answers the platform's `fetch` from a script, in order; what is not in the script is an error of the test. */
export class FakeSlack {
  readonly calls: Call[] = [];
  readonly #replies: Reply[];

  constructor(...replies: readonly Reply[]) {
    this.#replies = [...replies];
  }

  readonly fetch: typeof fetch = (input, init) => {
    const url = String(input instanceof Request ? input.url : input);
    const body = typeof init?.body === 'string' ? init.body : '';
    const headers = new Headers(init?.headers);
    this.calls.push({
      what: url.startsWith(apiUrl) ? url.slice(apiUrl.length) : url,
      given: headers.get('content-type')?.includes('json')
        ? readJson(body)
        : Object.fromEntries(new URLSearchParams(body)),
      authorization: headers.get('authorization') ?? undefined,
    });
    const reply = this.#replies.shift();
    if (reply === undefined) throw new Error(`nobody expected a call of ${url}`);
    return reply instanceof Error ? Promise.reject(reply) : Promise.resolve(reply);
  };
}

export function ok(fields: Readonly<Record<string, unknown>> = {}): Response {
  return Response.json({ ok: true, ...fields });
}

export function refused(error: string): Response {
  return Response.json({ ok: false, error });
}

export function status(statusCode: number, headers: Readonly<Record<string, string>> = {}, body = ''): Response {
  return new Response(body, { status: statusCode, headers });
}

/** Keeps what was logged as text, to be searched for what must not be there. */
export class RecordingLog implements Log {
  readonly lines: string[] = [];
  readonly info = this.#record('info');
  readonly warn = this.#record('warn');
  readonly error = this.#record('error');

  #record(level: string) {
    return (message: string, fields: Readonly<Record<string, unknown>> = {}): void => {
      this.lines.push(`${level}: ${message} ${JSON.stringify(fields)}`);
    };
  }
}

function readJson(text: string): Readonly<Record<string, unknown>> {
  const value: unknown = JSON.parse(text);
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
