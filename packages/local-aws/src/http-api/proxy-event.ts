import type { CloudIdentity } from '../identity.ts';

/** A request to the HTTP API, from the endpoint or from inside the process. */
export interface HttpApiRequest {
  readonly method: string;
  /** Without the prefix under which the endpoint serves it. */
  readonly path: string;
  readonly queryString?: string;
  /** Names in any case. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: Buffer;
  readonly sourceIp?: string;
}

interface EventOrigin {
  readonly identity: CloudIdentity;
  readonly requestId: string;
  readonly routeKey: string;
  readonly pathParameters: Readonly<Record<string, string>>;
  readonly atMs: number;
}

/** Content types whose bodies arrive as text; every other body, a form's among them, arrives as base64. */
const TEXT_CONTENT_TYPE = /^(text\/|application\/(json|javascript|xml)\b|application\/[\w.+-]+\+(json|xml)\b)/;

/**
 * Makes the event a function gets, in payload format 2.0.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html#http-api-develop-integrations-lambda.proxy-format
 */
export function proxyEvent(request: HttpApiRequest, origin: EventOrigin): object {
  const headers = foldHeaders(request.headers);
  const { cookie, ...otherHeaders } = headers;
  const query = Object.fromEntries(foldQuery(request.queryString ?? ''));
  const isText = TEXT_CONTENT_TYPE.test(headers['content-type'] ?? '');
  const hasBody = request.body.length > 0;
  return {
    version: '2.0',
    routeKey: origin.routeKey,
    rawPath: request.path,
    rawQueryString: request.queryString ?? '',
    ...(cookie !== undefined && { cookies: cookie.split('; ') }),
    headers: otherHeaders,
    ...(Object.keys(query).length > 0 && { queryStringParameters: query }),
    requestContext: {
      accountId: origin.identity.accountId,
      apiId: 'local',
      domainName: headers['host'] ?? 'localhost',
      domainPrefix: 'local',
      http: {
        method: request.method,
        path: request.path,
        protocol: 'HTTP/1.1',
        sourceIp: request.sourceIp ?? '127.0.0.1',
        userAgent: headers['user-agent'] ?? '',
      },
      requestId: origin.requestId,
      routeKey: origin.routeKey,
      stage: '$default',
      time: accessLogTime(origin.atMs),
      timeEpoch: origin.atMs,
    },
    ...(Object.keys(origin.pathParameters).length > 0 && { pathParameters: origin.pathParameters }),
    ...(hasBody && { body: request.body.toString(isText ? 'utf8' : 'base64') }),
    isBase64Encoded: hasBody && !isText,
  };
}

/** Names in lower case, repeated headers joined by commas. */
function foldHeaders(headers: HttpApiRequest['headers']): Record<string, string> {
  const folded: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) folded[name.toLowerCase()] = typeof value === 'string' ? value : value.join(',');
  }
  return folded;
}

/** Repeated parameters joined by commas. */
function foldQuery(queryString: string): Map<string, string> {
  const folded = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(queryString)) {
    const earlier = folded.get(name);
    folded.set(name, earlier === undefined ? value : `${earlier},${value}`);
  }
  return folded;
}

/** E.g. `21/Nov/2026:10:00:00 +0000`. */
function accessLogTime(atMs: number): string {
  const [, day, month, year, time] = new Date(atMs).toUTCString().split(' ');
  return `${day ?? ''}/${month ?? ''}/${year ?? ''}:${time ?? ''} +0000`;
}
