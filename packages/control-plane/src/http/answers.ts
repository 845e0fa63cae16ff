import type { ServerResponse } from 'node:http';
import { InternalServerException, ProtonError } from '../model/errors.ts';
import { HttpRefusal } from './refusal.ts';

/** Content type of the protocol's answers, errors included. */
export const PROTOCOL_CONTENT_TYPE = 'application/x-amz-json-1.0';

/** Sends a JSON answer. Every answer is JSON, since SDK clients fail on any other. */
export function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>>,
): void {
  sendJsonText(response, status, JSON.stringify(body), headers);
}

/** As `sendJson`, of what is JSON already. */
export function sendJsonText(
  response: ServerResponse,
  status: number,
  text: string,
  headers: Readonly<Record<string, string>>,
): void {
  response.writeHead(status, { 'content-length': Buffer.byteLength(text), ...headers });
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
  const refusal = error instanceof ProtonError ? error : new InternalServerException();
  const body = { __type: refusal.type, message: refusal.message };
  sendJson(response, refusal.httpStatus, body, {
    ...headers,
    'x-amzn-errortype': refusal.name,
    ...(refusal instanceof HttpRefusal && refusal.headers),
  });
  return refusal !== error;
}
