import type { IncomingMessage } from 'node:http';
import { AwsError } from './aws-error.ts';

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
