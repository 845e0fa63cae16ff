import type { PersonRequest } from './request.ts';

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

/**
 * How late a typed command, or an operation, may arrive. It names a target, not an attempt: later than this it would hit whatever is
 * under way by then. All deliveries of a request that fails take less.
 */
export const longestTypedAgeMs = 15 * minuteMs;

/**
 * How late a click may arrive, and how late something that was begun in time is finished. Both name the one attempt, or the one
 * token, that they are about, so lateness cannot make them hit anything newer. Yet whoever pressed a button and saw nothing happen
 * for an hour has made other plans, and providers do not remember tokens for ever.
 */
export const longestBoundAgeMs = 60 * minuteMs;

/** How long the queue that `command` reads keeps a message: `infrastructure/queues.yml`. */
export const commandQueueRetentionMs = 4 * dayMs;

/** How long its dead-letter queue keeps one. */
export const commandDeadLetterRetentionMs = 14 * dayMs;

/**
 * How long the record of a request is kept after its last write. Longer than a message can wait in the queue, then as a dead
 * letter, and then, put back by somebody, in both once more: a delivery finds what an earlier one did. What is put back again and
 * again outlives it, and is then refused for its age.
 */
export const requestRecordLifetimeMs = 2 * (commandQueueRetentionMs + commandDeadLetterRetentionMs);

/**
 * Whether a request comes too late to be carried out.
 *
 * @param isBound - whether an earlier delivery has found which attempt it is about, or has begun the operation: it is finished then
 * @returns how late it is and what is allowed, or `undefined` where it is in time
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
