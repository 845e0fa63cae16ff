import { createServer, type RequestListener, type Server, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { PROTOCOL_CONTENT_TYPE, sendError } from './answers.ts';
import { HttpRefusal, wrongMethod } from './refusal.ts';

/**
 * How long an idle connection stays open. Node's 5 seconds would close connections under SDK clients that are about to
 * use them again, and a client with a single attempt would report that as a failed call.
 */
const KEEP_ALIVE_MS = 120_000;
/** How long a client whose request could not be read may take to hang up. */
const HANG_UP_MS = 2000;

/**
 * An HTTP server for the handler, not yet listening, that answers JSON also to what Node refuses before any handler gets
 * to see it: broken HTTP, too many headers, an expectation it cannot meet, CONNECT.
 */
export function createControlPlaneHttpServer(handler: RequestListener): Server {
  // The handler itself answers, in JSON, that a host is missing.
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS, requireHostHeader: false }, handler);
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    if (error.code === 'ECONNRESET' || !socket.writable) socket.destroy();
    else refuse(socket, refusalOf(error.code));
  });
  server.on('connect', (_request, socket) => refuse(socket, wrongMethod(['POST'])));
  server.on('checkExpectation', (request, response) => {
    const refusal = new HttpRefusal('SerializationException', 'The only expectation that is met is 100-continue.', 417);
    sendError(response, refusal, { 'content-type': PROTOCOL_CONTENT_TYPE });
    request.resume();
  });
  return server;
}

/** Codes of Node's parser and server (https://nodejs.org/api/http.html#event-clienterror). */
function refusalOf(code: string | undefined): HttpRefusal {
  if (code === 'HPE_HEADER_OVERFLOW')
    return new HttpRefusal('SerializationException', 'The headers are too large.', 431);
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') {
    return new HttpRefusal('SerializationException', 'The request did not arrive in time.', 408);
  }
  return new HttpRefusal('SerializationException', 'The request is not valid HTTP.', 400);
}

/** Answers on a connection that has no response object, and ends it. */
function refuse(socket: Duplex, refusal: HttpRefusal): void {
  const body = JSON.stringify({ __type: refusal.type, message: refusal.message });
  const headers = {
    ...refusal.headers,
    'content-type': PROTOCOL_CONTENT_TYPE,
    'content-length': Buffer.byteLength(body),
    'x-amzn-errortype': refusal.name,
    connection: 'close',
  };
  const head = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const { httpStatus } = refusal;
  socket.end(`HTTP/1.1 ${httpStatus} ${STATUS_CODES[httpStatus]}\r\n${head.join('')}\r\n${body}`);
  // Destroyed at once, the connection could be reset before the client has read the answer.
  if ('setTimeout' in socket && typeof socket.setTimeout === 'function') {
    socket.setTimeout(HANG_UP_MS, () => socket.destroy());
  }
}
