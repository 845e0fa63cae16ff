import type { IncomingMessage } from 'node:http';
import { parseBody, readBody } from './body.ts';
import { HttpRefusal } from './refusal.ts';
import type { ControlRoute } from './routes/index.ts';

/** Only a state is PUT, and one of many thousand resources is large. */
const MAXIMUM_STATE_BYTES = 256 * 1024 * 1024;
const JSON_CONTENT_TYPE = /^application\/json\s*(?:;|$)/i;

/**
 * Runs a control route and answers its output.
 * @param query what follows the `?`
 * @throws ProtonError, BrokenConnectionError
 */
export async function answerControl(
  request: IncomingMessage,
  route: ControlRoute,
  query: string,
  maximumBodyBytes: number,
): Promise<unknown> {
  const parameters = new URLSearchParams(query);
  if (request.method === 'GET') return route({ body: undefined, query: parameters });
  // A web page cannot send this content type to another origin without asking first, so none can control anything.
  if (!JSON_CONTENT_TYPE.test(request.headers['content-type'] ?? '')) {
    throw new HttpRefusal('SerializationException', 'Send the body with content-type application/json.', 415);
  }
  const limit = request.method === 'PUT' ? MAXIMUM_STATE_BYTES : maximumBodyBytes;
  return route({ body: parseBody(await readBody(request, limit)), query: parameters });
}
