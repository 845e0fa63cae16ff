import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import { SerializationException } from '../model/errors.ts';
import { HttpRefusal } from './refusal.ts';

/** The connection broke before the body was complete; no one is left to answer. */
export class BrokenConnectionError extends Error {
  override readonly name = 'BrokenConnectionError';
}

/**
 * Reads a body.
 * @throws HttpRefusal 413 when it is larger, as announced or as sent; BrokenConnectionError
 */
export function readBody(request: IncomingMessage, maximumBytes: number): Promise<Buffer> {
  const tooLarge = (): HttpRefusal =>
    new HttpRefusal('SerializationException', `The body is larger than ${maximumBytes} bytes.`, 413);
  if (Number(request.headers['content-length'] ?? 0) > maximumBytes) return Promise.reject(tooLarge());
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      // What follows is still read, and dropped, so that the client gets to see the answer.
      if (size > maximumBytes) reject(tooLarge());
      else chunks.push(chunk);
    });
    request.on('end', () => resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)));
    request.on('error', (error) => reject(new BrokenConnectionError(error.message)));
    request.on('close', () => {
      if (!request.complete) reject(new BrokenConnectionError('closed before the body was complete'));
    });
  });
}

/**
 * Takes a body as JSON; an empty one is an empty object, as the protocol wants it.
 * @throws SerializationException. The parser's own message would quote the body, which may hold a spec.
 */
export function parseBody(body: Buffer): unknown {
  if (body.length === 0) return {};
  if (!isUtf8(body)) throw new SerializationException('The body is not valid UTF-8.');
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    throw new SerializationException('The body is not valid JSON.');
  }
}
