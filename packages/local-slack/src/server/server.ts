import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type PortSetting, SlackPortTakenError } from '../errors.ts';
import { BodyTooLargeError, type HttpReply, type HttpRequest, readRequest, refuseForeign, textReply } from './http.ts';

/** What the server does with a request; `stream` instead of a reply if it took the response over. */
export type Route = (request: HttpRequest, response: ServerResponse) => Promise<HttpReply | 'stream'>;

/** Nothing but our own files runs or is loaded, and no other page may frame this one. */
const securityHeaders = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; " +
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
} as const;

/**
 * Listens on 127.0.0.1, and on no other address.
 *
 * @throws {@link SlackPortTakenError}
 */
export async function listen(
  port: number,
  setting: PortSetting | undefined,
  route: Route,
): Promise<{ readonly port: number; stop(): Promise<void> }> {
  const server = createServer((incoming, response) => {
    answer(server, route, incoming, response).catch((error: unknown) => {
      console.error('The local Slack failed to answer a request.', error);
      if (!response.headersSent) send(response, textReply(500, 'The local Slack failed.'));
      else response.destroy();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(error.code === 'EADDRINUSE' ? new SlackPortTakenError(port, setting) : error),
    );
    server.listen(port, '127.0.0.1', resolve);
  });
  const stop = async () => {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    server.closeAllConnections();
    await closed;
  };
  return { port: portOf(server), stop };
}

async function answer(server: Server, route: Route, incoming: IncomingMessage, response: ServerResponse) {
  try {
    const request = await readRequest(incoming);
    const refusal = refuseForeign(request, portOf(server));
    const reply = refusal === undefined ? await route(request, response) : textReply(403, refusal);
    if (reply !== 'stream') send(response, reply);
  } catch (error) {
    if (!(error instanceof BodyTooLargeError)) throw error;
    send(response, textReply(413, error.message));
  }
}

function send(response: ServerResponse, reply: HttpReply): void {
  response.writeHead(reply.statusCode, { ...securityHeaders, ...reply.headers });
  response.end(reply.body);
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}
