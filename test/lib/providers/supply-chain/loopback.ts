import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import {
  SupplyChainClient,
  type SupplyChainClientConfig,
} from '../../../../src/lib/providers/supply-chain/client/index.ts';

/** A request as it came over the wire. */
export interface Received {
  readonly method: string;
  /** Path and query, as they were written. */
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** An answer; `promised` says a longer body than comes, and then the connection ends. */
export interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly promised?: number;
}

export interface Loopback {
  readonly url: string;
  readonly received: Received[];
  /** A client of this server; it makes one attempt unless the test says otherwise. */
  client(settings?: SupplyChainClientConfig): SupplyChainClient;
  close(): Promise<void>;
}

/** How long a client waits for an answer. Long, unless silence is what the test is about: a busy machine answers late. */
export function patientFor(requestTimeout: number) {
  return { requestTimeout, throwOnRequestTimeout: true };
}

/** A server on the loopback interface that answers every request as the test says, well or badly. */
export async function startLoopback(
  reply: (request: Received, attempt: number) => Reply | 'reset' | 'silence',
): Promise<Loopback> {
  const received: Received[] = [];
  const clients: SupplyChainClient[] = [];
  const server = createServer((request, response) => void serve(request, response));

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = '';
    for await (const chunk of request.setEncoding('utf8')) body += String(chunk);
    const { method = '', url = '', headers } = request;
    const call: Received = { method, url, headers, body };
    received.push(call);
    const answer = reply(call, received.length);
    if (answer === 'silence') return;
    if (answer === 'reset') {
      request.socket.resetAndDestroy();
      return;
    }
    const { status, headers: own = { 'content-type': 'application/json' }, body: text = '', promised } = answer;
    response.writeHead(status, { ...own, ...(promised === undefined ? {} : { 'content-length': promised }) });
    if (promised === undefined) response.end(text);
    else response.write(text, () => request.socket.end());
  }

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${portOf(server)}`;
  return {
    url,
    received,
    client(settings = {}) {
      const client = new SupplyChainClient({
        endpoint: url,
        region: 'eu-central-1',
        credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
        maxAttempts: 1,
        requestHandler: patientFor(10_000),
        ...settings,
      });
      clients.push(client);
      return client;
    },
    async close() {
      for (const client of clients) client.destroy();
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

export function okReply(body: object): Reply {
  return {
    status: 200,
    headers: { 'content-type': 'application/json', 'x-amzn-requestid': 'request-1' },
    body: JSON.stringify(body),
  };
}

/** An error as the service words it (assumption A40). */
export function errorReply(status: number, name: string, message = 'the service says no'): Reply {
  const headers = { 'content-type': 'application/json', 'x-amzn-errortype': name, 'x-amzn-requestid': 'request-2' };
  return { status, headers, body: JSON.stringify({ message }) };
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server does not listen on a port');
  return address.port;
}
