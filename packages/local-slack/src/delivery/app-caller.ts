import { createHmac } from 'node:crypto';
import type { AppResponse, Clock, Deliver } from '../ports.ts';

/** How long Slack waits for an answer. */
export const ACKNOWLEDGE_WITHIN_MS = 3000;

/** What came of a delivery; a person is shown the error. */
export type DeliveryOutcome =
  | { readonly delivered: true; readonly response: AppResponse }
  | { readonly delivered: false; readonly error: 'dispatch_failed' | 'operation_timeout' };

export interface AppCallerOptions {
  readonly deliver: Deliver;
  readonly clock: Clock;
  readonly signingSecret: string;
  readonly appPath: string;
  readonly acknowledgeWithinMs: number;
}

/** Sends signed form posts to the app and waits as long as Slack would. */
export class AppCaller {
  readonly #options: AppCallerOptions;

  constructor(options: AppCallerOptions) {
    this.#options = options;
  }

  /** Any answer but 200 is `dispatch_failed`; none in time is `operation_timeout`, whatever the app does afterwards. */
  async send(fields: Readonly<Record<string, string>>): Promise<DeliveryOutcome> {
    const { deliver, clock, signingSecret, appPath, acknowledgeWithinMs } = this.#options;
    const body = new URLSearchParams(fields).toString();
    const headers = {
      'content-type': 'application/x-www-form-urlencoded',
      'user-agent': 'Slackbot 1.0 (+https://api.slack.com/robots)',
      accept: 'application/json,*/*',
      ...signatureHeaders(signingSecret, clock.now(), body),
    };
    const timer = startTimer(acknowledgeWithinMs);
    try {
      const answer = deliver({ method: 'POST', path: appPath, headers, body });
      const response = await Promise.race([answer.catch(() => undefined), timer.elapsed]);
      if (response === 'elapsed') return { delivered: false, error: 'operation_timeout' };
      if (response?.statusCode !== 200) return { delivered: false, error: 'dispatch_failed' };
      return { delivered: true, response };
    } finally {
      timer.stop();
    }
  }
}

function startTimer(durationMs: number) {
  let handle: NodeJS.Timeout | undefined;
  const elapsed = new Promise<'elapsed'>((resolve) => {
    handle = setTimeout(() => resolve('elapsed'), durationMs);
  });
  return { elapsed, stop: () => clearTimeout(handle) };
}

/**
 * The headers by which an app knows that Slack sent a body.
 * https://docs.slack.dev/authentication/verifying-requests-from-slack
 */
export function signatureHeaders(signingSecret: string, nowMs: number, body: string): Record<string, string> {
  const timestamp = String(Math.floor(nowMs / 1000));
  const digest = createHmac('sha256', signingSecret).update(`v0:${timestamp}:${body}`).digest('hex');
  return { 'x-slack-request-timestamp': timestamp, 'x-slack-signature': `v0=${digest}` };
}
