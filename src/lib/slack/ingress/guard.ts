import { isUtf8 } from 'node:buffer';
import { parse as parseForm } from 'node:querystring';
import { errorName } from '../../model/errors.ts';
import type { Clock, Log } from '../../ports.ts';
import type { IncomingEvent, Outcome, VerifiedRequest } from './http.ts';
import { isFromSlack } from './signature.ts';

const formType = 'application/x-www-form-urlencoded';
const jsonType = 'application/json';

export interface GuardOptions {
  /** Not empty: with an empty one anybody could sign. */
  readonly signingSecret: string;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Runs before Bolt's receiver, which (5.1.0) parses bodies before it checks signatures, throws if it cannot parse them, accepts
 * requests from the future, compares content types by exact text, and reads base64 as ASCII. The answer is 401 for a request that
 * Slack has not signed, 400 for one that is signed and unreadable, 500 when `inner` throws; it never throws itself.
 *
 * @param inner - is only called with requests that Slack has signed; it checks the signature again
 */
export function guard(
  inner: (request: VerifiedRequest) => Promise<Outcome>,
  { signingSecret, clock, log }: GuardOptions,
): (event: IncomingEvent | null | undefined) => Promise<Outcome> {
  return async (event) => {
    const headers = headersOf(event?.headers);
    const raw = bodyOf(event);
    const contentType = (headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
    const body = raw.toString('utf8');
    // Slack's certificate probe is not signed: answer it, never dispatch it.
    if (contentType === formType && parseForm(body)['ssl_check'] === '1') return reply(200);
    if (!isFromSlack(signingSecret, headers, raw, clock.now())) {
      log.warn('a request that Slack did not sign, or not lately, was refused');
      return reply(401);
    }
    // Bolt would sign the decoded text, which differs from the signed bytes if these are no valid text.
    if (!isUtf8(raw) || !isReadable(contentType, body)) {
      log.warn('a signed request could not be read', { contentType });
      return reply(400);
    }
    try {
      const path = typeof event?.rawPath === 'string' ? event.rawPath : '';
      return await inner({ headers: { ...headers, 'content-type': contentType }, body, path });
    } catch (error) {
      // Only the name: messages of parsers quote their input.
      log.error('a signed request failed', { error: errorName(error) });
      return reply(500);
    }
  };
}

function reply(statusCode: number): Outcome {
  return { statusCode, body: '' };
}

function headersOf(headers: unknown): Readonly<Record<string, string>> {
  if (typeof headers !== 'object' || headers === null) return {};
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]: [string, unknown]) =>
      typeof value === 'string' ? [[name.toLowerCase(), value]] : [],
    ),
  );
}

function bodyOf(event: IncomingEvent | null | undefined): Buffer {
  if (typeof event?.body !== 'string') return Buffer.alloc(0);
  return Buffer.from(event.body, event.isBase64Encoded === true ? 'base64' : 'utf8');
}

/** A form of Slack's begins with the name of a field, such as `payload=`. */
const formStart = /^\w+=/u;

/**
 * Whether Bolt can parse it as an object: a form, a form with an object as its payload, or an object. Forms are read with Bolt's
 * own parser: it stops after 1,000 fields, where URLSearchParams takes seconds for a megabyte of empty ones.
 *
 * The signature does not cover the content type. JSON that Slack signed, such as an event with a person's text, could be sent again
 * as a form, and then `&payload=…` in the text would be a click. So a form must not look like JSON; and a form is no JSON.
 */
function isReadable(contentType: string, body: string): boolean {
  if (contentType === jsonType) return isJsonObject(body);
  if (contentType !== formType || !formStart.test(body)) return false;
  const { payload } = parseForm(body);
  return payload === undefined || (typeof payload === 'string' && isJsonObject(payload));
}

function isJsonObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}
