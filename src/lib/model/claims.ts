import type { ActionOutcome, ActionType, Actor, Claim } from './claim.ts';
import { claimKey } from './claim.ts';
import type { Item } from './item.ts';
import type { AttemptDetails } from './observation.ts';
import { withAudit } from './record.ts';
import { isCancelled, isFinal, statusOf } from './statuses.ts';
import type { Subject } from './subject.ts';

/**
 * Longer than the longest invocation of any function that acts (30 s, `serverless.yml`): when it lapses, its owner is dead.
 */
export const claimLeaseMs = 60_000;

/** After this many calls without a certain answer, the bot stops and says so. */
export const maximumAttempts = 3;

/** After this many calls that were turned away for their rate, the bot stops and says so. */
export const maximumThrottles = 10;

/** A throttled call is tried again after 5 s, 10 s, 20 s … up to a minute. */
const firstThrottleDelayMs = 5_000;
const longestThrottleDelayMs = 60_000;

/** A wish to act: what, for whom, and why. */
export interface Intent {
  readonly action: ActionType;
  readonly actor: Actor;
  readonly reason: string;
}

/** Takes the claim, or takes it again after it waited or lapsed. Nothing has been done by this yet. */
export function withClaim(item: Item, intent: Intent, leaseId: string, nowMs: number): Item {
  const key = claimKey(intent.actor, intent.action);
  const before = item.claims[key];
  const claim: Claim = {
    action: intent.action,
    actor: intent.actor,
    reason: intent.reason,
    state: 'held',
    leaseId,
    claimedAtMs: before?.claimedAtMs ?? nowMs,
    dueAtMs: nowMs + claimLeaseMs,
    attempts: (before?.attempts ?? 0) + 1,
    throttles: before?.throttles ?? 0,
  };
  const next = { ...item, claims: { ...item.claims, [key]: claim } };
  return withAudit(next, nowMs, intent.actor, {
    what: 'claimed',
    action: intent.action,
    reason: intent.reason,
    attempt: claim.attempts,
  });
}

/** What cannot be done at all is claimed and settled in one step, so that it is told once: nobody was called. */
export function withImpossible(item: Item, intent: Intent, because: string, nowMs: number): Item {
  const key = claimKey(intent.actor, intent.action);
  const { action, actor, reason } = intent;
  const claim: Claim = {
    action,
    actor,
    reason,
    state: 'held',
    leaseId: '',
    claimedAtMs: nowMs,
    dueAtMs: nowMs,
    attempts: 0,
    throttles: 0,
  };
  return withOutcome({ ...item, claims: { ...item.claims, [key]: claim } }, key, 'impossible', nowMs, because);
}

/** Why this cannot be done, as the provider says it; `undefined` where it can, and where only the state forbids it. */
export function whyImpossible(
  action: ActionType,
  { details }: { readonly details: AttemptDetails },
): string | undefined {
  const availability = details.actions[action];
  return availability?.available === false ? availability.reason : undefined;
}

/**
 * Nothing was done (a throttle): the claim waits, and whoever comes then fences and calls again. Only the owner of the lease
 * can say so: if another has taken it meanwhile, that one may be in the middle of its call.
 */
export function withThrottle(item: Item, key: string, leaseId: string, nowMs: number): Item {
  const claim = item.claims[key];
  if (claim === undefined || claim.state === 'settled' || claim.leaseId !== leaseId) return item;
  const throttles = claim.throttles + 1;
  if (throttles >= maximumThrottles) return withOutcome(item, key, 'gaveUp', nowMs, 'ThrottlingException');
  const delayMs = Math.min(firstThrottleDelayMs * 2 ** (throttles - 1), longestThrottleDelayMs);
  const waiting: Claim = {
    ...claim,
    state: 'waiting',
    dueAtMs: nowMs + delayMs,
    throttles,
    attempts: claim.attempts - 1,
  };
  return { ...item, claims: { ...item.claims, [key]: waiting } };
}

/** Settles a claim for good: told in the history, and in the trail. */
export function withOutcome(item: Item, key: string, outcome: ActionOutcome, nowMs: number, error?: string): Item {
  const claim = item.claims[key];
  if (claim === undefined || claim.state === 'settled') return item;
  const why = error === undefined ? {} : { error };
  const settled: Claim = { ...claim, state: 'settled', outcome, ...why };
  const { action, actor } = claim;
  const next = { ...item, claims: { ...item.claims, [key]: settled } };
  return withAudit(next, nowMs, actor, { what: 'settled', action, outcome, ...why });
}

/** Whether an open claim may be taken up by whoever looks now. */
export function isDue(claim: Claim, nowMs: number): boolean {
  return claim.state !== 'settled' && claim.dueAtMs <= nowMs;
}

/**
 * What a claim comes to when its subject cannot be acted on (any more), or `undefined` while it still can.
 *
 * @param observed - the truth, just read, about the claim's own attempt, and what can be done in its state
 * @param called - whether a call may have reached the provider: then "it is done" may be our doing
 */
export function outcomeByState(
  action: ActionType,
  { subject, details }: { readonly subject: Subject; readonly details: AttemptDetails },
  called: boolean,
): ActionOutcome | undefined {
  if (details.actions[action] !== undefined && !isFinal(subject)) return undefined;
  if (action === 'cancel') {
    if (isCancelled(subject)) return called ? 'observed' : 'alreadyDone';
    return 'tooLate';
  }
  const status = statusOf(subject);
  const wanted = action === 'accept' ? 'CONNECTED' : 'REJECTED';
  if (status === wanted) return called ? 'observed' : 'alreadyDone';
  return 'tooLate';
}
