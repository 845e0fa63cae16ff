import type { ActionOutcome, ActionType, Actor, Claim } from './claim.ts';
import { claimKey, isForEnded, isFree } from './claim.ts';
import type { Item } from './item.ts';
import type { AttemptDetails } from './observation.ts';
import { withAudit } from './record.ts';
import { deletedStatus, endedUnseenStatus, isCancelled, isFinal, nameOf, statusOf } from './statuses.ts';
import type { Subject } from './subject.ts';

/** The longest invocation of any function that acts (`serverless.yml`). */
export const invocationTimeoutMs = 30_000;

/** How long after its timeout a call may still arrive at the provider. */
export const lateCallMs = 30_000;

/** For a provider that has not answered yet: the longest lag of all providers. */
const usualReadLagMs = 30_000;

/** Strictly longer than the three together. */
const leaseMarginMs = 1_000;

/**
 * How long a claim is leased. When it expires, its owner is dead, its last call has arrived or never will, and a later read shows
 * the result. With a shorter lease, two cancels can be accepted (`docs/architecture.md`, "Claims").
 *
 * @param readLagMs - how old a state may be that the provider returns, including the skew between hosts
 */
export function claimLeaseFor(readLagMs: number): number {
  return invocationTimeoutMs + lateCallMs + readLagMs + leaseMarginMs;
}

/** The lease if nothing is known of the provider. */
export const claimLeaseMs = claimLeaseFor(usualReadLagMs);

/** After this many calls without a certain answer, the bot stops and says so. */
export const maximumAttempts = 3;

/** After this many throttled calls, the bot stops and says so. */
export const maximumThrottles = 10;

const withdrawnRecheckMs = 60_000;

/** A throttled call is tried again after 5 s, 10 s, 20 s … up to a minute. */
const firstThrottleDelayMs = 5_000;
const longestThrottleDelayMs = 60_000;

/** A wanted action: what, for whom, and why. */
export interface Intent {
  readonly action: ActionType;
  readonly actor: Actor;
  readonly reason: string;
  /** Ids of the holds that are overridden. */
  readonly overrides?: readonly string[];
}

/** Takes the claim, or takes it again after it waited or expired. This does not act yet. */
export function withClaim(item: Item, intent: Intent, leaseId: string, nowMs: number): Item {
  const key = claimKey(intent.actor, intent.action);
  const before = item.claims[key];
  // A withdrawn or outdated claim has lost its approval. Calls that may have been sent stay counted.
  const { question, overrides = intent.overrides } = isFree(before) ? {} : (before ?? {});
  // What was claimed before is still meant, whatever the attempt is at since.
  const about = isFree(before) ? aboutOf(intent.action, item) : before?.about;
  const part = isFree(before) ? undefined : before?.part;
  const claim: Claim = {
    action: intent.action,
    actor: intent.actor,
    reason: intent.reason,
    state: 'leased',
    leaseId,
    claimedAtMs: before?.claimedAtMs ?? nowMs,
    dueAtMs: nowMs + claimLeaseFor(item.readLagMs ?? usualReadLagMs),
    attempts: (before?.attempts ?? 0) + 1,
    throttles: before?.throttles ?? 0,
    ...(question === undefined ? {} : { question }),
    ...(overrides === undefined ? {} : { overrides }),
    ...(about === undefined ? {} : { about }),
    ...(part === undefined ? {} : { part }),
  };
  const next = { ...item, claims: { ...item.claims, [key]: claim } };
  return withAudit(next, nowMs, intent.actor, {
    what: 'claimed',
    action: intent.action,
    reason: intent.reason,
    attempt: claim.attempts,
  });
}

/**
 * The claim with the part that its call names. The owner of the lease writes it before the call, so whoever takes the claim up again
 * calls for the same part, and never for another one as well.
 *
 * @returns the same item where somebody else has the claim by now
 */
