import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';

export const botToken = 'xoxb-test-token';

/** What the ingress calls, on one loopback port: SSM `GetParameters`, SQS `SendMessage`, response URLs and Slack's Web API. */
export class TestCloud {
  /** Bodies that the queue took. */
  readonly queued: string[] = [];
  /** Bodies that were posted to response URLs. */
  readonly responses: string[] = [];
  /** What was asked of the Web API: method, token and arguments. */
  readonly apiCalls: { readonly what: string; readonly token: string; readonly given: URLSearchParams }[] = [];
  /** Every reading, by the names of the parameters. */
  readonly reads: string[] = [];
  secretReads = 0;
  parameterIsMissing = false;
  queueFails = false;
  readonly #signingSecret: string;
  readonly #server: Server;

  constructor(signingSecret: string) {
    this.#signingSecret = signingSecret;
    this.#server = createServer((request, response) => {
      void this.#serve(request, response);
    });
  }

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('the server has no port');
    return `http://127.0.0.1:${address.port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { statusCode, reply } = this.#answer(request, await readBody(request));
    response.writeHead(statusCode, { 'content-type': 'application/x-amz-json-1.0' });
    response.end(JSON.stringify(reply));
  }

  #answer(request: IncomingMessage, body: string): { readonly statusCode: number; readonly reply: unknown } {
    if (request.url?.startsWith('/hooks/')) {
      this.responses.push(body);
      return { statusCode: 200, reply: 'ok' };
    }
    if (request.url?.startsWith('/api/')) {
      const token = request.headers.authorization ?? '';
      this.apiCalls.push({ what: request.url.slice('/api/'.length), token, given: new URLSearchParams(body) });
      return { statusCode: 200, reply: { ok: true } };
    }
    const given: unknown = JSON.parse(body);
    switch (request.headers['x-amz-target']) {
      case 'AmazonSSM.GetParameters':
        return { statusCode: 200, reply: this.#readParameters(given) };
      case 'AmazonSQS.SendMessage':
        return this.#send(given);
      default:
        return { statusCode: 400, reply: { __type: 'UnknownOperationException' } };
    }
  }

  #readParameters(given: unknown): unknown {
    const names = JSON.stringify(field(given, 'Names'));
    this.reads.push(names);
    this.secretReads += 1;
    const decrypts = field(given, 'WithDecryption') === true;
    const isToken = names === '["/proton-bot/bot-token"]';
    const secret = isToken ? botToken : this.#signingSecret;
    const parameter = {
      Name: isToken ? '/proton-bot/bot-token' : '/proton-bot/signing-secret',
      Value: decrypts ? secret : 'encrypted',
    };
    return this.parameterIsMissing
      ? { Parameters: [], InvalidParameters: [parameter.Name] }
      : { Parameters: [parameter], InvalidParameters: [] };
  }

  #send(given: unknown): { readonly statusCode: number; readonly reply: unknown } {
    if (this.queueFails) return { statusCode: 400, reply: { __type: 'com.amazonaws.sqs#QueueDoesNotExist' } };
    const text = String(field(given, 'MessageBody'));
    this.queued.push(text);
    const digest = createHash('md5').update(text).digest('hex');
    return { statusCode: 200, reply: { MessageId: String(this.queued.length), MD5OfMessageBody: digest } };
  }
}

function field(value: unknown, name: string): unknown {
  return new Map(Object.entries(Object(value))).get(name);
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString('utf8');
}
