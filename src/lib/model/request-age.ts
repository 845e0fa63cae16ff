import type { PersonRequest } from './request.ts';

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

/**
 * How late a typed command, or an operation, may arrive. It names a target, not an attempt. Later than this it could hit another
 * attempt. All deliveries of a failing request take less time than this.
 */
export const longestTypedAgeMs = 15 * minuteMs;

/**
 * How late a click may arrive, and how late work that was begun in time is finished. Both name one attempt, or one token, so they
 * can never hit anything newer. But a person who saw nothing happen for an hour has made other plans, and providers do not store
 * tokens without limit.
 */
export const longestBoundAgeMs = 60 * minuteMs;

/** How long the queue of `command` keeps a message: `infrastructure/queues.yml`. */
export const commandQueueRetentionMs = 4 * dayMs;

/** How long its dead-letter queue keeps one. */
export const commandDeadLetterRetentionMs = 14 * dayMs;

/**
 * How long the record of a request is kept after its last write. A message can wait in the queue, then in the dead-letter queue,
 * and after a redrive in both again. The record is kept for longer than that, so a delivery finds what an earlier one did. A
 * message that is redriven many times is older than the record, and is then refused for its age.
 */
export const requestRecordLifetimeMs = 2 * (commandQueueRetentionMs + commandDeadLetterRetentionMs);

/**
 * Whether a request comes too late.
 *
 * @param isBound - whether an earlier delivery has found its attempt, or has begun the operation: then it is finished
 * @returns how late it is and what is allowed, or `undefined` if it is in time
 */
export function lateness(
  { interaction, receivedAtMs }: PersonRequest,
  isBound: boolean,
  nowMs: number,
): { readonly ageMs: number; readonly limitMs: number } | undefined {
  const ageMs = nowMs - receivedAtMs;
  const limitMs = isBound || interaction.type === 'click' ? longestBoundAgeMs : longestTypedAgeMs;
  return ageMs > limitMs ? { ageMs, limitMs } : undefined;
}
