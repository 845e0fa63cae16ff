import type { ServerResponse } from 'node:http';
import { InternalServerException, ProtonError } from '../model/errors.ts';
import { BodyTooLargeError } from './body.ts';

const CONTENT_TYPE = 'application/x-amz-json-1.0';

/** A request that is refused before it is one for an operation: wrong path or method. */
export class HttpRefusal extends Error {
  override readonly name = 'HttpRefusal';
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  constructor(status: number, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.status = status;
    this.headers = headers;
  }
}

/** Sends a JSON answer. Every answer is JSON, since SDK clients fail on any other. */
export function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>>,
): void {
  const text = JSON.stringify(body);
  response.writeHead(status, { 'content-type': CONTENT_TYPE, 'content-length': Buffer.byteLength(text), ...headers });
  response.end(text);
}

/**
 * Sends what was thrown as an awsJson1_0 error (https://smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html#operation-error-serialization).
 * @returns whether it was a fault of the control plane rather than a refusal
 */
export function sendError(
  response: ServerResponse,
  error: unknown,
  headers: Readonly<Record<string, string>>,
): boolean {
  if (error instanceof HttpRefusal) {
    const body = { __type: 'UnknownOperationException', message: error.message };
    sendJson(response, error.status, body, { ...headers, ...error.headers });
    return false;
  }
  if (error instanceof BodyTooLargeError) {
    const body = { __type: 'SerializationException', message: error.message };
    sendJson(response, 413, body, { ...headers, connection: 'close' });
    return false;
  }
  const refusal = error instanceof ProtonError ? error : new InternalServerException();
  const body = { __type: refusal.type, message: refusal.message };
  sendJson(response, refusal.httpStatus, body, { ...headers, 'x-amzn-errortype': refusal.name });
  return !(error instanceof ProtonError);
}
