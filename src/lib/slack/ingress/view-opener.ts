import { once } from 'node:events';
import type { types } from '@slack/bolt';
import { LogLevel, WebClient } from '@slack/web-api';
import { errorName } from '../../model/errors.ts';
import type { Log } from '../../ports.ts';
import { platformCode } from '../errors.ts';

/** What is needed to open a modal, in addition to what listening needs. */
export interface ViewOptions {
  /** Returns the bot's token (`xoxb-…`), which is never logged. It is called when the first modal is opened. */
  readonly botToken: () => Promise<string>;
  /** Where the Web API is, if not at Slack: the local Slack's `…/api/`. */
  readonly slackApiUrl?: string | undefined;
}

/**
 * Opens a modal in answer to something a person did at most three seconds ago:
 * https://docs.slack.dev/interactivity/handling-user-interaction#modal_responses
 *
 * @returns `tooLate` if the three seconds are over, `failed` for any other failure; never throws
 */
export type OpenView = (triggerId: string, view: types.ModalView) => Promise<'opened' | 'tooLate' | 'failed'>;

/**
 * The time for reading the token and for Slack's answer. A part of the three seconds is used for the start, and a part is needed
 * to tell the person about a failure.
 */
const timeoutMs = 2000;

const tooLateCodes: ReadonlySet<string> = new Set(['expired_trigger_id', 'exchanged_trigger_id']);

/** @param fetchFunction - the platform's own, or a test's */
export function createViewOpener(options: ViewOptions, log: Log, fetchFunction: typeof fetch): OpenView {
  let client: WebClient | undefined;
  async function connect(): Promise<WebClient> {
    const { slackApiUrl } = options;
    return new WebClient(await options.botToken(), {
      ...(slackApiUrl === undefined ? {} : { slackApiUrl }),
      fetch: fetchFunction,
      timeout: timeoutMs,
      retryConfig: { retries: 0 },
      rejectRateLimitedCalls: true,
      allowAbsoluteUrls: false,
      logLevel: LogLevel.ERROR,
    });
  }
  return async (triggerId, view) => {
    async function open(): Promise<void> {
      client ??= await connect();
      await client.views.open({ trigger_id: triggerId, view });
    }
    try {
      await Promise.race([open(), timeLimit()]);
      return 'opened';
    } catch (error) {
      const code = platformCode(error) ?? errorName(error);
      log.error('a form could not be opened; the person sees that', { error: code });
      return tooLateCodes.has(code) ? 'tooLate' : 'failed';
    }
  };
}

/** Ends with an error when the time is over. */
async function timeLimit(): Promise<never> {
  const signal = AbortSignal.timeout(timeoutMs);
  await once(signal, 'abort');
  throw signal.reason;
}
