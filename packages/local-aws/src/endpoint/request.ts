import { isUtf8 } from 'node:buffer';
import { IncomingMessage } from 'node:http';
import { z } from 'zod';
import { isJsonObject, type JsonObject } from '../json.ts';
import { AwsError } from './answers.ts';

/** What a request says that it was signed for. */
export interface Credential {
  readonly accessKeyId: string;
  readonly region: string;
  readonly service: string;
}

/** What is known of a request before its body is read. */
export interface RequestHead {
  readonly method: string;
  /** As it came: escapes are not decoded. */
  readonly path: string;
  /** What follows the `?`. */
  readonly queryString: string;
  readonly contentType: string | undefined;
  /** `X-Amz-Target`, e.g. `AmazonSQS.SendMessage`: how the JSON protocols name an operation. */
  readonly target: string | undefined;
  /** Whose request it says it is; undefined when it is not signed. The signature itself is not checked. */
  readonly credential: Credential | undefined;
}

/** Reads the head of a request. */
export function readHead(request: IncomingMessage): RequestHead {
  const target = request.headers['x-amz-target'];
  return {
    method: request.method ?? '',
    ...requestPath(request),
    contentType: request.headers['content-type'],
    target: typeof target === 'string' ? target : undefined,
    credential: credentialOf(request),
  };
}

/** The path and the query of a request, as they came: URL would throw for a path such as `//`. */
export function requestPath({ url = '/' }: IncomingMessage): { path: string; queryString: string } {
  const [path = '/', ...query] = url.split('?');
  return { path, queryString: query.join('?') };
}

function credentialOf(request: IncomingMessage): Credential | undefined {
  const scope = /Credential=([^/,\s]+)\/\d{8}\/([^/]*)\/([^/]+)\/aws4_request/.exec(
    request.headers.authorization ?? '',
  );
  const [, accessKeyId, region, service] = scope ?? [];
  if (accessKeyId === undefined || region === undefined || service === undefined) return undefined;
  return { accessKeyId, region, service };
}

/** Above every limit of the services behind the endpoint. */
const LARGEST_BODY_BYTES = 16 * 1024 * 1024;

/**
 * Reads a request's body.
 *
 * @throws AwsError RequestEntityTooLarge
 */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    // What follows is still read, and dropped: to stop reading would break the connection before the answer.
    if (bytes <= LARGEST_BODY_BYTES) chunks.push(chunk);
  }
  if (bytes > LARGEST_BODY_BYTES) {
    throw new AwsError('RequestEntityTooLarge', 'The request body is too large.', { statusCode: 413 });
  }
  return Buffer.concat(chunks);
}

/** A request whose body was read, for whoever reads it again. */
export function requestAgain(request: IncomingMessage, body: Buffer): IncomingMessage {
  const again = new IncomingMessage(request.socket);
  const { method, url, headers } = request;
  Object.assign(again, { method, url, headers, complete: true });
  again.push(body);
  again.push(null);
  return again;
}

/** The parameters of one call, parsed from its JSON body but not yet checked. */
export type CallInput = JsonObject;

/**
 * Parses a request body. An empty body means no parameters, as the services themselves take it.
 *
 * @throws AwsError SerializationException when it is no JSON object
 */
export function parseBody(body: Buffer): CallInput {
  if (body.length === 0) return {};
  if (!isUtf8(body)) throw new AwsError('SerializationException', 'The request body is not UTF-8.');
  let parsed: unknown;
  try {
    parsed = JSON.parse(body.toString('utf8'));
  } catch {
    throw new AwsError('SerializationException', 'The request body is not JSON.');
  }
  if (!isJsonObject(parsed)) {
    throw new AwsError('SerializationException', 'The request body must be a JSON object.');
  }
  return parsed;
}

/**
 * Checks the parameters of a call against their shape.
 *
 * @throws AwsError ValidationException naming every parameter that is wrong
 */
export function checkInput<Shape extends z.ZodType>(shape: Shape, input: CallInput): z.output<Shape> {
  const checked = shape.safeParse(input);
  if (checked.success) return checked.data;
  const problems = checked.error.issues.map(({ path, message }) => `${path.join('.') || 'request'}: ${message}`);
  throw new AwsError('ValidationException', problems.join('; '));
}