export function withPartCalled(item: Item, key: string, leaseId: string, part: Pick<Item, 'key' | 'subject'>): Item {
  const claim = item.claims[key];
  if (claim === undefined || claim.state !== 'leased' || claim.leaseId !== leaseId) return item;
  return {
    ...item,
    claims: { ...item.claims, [key]: { ...claim, part: { ...part.key, name: nameOf(part.subject) } } },
  };
}

/** An impossible action is claimed and settled in one step, so it is reported once. The provider is not called. */
export function withImpossible(item: Item, intent: Intent, because: string, nowMs: number): Item {
  const key = claimKey(intent.actor, intent.action);
  const { action, actor, reason } = intent;
  const claim: Claim = {
    action,
    actor,
    reason,
    state: 'leased',
    leaseId: '',
    claimedAtMs: nowMs,
    dueAtMs: nowMs,
    attempts: 0,
    throttles: 0,
  };
  return withOutcome({ ...item, claims: { ...item.claims, [key]: claim } }, key, 'impossible', nowMs, because);
}

/** Why this is impossible, as the provider says it; `undefined` if it is possible, and if only the state does not allow it. */
export function whyImpossible(
  action: ActionType,
  { details }: { readonly details: AttemptDetails },
): string | undefined {
  const availability = details.actions[action];
  return availability?.available === false ? availability.reason : undefined;
}

/** What of the attempt an action would be done to; `undefined` where it is the attempt itself. */
export function aboutOf(action: ActionType, { details }: { readonly details: AttemptDetails }): string | undefined {
  const availability = details.actions[action];
  return availability?.available === true ? availability.about : undefined;
}

/** Why no rule may do this without a person's word; `undefined` where it may. */
export function whyAskFirst(action: ActionType, { details }: { readonly details: AttemptDetails }): string | undefined {
  const availability = details.actions[action];
  return availability?.available === true ? availability.askFirst : undefined;
}

/**
 * Nothing was done (a throttle): the claim waits, and a later worker fences and calls again. Only the owner of the lease can know
 * this. If another worker has taken the claim meanwhile, that one may be making its call.
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

/** Settles a claim for good, and records it in the history and in the trail. */
export function withOutcome(item: Item, key: string, outcome: ActionOutcome, nowMs: number, error?: string): Item {
  const claim = item.claims[key];
  if (claim === undefined || claim.state === 'settled') return item;
  const why = error === undefined ? {} : { error };
  const settled: Claim = { ...claim, state: 'settled', outcome, ...why };
  const { action, actor } = claim;
  const where = claim.part === undefined ? {} : { part: claim.part.name };
  const next = { ...item, claims: { ...item.claims, [key]: settled } };
  const recorded = withAudit(next, nowMs, actor, { what: 'settled', action, outcome, ...where, ...why });
  return outcome === 'accepted' || outcome === 'observed' ? withQuestionsSettled(recorded, action, nowMs) : recorded;
}

/** An action that is done needs no approval any more: the worker that acts settles the questions about it. */
function withQuestionsSettled(item: Item, action: ActionType, nowMs: number): Item {
  let next = item;
  for (const [key, claim] of Object.entries(item.claims)) {
    if (claim.state === 'awaitingApproval' && claim.action === action) {
      next = withOutcome(next, key, 'alreadyDone', nowMs);
    }
  }
  return next;
}

/**
 * Gives a claim up for now: its key is free again. Calls that may have been sent stay counted.
 *
 * @param thisTime - `notCalled`: the lease ends before its call, and this attempt does not count
 */
export function withWithdrawn(
  item: Item,
  key: string,
  reason: string,
  nowMs: number,
  thisTime: 'notCalled' | 'mayHaveCalled',
): Item {
  const claim = item.claims[key];
  if (claim === undefined || claim.state === 'settled' || claim.state === 'withdrawn') return item;
  const attempts = thisTime === 'notCalled' ? Math.max(0, claim.attempts - 1) : claim.attempts;
  const { question: _noLonger, overrides: _norThese, ...rest } = claim;
  const withdrawn: Claim = { ...rest, state: 'withdrawn', attempts };
  const next = { ...item, claims: { ...item.claims, [key]: withdrawn } };
  // The bot looks again soon. What stopped it may be over by then.
  const recheckAtMs = Math.min(item.recheckAtMs, nowMs + withdrawnRecheckMs);
  const { action, actor } = claim;
  return withAudit({ ...next, recheckAtMs }, nowMs, actor, { what: 'withdrawn', action, reason });
}

