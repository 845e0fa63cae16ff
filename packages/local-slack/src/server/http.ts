import type { IncomingMessage } from 'node:http';
import type { JsonObject } from '../json.ts';

/** A request whose body has been read. Header names in lower case. */
export interface HttpRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

export interface HttpReply {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
}

/** More than any message or payload has. */
const BODY_LIMIT_BYTES = 1024 * 1024;

/** The body of a request was larger than the local Slack reads. */
export class BodyTooLargeError extends Error {
  constructor() {
    super(`The body is larger than ${BODY_LIMIT_BYTES} bytes.`);
    this.name = 'BodyTooLargeError';
  }
}

/** @throws {@link BodyTooLargeError} */
export async function readRequest(incoming: IncomingMessage): Promise<HttpRequest> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > BODY_LIMIT_BYTES) throw new BodyTooLargeError();
    chunks.push(chunk);
  }
  const headers = Object.fromEntries(
    Object.entries(incoming.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : (value ?? ''),
    ]),
  );
  const url = new URL(incoming.url ?? '/', 'http://127.0.0.1');
  return { method: incoming.method ?? 'GET', url, headers, body: Buffer.concat(chunks) };
}

export function jsonReply(
  statusCode: number,
  body: JsonObject,
  headers: Readonly<Record<string, string>> = {},
): HttpReply {
  return {
    statusCode,
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
    body: JSON.stringify(body),
  };
}

export function textReply(statusCode: number, body: string): HttpReply {
  return { statusCode, headers: { 'content-type': 'text/plain; charset=utf-8' }, body };
}

/**
 * Why a request is refused before anything reads it, or undefined if it may go on.
 *
 * A web page anywhere can make a browser send requests to 127.0.0.1. Three checks keep it out. The `Host` must be ours,
 * so that a name that an attacker points at 127.0.0.1 (DNS rebinding) is refused. Where a browser says which page
 * sends (`Origin`), that page must be ours. And it must say that the request comes from here (`Sec-Fetch-Site`,
 * https://www.w3.org/TR/fetch-metadata/), unless it only follows a link to the page. Programs send neither.
 */
export function refuseForeign(
  { method, url, headers }: Pick<HttpRequest, 'method' | 'url' | 'headers'>,
  port: number,
): string | undefined {
  const ours = [`127.0.0.1:${port}`, `localhost:${port}`];
  const host = headers['host'] ?? '';
  if (!ours.includes(host.toLowerCase())) return `This server is for http://${ours[0]} only.`;
  const origin = headers['origin'];
  const site = headers['sec-fetch-site'];
  const followsLink = method === 'GET' && headers['sec-fetch-mode'] === 'navigate' && !url.pathname.startsWith('/api/');
  const isForeignOrigin = origin !== undefined && !ours.some((own) => origin.toLowerCase() === `http://${own}`);
  const isForeignSite = site !== undefined && site !== 'same-origin' && site !== 'none' && !followsLink;
  return isForeignOrigin || isForeignSite ? 'Requests from other pages are refused.' : undefined;
}
