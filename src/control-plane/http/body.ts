import type { IncomingMessage } from 'node:http';
import { SerializationException } from '../model/errors.ts';

/** The body of a request is larger than the limit. */
export class BodyTooLargeError extends Error {
  override readonly name = 'BodyTooLargeError';
  constructor(maximumBytes: number) {
    super(`The body is larger than ${maximumBytes} bytes, which no operation needs.`);
  }
}

/**
 * Reads a JSON body; an empty one is an empty object, as the protocol wants it.
 * @throws BodyTooLargeError, SerializationException, or the error of a connection that broke
 */
export async function readJsonBody(request: IncomingMessage, maximumBytes: number): Promise<unknown> {
  const text = await readText(request, maximumBytes);
  if (text === '') return {};
  try {
    return JSON.parse(text);
  } catch {
    // The parser's message quotes the body, which may hold a spec.
    throw new SerializationException('The body is not valid JSON.');
  }
}

async function readText(request: IncomingMessage, maximumBytes: number): Promise<string> {
  if (Number(request.headers['content-length'] ?? 0) > maximumBytes) throw new BodyTooLargeError(maximumBytes);
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > maximumBytes) throw new BodyTooLargeError(maximumBytes);
    chunks.push(bytes);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks));
  } catch {
    throw new SerializationException('The body is not valid UTF-8.');
  }
}
