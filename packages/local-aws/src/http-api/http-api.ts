import type { IncomingMessage, ServerResponse } from 'node:http';
import type { LocalClock } from '../clock.ts';
import { answerError, readBody, requestPath } from '../endpoint/index.ts';
import type { CloudIdentity } from '../identity.ts';
import { type LambdaFunction, TooManyRequestsError } from '../lambda/index.ts';
import { type LocalRandom, randomUuid } from '../random.ts';
import { type HttpApiRequest, proxyEvent } from './proxy-event.ts';
import { gatewayResponse, type HttpApiResponse, proxyResponse } from './proxy-response.ts';
import { compileRouteKey, type RouteMatcher } from './route.ts';

export interface HttpApiOptions {
  readonly clock: LocalClock;
  readonly random: LocalRandom;
  readonly identity: CloudIdentity;
}

interface Route {
  readonly routeKey: string;
  readonly matches: RouteMatcher;
  readonly lambda: LambdaFunction;
}

/** The HTTP API of the template: routes to functions. */
export class HttpApi {
  readonly #options: HttpApiOptions;
  readonly #routes: Route[] = [];

  constructor(options: HttpApiOptions) {
    this.#options = options;
  }

  /** @throws InvalidRouteKeyError */
  addRoute(routeKey: string, lambda: LambdaFunction): void {
    this.#routes.push({ routeKey, matches: compileRouteKey(routeKey), lambda });
    // The most specific route wins: plain paths, then parameters, then greedy ones, then $default.
    this.#routes.sort((one, other) => generality(one.routeKey) - generality(other.routeKey));
  }

  /** Answers a request through the function of its route, as API Gateway does. Never rejects. */
  async request(request: HttpApiRequest): Promise<HttpApiResponse> {
    const { clock, random, identity } = this.#options;
    for (const { routeKey, matches, lambda } of this.#routes) {
      const pathParameters = matches(request.method, request.path);
      if (pathParameters === undefined) continue;
      const origin = { identity, requestId: randomUuid(random), routeKey, pathParameters, atMs: clock.nowMs() };
      return invoke(lambda, JSON.stringify(proxyEvent(request, origin)));
    }
    return gatewayResponse(404, 'Not Found');
  }
}

async function invoke(lambda: LambdaFunction, payload: string): Promise<HttpApiResponse> {
  try {
    const result = await lambda.invoke(payload);
    return result.outcome === 'succeeded'
      ? proxyResponse(result.payload)
      : gatewayResponse(500, 'Internal Server Error');
  } catch (error) {
    if (error instanceof TooManyRequestsError) return gatewayResponse(503, 'Service Unavailable');
    throw error;
  }
}

function generality(routeKey: string): number {
  if (routeKey === '$default') return 3;
  if (routeKey.includes('+}')) return 2;
  return routeKey.includes('{') || routeKey.startsWith('ANY ') ? 1 : 0;
}

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
