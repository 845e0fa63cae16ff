import type { IncomingMessage, ServerResponse } from 'node:http';
import { answerError, readBody, requestPath } from '../endpoint/index.ts';
import type { HttpApi } from './http-api.ts';

/** Where the endpoint serves the HTTP API. */
export const HTTP_API_PATH = '/_http-api';

/** Serves a request under `/_http-api/…` through the HTTP API. */
export async function serveHttpApi(api: HttpApi, request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    const { path, queryString } = requestPath(request);
    const answer = await api.request({
      method: request.method ?? 'GET',
      path: path.slice(HTTP_API_PATH.length) || '/',
      queryString,
      headers: request.headers,
      body: await readBody(request),
      ...(request.socket.remoteAddress !== undefined && { sourceIp: request.socket.remoteAddress }),
    });
    if (answer.cookies.length > 0) response.setHeader('set-cookie', answer.cookies);
    response.writeHead(answer.statusCode, answer.headers);
    response.end(answer.body);
  } catch (error) {
    answerError(response, error, 'application/json');
  }
}
