import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Session } from '../../../src/local/index.ts';

/** A call as it went over the wire. */
export interface WireCall {
  /** `AmazonSQS.SendMessageBatch`, or the path where there is no such name: `/api/chat.postMessage`. */
  readonly operation: string;
  /** Its JSON, or the fields of its form. */
  readonly input: Readonly<Record<string, unknown>>;
}

/** What is answered instead of the session. */
export interface WireAnswer {
  readonly statusCode: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** A text as it is, anything else as JSON. */
  readonly body: unknown;
}

/** Looks at a call before the session does. Whoever answers keeps it from the session; `forward` hands it on, changed. */
export type Interception = (
  call: WireCall,
  forward: (input: object) => Promise<WireAnswer>,
) => WireAnswer | undefined | Promise<WireAnswer | undefined>;

/** Stands on a port of its own before a session's cloud and Slack: writes down what is called, and steps in where told to. */
export class Relay {
  readonly calls: WireCall[] = [];
  /** Steps in, until it is taken away. */
  intercept: Interception | undefined;
  readonly #session: Session;
  readonly #server: Server;

  constructor(session: Session) {
    this.#session = session;
    this.#server = createServer((request, response) => {
      this.#serve(request, response).catch((error: unknown) =>
        response.destroy(error instanceof Error ? error : undefined),
      );
    });
  }

  get url(): string {
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('the relay was not started');
    return `http://127.0.0.1:${address.port}`;
  }

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** What was sent with the calls of one operation. */
  inputsOf(operation: string): readonly WireCall['input'][] {
    return this.calls.filter((call) => call.operation === operation).map(({ input }) => input);
  }

  /** Forgets the calls, and steps in no more. */
  reset(): void {
    this.calls.length = 0;
    this.intercept = undefined;
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(request);
    const { 'x-amz-target': target, 'content-type': contentType = '' } = request.headers;
    const operation = typeof target === 'string' ? target : (request.url ?? '/');
    const call = { operation, input: fieldsOf(body, contentType) };
    this.calls.push(call);
    const forward = (input: object) => this.#forward(request, JSON.stringify(input));
    const answer = (await this.intercept?.(call, forward)) ?? (await this.#forward(request, body));
    response.writeHead(answer.statusCode, answer.headers);
    response.end(typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body));
  }

  async #forward({ url = '/', method = 'POST', headers }: IncomingMessage, body: string): Promise<WireAnswer> {
    const {
      'content-length': _counted,
      'transfer-encoding': _chunked,
      connection: _here,
      host: _own,
      ...kept
    } = headers;
    // AWS Supply Chain has its instances where Slack has its methods.
    const isSlack = url.startsWith('/api/') && !url.startsWith('/api/instance');
    const origin = isSlack ? this.#session.slackUrl : this.#session.awsUrl;
    const answer = await fetch(`${origin}${url}`, {
      method,
      headers: Object.entries(kept).map(([name, value]) => [name, String(value)]),
      ...(body === '' ? {} : { body }),
    });
    const contentType = answer.headers.get('content-type') ?? '';
    return { statusCode: answer.status, headers: { 'content-type': contentType }, body: await answer.text() };
  }
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString('utf8');
}

function fieldsOf(body: string, contentType: string): Readonly<Record<string, unknown>> {
  if (contentType.includes('json') && body !== '') return Object(JSON.parse(body));
  return Object.fromEntries(new URLSearchParams(body));
}
