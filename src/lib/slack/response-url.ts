import { errorName } from '../model/errors.ts';
import { ChatBusy } from '../ports.ts';
import type { Message } from './blocks/index.ts';
import { waitMs } from './errors.ts';

const slackHost = 'hooks.slack.com';
const afterFailureMs = 5_000;

/** What is needed to post to a response URL. */
export interface ResponseUrlOptions {
  readonly fetch: typeof fetch;
  readonly timeoutMs: number;
  /** Base address of a local Slack, in addition to Slack's own host. */
  readonly localBaseUrl?: string | undefined;
}

/**
 * Whether the bot may post to a response URL. The URL comes from a queue or from a request, and anybody who can write there could
 * otherwise make the bot post anywhere.
 *
 * @param localBaseUrl - base address of a local Slack, in addition to Slack's own host
 */
export function isAllowedResponseUrl(responseUrl: string, localBaseUrl?: string): boolean {
  const url = parseUrl(responseUrl);
  if (url === undefined || url.username !== '' || url.password !== '') return false;
  if (url.protocol === 'https:' && url.host === slackHost) return true;
  return localBaseUrl !== undefined && url.origin === parseUrl(localBaseUrl)?.origin;
}

function parseUrl(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}

/**
 * Shows a message only to the person, through the address of their request: 5 uses within 30 minutes, no token.
 * https://docs.slack.dev/interactivity/handling-user-interaction#message_responses
 *
 * @returns `posted`; `unusable` when the address is expired, used up or not Slack's, so that another way must be taken
 * @throws ChatBusy when Slack asks to wait, fails or does not answer
 */
export async function postToResponseUrl(
  responseUrl: string,
  message: Message,
  options: ResponseUrlOptions,
): Promise<'posted' | 'unusable'> {
  if (!isAllowedResponseUrl(responseUrl, options.localBaseUrl)) return 'unusable';
  const response = await post(responseUrl, message, options);
  if (response.status === 429) throw new ChatBusy(waitMs(Number(response.headers.get('retry-after') ?? Number.NaN)));
  if (response.status >= 500) throw new ChatBusy(afterFailureMs);
  // Any answer but a plain "ok" is a refusal, sometimes with status 200: {"ok":false,"error":"expired_url"}.
  const body = await response.text().catch(() => '');
  return response.ok && !/"ok"\s*:\s*false/u.test(body) ? 'posted' : 'unusable';
}

async function post(responseUrl: string, message: Message, options: ResponseUrlOptions): Promise<Response> {
  try {
    return await options.fetch(responseUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json; charset=utf-8' },
      body: JSON.stringify({ response_type: 'ephemeral', replace_original: false, ...message }),
      redirect: 'error',
      signal: AbortSignal.timeout(options.timeoutMs),
    });
  } catch (error) {
    // The error's text may contain the address, which is a secret, so only its name is used.
    throw new ChatBusy(afterFailureMs, errorName(error));
  }
}
