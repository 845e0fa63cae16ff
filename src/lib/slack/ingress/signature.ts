import { createHmac, timingSafeEqual } from 'node:crypto';

/** Older and newer requests are refused; Bolt itself refuses older ones only. */
const maximumSkewSeconds = 300;

/**
 * Whether Slack signed these bytes, and recently: https://docs.slack.dev/authentication/verifying-requests-from-slack
 *
 * @param raw - the raw bytes of the body: with decoded text, bodies that are not ASCII would fail
 */
export function isFromSlack(
  signingSecret: string,
  headers: Readonly<Record<string, string>>,
  raw: Buffer,
  nowMs: number,
): boolean {
  const timestamp = headers['x-slack-request-timestamp'] ?? '';
  if (!/^\d{1,12}$/u.test(timestamp)) return false;
  if (Math.abs(nowMs / 1000 - Number(timestamp)) > maximumSkewSeconds) return false;
  const digest = createHmac('sha256', signingSecret).update(`v0:${timestamp}:`).update(raw).digest('hex');
  const wanted = Buffer.from(`v0=${digest}`);
  const given = Buffer.from(headers['x-slack-signature'] ?? '');
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}
