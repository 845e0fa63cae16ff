import { type ChatPostMessageResponse, type Logger, LogLevel, WebClient } from '@slack/web-api';
import { type AppRequest, type AppResponse, exampleWorkspace, type LocalSlack, startLocalSlack } from '../src/index.ts';
import type { Clock, Random } from '../src/ports.ts';

export const signingSecret = 'a signing secret for tests';
export const botToken = 'xoxb-token-for-tests';
export const ada = 'U0ADA0001';
export const ben = 'U0BEN0001';
export const deploys = 'C0DEPLOYS';

/** A clock that goes only where a test sends it. */
export class ManualClock implements Clock {
  #nowMs = Date.UTC(2026, 10, 21, 9, 30);

  now(): number {
    return this.#nowMs;
  }

  advance(durationMs: number): void {
    this.#nowMs += durationMs;
  }
}

/** Ids that are the same in every run. */
export class CountingRandom implements Random {
  #count = 0;

  uuid(): string {
    this.#count += 1;
    return `${String(this.#count).padStart(8, '0')}-0000-4000-8000-000000000000`;
  }
}

export const acknowledge = (body = '', contentType = 'text/plain'): AppResponse => ({
  statusCode: 200,
  headers: { 'content-type': contentType },
  body,
});

/** The refusals that tests provoke are no news. */
const quiet: Logger = {
  debug() {},
  info() {},
  warn() {},
  error() {},
  setLevel() {},
  getLevel: () => LogLevel.ERROR,
  setName() {},
};

const workspace = exampleWorkspace({
  appId: 'A0TESTAPP',
  botId: 'B0TESTAPP',
  botUserId: 'U0TESTAPP',
  name: 'ship',
  displayName: 'Ship',
  commands: [{ command: '/ship', description: 'Ships things', usageHint: 'status [target]' }],
});

/** A local Slack whose app is a function of the test; `received` has what was delivered to it. */
export interface Harness {
  readonly slack: LocalSlack;
  readonly client: WebClient;
  readonly clock: ManualClock;
  readonly received: AppRequest[];
  answer: (fields: URLSearchParams, request: AppRequest) => Promise<AppResponse> | AppResponse;
}

export async function startHarness(acknowledgeWithinMs = 3000): Promise<Harness> {
  const clock = new ManualClock();
  const received: AppRequest[] = [];
  const slack = await startLocalSlack({
    port: 0,
    workspace,
    clock,
    random: new CountingRandom(),
    signingSecret,
    botToken,
    acknowledgeWithinMs,
    addresses: () => [{ label: 'AWS endpoint', url: 'http://127.0.0.1:4600' }],
    deliver: async (request) => {
      received.push(request);
      return harness.answer(new URLSearchParams(request.body), request);
    },
  });
  const client = new WebClient(botToken, {
    slackApiUrl: slack.webApiUrl,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    logger: quiet,
  });
  const harness: Harness = { slack, client, clock, received, answer: () => acknowledge() };
  return harness;
}

export const fieldsOf = (request: AppRequest | undefined): Record<string, string> =>
  Object.fromEntries(new URLSearchParams(request?.body ?? ''));

/** Posts as the app does. */
export async function postMessage(
  client: WebClient,
  message: Record<string, unknown>,
): Promise<{ ts: string; channel: string }> {
  const result: ChatPostMessageResponse = await client.apiCall('chat.postMessage', message);
  return { ts: result.ts ?? '', channel: result.channel ?? '' };
}
