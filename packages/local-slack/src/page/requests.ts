import { isJsonObject, textOf } from '../json.ts';
import type { PageRequests } from '../protocol.ts';

/** What the server says to a request; where it failed in Slack's eyes, the person is told by a message. */
export interface RequestResult {
  readonly ok: boolean;
  readonly error?: string;
  readonly errors?: Readonly<Record<string, string>>;
}

/** Asks the server for something. Never throws: a server that cannot be reached is a failed result. */
export async function ask<Name extends keyof PageRequests>(
  name: Name,
  request: PageRequests[Name],
): Promise<RequestResult> {
  try {
    const response = await fetch(`/page/${name}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(request),
    });
    return readResult(await response.json());
  } catch {
    return { ok: false, error: 'The local Slack does not answer. Is it still running?' };
  }
}

function readResult(value: unknown): RequestResult {
  if (!isJsonObject(value)) return { ok: false, error: 'The local Slack answered something unexpected.' };
  const { ok, error, errors } = value;
  const readErrors = (given: object) => Object.entries(given).map(([blockId, text]) => [blockId, textOf(text)]);
  return {
    ok: ok === true,
    ...(error === undefined ? {} : { error: textOf(error) }),
    ...(isJsonObject(errors) ? { errors: Object.fromEntries(readErrors(errors)) } : {}),
  };
}
