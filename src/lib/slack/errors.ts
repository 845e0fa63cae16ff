import { WebAPIHTTPError, WebAPIPlatformError, WebAPIRateLimitedError, WebAPIRequestError } from '@slack/web-api';
import { ChatBusy, ChatRefused } from '../ports.ts';

/** If Slack gives no time to wait: short after a failed call, long if a person must repair something. */
const afterFailureMs = 5_000;
const afterUnclearLimitMs = 30_000;
const untilRepairedMs = 60_000;

/** Slack's own failures with status 200: common errors of https://docs.slack.dev/reference/methods/chat.postMessage */
const passing: ReadonlySet<string> = new Set([
  'fatal_error',
  'internal_error',
  'request_timeout',
  'service_unavailable',
  'team_added_to_org',
]);

const rateLimits: ReadonlySet<string> = new Set(['message_limit_exceeded', 'rate_limited', 'ratelimited']);

/** The message is right, but the app's installation is wrong. After its repair, the message is sent. */
const installationErrors: ReadonlySet<string> = new Set([
  'access_denied',
  'account_inactive',
  'invalid_auth',
  'missing_scope',
  'not_authed',
  'token_expired',
  'token_revoked',
]);

/** Slack's short code of a refusal with status 200, such as `channel_not_found`. */
export function platformCode(error: unknown): string | undefined {
  return error instanceof WebAPIPlatformError ? error.data.error : undefined;
}

/** Whether only a person who can install the app can repair it. */
export function isInstallationError(error: unknown): boolean {
  return installationErrors.has(platformCode(error) ?? '');
}

/** Whether Slack asks for fewer calls. */
export function isRateLimit(error: unknown): boolean {
  return error instanceof WebAPIRateLimitedError || rateLimits.has(platformCode(error) ?? '');
}

/** What an error of the Web API means for a message: try again later, or never. */
export function chatError(error: unknown): ChatBusy | ChatRefused {
  if (error instanceof WebAPIRateLimitedError) return new ChatBusy(waitMs(error.retryAfter), error);
  if (error instanceof WebAPIRequestError) return new ChatBusy(afterFailureMs, error);
  if (error instanceof WebAPIHTTPError) {
    return error.statusCode >= 500
      ? new ChatBusy(afterFailureMs, error)
      : new ChatRefused(`http_${error.statusCode}`, error);
  }
  const code = platformCode(error);
  // The only plain error of the client: a 429 without a time to wait.
  if (code === undefined) return new ChatBusy(afterUnclearLimitMs, error);
  if (rateLimits.has(code)) return new ChatBusy(afterUnclearLimitMs, error);
  if (passing.has(code)) return new ChatBusy(afterFailureMs, error);
  if (installationErrors.has(code)) return new ChatBusy(untilRepairedMs, error);
  return new ChatRefused(code, error);
}

/** `Retry-After` in milliseconds, at least one second. */
export function waitMs(retryAfterSeconds: number): number {
  return Number.isFinite(retryAfterSeconds) ? Math.max(1, retryAfterSeconds) * 1000 : afterUnclearLimitMs;
}
