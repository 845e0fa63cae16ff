import { isJsonObject } from '../json.ts';

/** What the HTTP API answers. */
export interface HttpApiResponse {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly cookies: readonly string[];
  readonly body: Buffer;
}

/** What API Gateway answers by itself. */
export function gatewayResponse(statusCode: number, message: string): HttpApiResponse {
  const body = Buffer.from(JSON.stringify({ message }));
  return { statusCode, headers: { 'content-type': 'application/json' }, cookies: [], body };
}

/**
 * Reads a function's answer: with a `statusCode` it is the response, without one it is the JSON body of a 200.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html#http-api-develop-integrations-lambda.v2
 */
export function proxyResponse(payload: string): HttpApiResponse {
  const answer: unknown = JSON.parse(payload);
  if (!isJsonObject(answer) || !('statusCode' in answer)) {
    const body = typeof answer === 'string' ? answer : payload;
    return { statusCode: 200, headers: { 'content-type': 'application/json' }, cookies: [], body: Buffer.from(body) };
  }
  const { statusCode, headers, cookies, body, isBase64Encoded } = answer;
  const status = Number(statusCode);
  if (
    !Number.isInteger(status) ||
    status < 100 ||
    status > 599 ||
    (body !== undefined && body !== null && typeof body !== 'string')
  ) {
    return gatewayResponse(500, 'Internal Server Error');
  }
  return {
    statusCode: status,
    headers: readHeaders(headers),
    cookies: Array.isArray(cookies) ? cookies.map(String) : [],
    body: Buffer.from(body ?? '', isBase64Encoded === true ? 'base64' : 'utf8'),
  };
}

function readHeaders(headers: unknown): Record<string, string> {
  const read: Record<string, string> = { 'content-type': 'text/plain;charset=UTF-8' };
  if (!isJsonObject(headers)) return read;
  for (const [name, value] of Object.entries(headers)) read[name.toLowerCase()] = String(value);
  return read;
}
