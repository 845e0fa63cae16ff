import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { ProtonClient } from '@aws-sdk/client-proton';

/** A request as it came over the wire. */
export interface Received {
  readonly operation: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: Record<string, unknown>;
}

/** What the server does with a request: an answer, or a connection that breaks. */
export type Reply = { readonly status: number; readonly body: string } | 'reset' | 'silence';

export interface Loopback {
  readonly received: Received[];
  /** A client as the handlers make it, for one attempt or for several. */
  client(maxAttempts: number): ProtonClient;
  close(): Promise<void>;
}

/** A server on the loopback interface that answers every request as the test says. */
export async function startLoopback(reply: (request: Received) => Reply): Promise<Loopback> {
  const received: Received[] = [];
  const clients: ProtonClient[] = [];
  const server = createServer((request, response) => void serve(request, response));

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let text = '';
    for await (const chunk of request.setEncoding('utf8')) text += String(chunk);
    const operation = String(request.headers['x-amz-target']).replace('AwsProton20200720.', '');
    const call: Received = { operation, headers: request.headers, body: JSON.parse(text) };
    received.push(call);
    const answer = reply(call);
    if (answer === 'silence') return;
    if (answer === 'reset') {
      request.socket.resetAndDestroy();
      return;
    }
    response.writeHead(answer.status, { 'content-type': 'application/x-amz-json-1.0' }).end(answer.body);
  }

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    received,
    client(maxAttempts) {
      const client = new ProtonClient({
        endpoint: `http://127.0.0.1:${portOf(server)}`,
        region: 'us-east-1',
        credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
        maxAttempts,
        // A busy machine answers late: only silence should last so long.
        requestHandler: { requestTimeout: 2_000, throwOnRequestTimeout: true },
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

/** An error as Proton words it (`x-amzn-errortype` left out: the body says it, too). */
export function errorReply(status: number, name: string): Reply {
  return { status, body: JSON.stringify({ __type: `com.amazonaws.proton.v20200720#${name}`, message: 'no' }) };
}

export function okReply(body: object): Reply {
  return { status: 200, body: JSON.stringify(body) };
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server does not listen on a port');
  return address.port;
}
