import type { IncomingMessage } from 'node:http';
import { type Credential, credentialOf } from './identify.ts';
import { readBody } from './read-body.ts';
import { requestPath } from './request-path.ts';

/** A request to a service that is told what to do by method, path and query. */
export interface RestRequest {
  readonly method: string;
  /** As it came: escapes are not decoded. */
  readonly path: string;
  /** What follows the `?`. */
  readonly queryString: string;
  readonly contentType: string | undefined;
  readonly body: Buffer;
  /** Whose request it says it is; undefined when it is not signed. */
  readonly credential: Credential | undefined;
}

/** One operation of such a service, chosen by the request: does its work and returns what is written as JSON. */
export type RestService = (request: RestRequest) => unknown;

/** @throws AwsError RequestEntityTooLarge */
export async function readRestRequest(request: IncomingMessage): Promise<RestRequest> {
  return {
    method: request.method ?? '',
    ...requestPath(request),
    contentType: request.headers['content-type'],
    body: await readBody(request),
    credential: credentialOf(request),
  };
}