/**
 * Whether an open claim may be taken by this look.
 *
 * @param clockMs - to settle it by the truth: the time just before the truth was read. Only then does the truth show what a call
 *   of the expired lease did
 */
export function isDue(claim: Claim, clockMs: number): boolean {
  return (claim.state === 'leased' || claim.state === 'waiting') && claim.dueAtMs <= clockMs;
}

/** What else is known when a claim is settled by the truth. */
export interface StateContext {
  /** Whether the attempt is still its target's newest; the default is yes. */
  readonly isCurrent?: boolean;
  /** Whether it ended unseen, and was being stopped when it was last seen. */
  readonly wasBeingStopped?: boolean;
  /** Whether the attempt is known to have begun again since it was claimed. */
  readonly hasBegunAnew?: boolean;
}

/**
 * The outcome of a claim whose subject cannot be acted on (any more), or `undefined` while it still can.
 *
 * @param observed - the truth, just read, about the claim's own attempt, and what can be done in its state
 * @param called - whether a call may have reached the provider: if so, "it is done" may be the bot's own work, unless the
 *   provider says that something else stopped it
 */
export function outcomeByState(
  action: ActionType,
  { subject, details }: { readonly subject: Subject; readonly details: AttemptDetails },
  called: boolean,
  { isCurrent = true, wasBeingStopped = false, hasBegunAnew = false }: StateContext = {},
): ActionOutcome | undefined {
  if (isForEnded(action))
    return outcomeOfBeginningAnew(action, { subject, details }, called, { isCurrent, hasBegunAnew });
  if (details.actions[action] !== undefined && !isFinal(subject)) return undefined;
  const endCause = subject.on === 'deployment' ? subject.deployment.cause : '';
  const mayBeOurs = called && endCause !== 'breaker' && endCause !== 'alarm';
  if (action === 'cancel' && endCause === 'superseded') return 'superseded';
  const done = mayBeOurs ? 'observed' : 'alreadyDone';
  const status = statusOf(subject);
  if (action === 'cancel') {
    const isStopped = isCancelled(subject) || (wasBeingStopped && isEndUnseen(status));
    if (isStopped) return done === 'alreadyDone' && !isCurrent ? 'superseded' : done;
    return status === endedUnseenStatus && !isCurrent ? 'superseded' : 'tooLate';
  }
  // What it waited for is over, and it goes on.
  if (action === 'continue') return isFinal(subject) || isCancelled(subject) ? 'tooLate' : done;
  if (action === 'turnDown')
    return subject.on === 'deployment' && subject.deployment.phase === 'failed' ? done : 'tooLate';
  return status === (action === 'accept' ? 'CONNECTED' : 'REJECTED') ? done : 'tooLate';
}

function isEndUnseen(status: string): boolean {
  return status === endedUnseenStatus || status === deletedStatus;
}

/**
 * What has ended is begun anew where it is under way again, by us or by another: the two look the same. A rollback is another attempt,
 * which takes the place of this one, or the possibility of one: who asked for it shows as little.
 */
function outcomeOfBeginningAnew(
  action: ActionType,
  { subject, details }: { readonly subject: Subject; readonly details: AttemptDetails },
  called: boolean,
  { isCurrent, hasBegunAnew }: Required<Omit<StateContext, 'wasBeingStopped'>>,
): ActionOutcome | undefined {
  if (hasBegunAnew || !isFinal(subject)) return called ? 'observed' : 'alreadyDone';
  const mayBeOurs = called && action === 'rollback';
  if (!isCurrent) return mayBeOurs ? 'observed' : 'superseded';
  if (details.actions[action] !== undefined) return undefined;
  return mayBeOurs ? 'observed' : 'tooLate';
}
