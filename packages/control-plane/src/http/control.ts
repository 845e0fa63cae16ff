import type { IncomingMessage } from 'node:http';
import { parseBody, readBody } from './body.ts';
import type { CallNotes } from './call-notes.ts';
import { readCredential } from './caller.ts';
import { checkIsOfThisMachine } from './hosts.ts';
import type { Keeping } from './keeping.ts';
import { HttpRefusal } from './refusal.ts';
import type { ControlRoute } from './routes/index.ts';
import { MissingAuthenticationTokenException, type SignatureCheck } from './signatures/index.ts';

/** Only a state is PUT, and one of many thousand resources is large. */
const MAXIMUM_STATE_BYTES = 256 * 1024 * 1024;
const JSON_CONTENT_TYPE = /^application\/json\s*(?:;|$)/i;

/** What control routes are run with. */
export interface ControlParts {
  readonly checkSignature: SignatureCheck | undefined;
  readonly maximumBodyBytes: number;
  readonly keeping: Keeping;
}

/**
 * Runs a control route and answers its output.
 * @param query what follows the `?`
 * @param notes receives what becomes known of the request
 * @throws ProtonError, BrokenConnectionError
 */
export async function answerControl(
  request: IncomingMessage,
  route: ControlRoute,
  query: string,
  { checkSignature, maximumBodyBytes, keeping }: ControlParts,
  notes: CallNotes,
): Promise<unknown> {
  notes.credential = readCredential(request.headers.authorization);
  if (checkSignature === undefined) checkIsOfThisMachine(request);
  // Before a body is read, as that of a state may be large.
  else if (request.headers.authorization === undefined) throw new MissingAuthenticationTokenException();
  const parameters = new URLSearchParams(query);
  if (request.method === 'GET') {
    checkSignature?.(request, Buffer.alloc(0));
    notes.isVerified = checkSignature !== undefined;
    return keeping.write(() => route({ body: undefined, query: parameters }));
  }
  // A web page cannot send this content type to another origin without asking first, so none can control anything.
  if (!JSON_CONTENT_TYPE.test(request.headers['content-type'] ?? '')) {
    throw new HttpRefusal('SerializationException', 'Send the body with content-type application/json.', 415);
  }
  const limit = request.method === 'PUT' ? MAXIMUM_STATE_BYTES : maximumBodyBytes;
  const body = await readBody(request, limit);
  checkSignature?.(request, body);
  notes.isVerified = checkSignature !== undefined;
  const parsed = parseBody(body);
  return keeping.write(() => route({ body: parsed, query: parameters }));
}
