/** What the bot can do to a subject. To add an action, begin here: CONTRIBUTING.md has the next steps. */
export const actionTypes = ['cancel', 'retry', 'rollback', 'continue', 'turnDown', 'accept', 'reject'] as const;
export type ActionType = (typeof actionTypes)[number];

/**
 * Whether an action begins anew what has ended: only then does it make sense. Any other is for what is under way. No rule can ask
 * for one: only people, each time.
 */
export function isForEnded(action: ActionType): boolean {
  return action === 'retry' || action === 'rollback';
}

const verbs: Readonly<Record<ActionType, readonly [verb: string, particle?: string]>> = {
  cancel: ['cancel'],
  retry: ['retry'],
  rollback: ['roll', 'back'],
  continue: ['continue'],
  turnDown: ['turn', 'down'],
  accept: ['accept'],
  reject: ['reject'],
};

/**
 * An action as people say it: `roll back`.
 *
 * @param object - what it is done to: `roll it back`
 */
export function infinitiveOf(action: ActionType, object = ''): string {
  const [verb, particle = ''] = verbs[action];
  return [verb, object, particle].filter(Boolean).join(' ');
}

/** As in `it was cancelled`. */
export const pastParticiples: Readonly<Record<ActionType, string>> = {
  cancel: 'cancelled',
  retry: 'retried',
  rollback: 'rolled back',
  continue: 'continued',
  turnDown: 'turned down',
  accept: 'accepted',
  reject: 'rejected',
};

/** Who wants an action: a rule (its name), a person (the chat's user id), or the bot itself. */
export type Actor =
  | { readonly type: 'rule'; readonly rule: string }
  | { readonly type: 'person'; readonly userId: string; readonly requestId: string }
  | { readonly type: 'bot' };

/**
 * How an action ended.
 *
 * - `accepted`: the provider took the call.
 * - `observed`: the answer was lost, and the state shows that it was done, by the bot or by somebody else: the two look the same.
 * - `alreadyDone`: before the bot's call, somebody else had cancelled the deployment or decided on the connection.
 * - `tooLate`: the deployment ended before the call reached it.
 * - `superseded`: another deployment has replaced it, and was not cancelled.
 * - `refusedCreate`: it creates its target, and such a deployment cannot be cancelled (assumption A15).
 * - `impossible`: the provider does not support it, so it was not called.
 * - `refused`: the provider said no for another reason.
 * - `expired`: nobody approved it in time, or the approved action could not be sent in time.
 * - `declined`: a person who may approve it said no.
 * - `outdated`: the rule or its mode changed after people were asked; they are asked again.
 * - `gaveUp`: the allowed number of attempts ended without a certain result.
 */
export type ActionOutcome =
  | 'accepted'
  | 'observed'
  | 'alreadyDone'
  | 'tooLate'
  | 'superseded'
  | 'refusedCreate'
  | 'impossible'
  | 'refused'
  | 'expired'
  | 'declined'
  | 'outdated'
  | 'gaveUp';

/**
 * - `leased`: a worker has it until `dueAtMs`.
 * - `waiting`: nothing was done; try again at `dueAtMs`.
 * - `awaitingApproval`: no worker has it; people are asked until `dueAtMs`.
 * - `withdrawn`: not wanted for now. It can be claimed again; calls that may have been sent stay counted.
 * - `settled`: over, with an `outcome`.
 */
export type ClaimState = 'awaitingApproval' | 'leased' | 'waiting' | 'withdrawn' | 'settled';

/** What people are asked, and their answers. The call is made from this and its claim, never from the button. */
export interface Question {
  /** New each time it is asked, so an older card approves nothing. */
  readonly id: string;
  /** Hash of the rule that asks; empty if a person asks. */
  readonly ruleHash: string;
  /** Nothing is sent from then on. */
  readonly expiresAtMs: number;
  /** How many people must approve. */
  readonly people: number;
  /** The person who wants it, if it is a person. They cannot approve it themselves. */
  readonly requesterId?: string;
  readonly approvedBy: readonly string[];
}

/** A part of an attempt that a call names, instead of the attempt. */
export interface PartCalled {
  readonly target: string;
  readonly attempt: string;
  /** As people call it. */
  readonly name: string;
}

/**
 * The right to do one action, leased for longer than any invocation runs. When the lease has expired, its owner is dead, and its
 * call has arrived or never will. Then another worker may read the result.
 */
export interface Claim {
  readonly action: ActionType;
  readonly actor: Actor;
  readonly reason: string;
  readonly state: ClaimState;
  /** Distinguishes the owner of this lease from the owner of a later one. */
  readonly leaseId: string;
  readonly claimedAtMs: number;
  readonly dueAtMs: number;
  /** The number of calls whose result may be unknown. */
  readonly attempts: number;
  /** The number of throttled calls; they did nothing. */
  readonly throttles: number;
  readonly question?: Question;
  /** What of the attempt it is about, if its details say so: the pause that people saw. */
  readonly about?: string;
  /** The part of the attempt that the call names: what hangs there is cancelled there. Absent: the call names the attempt itself. */
  readonly part?: PartCalled;
  /** Ids of the holds that a permitted person has overridden for this claim. A later hold still stops it. */
  readonly overrides?: readonly string[];
  readonly outcome?: ActionOutcome;
  /** Short name of the provider's error; never its message, which may be sensitive. With `impossible`: why. */
  readonly error?: string;
}

/** One claim per deployment × rule × action; each request of a person has its own (invariant I2). */
export function claimKey(actor: Actor, action: ActionType): string {
  switch (actor.type) {
    case 'rule':
      return `rule:${actor.rule}:${action}`;
    case 'person':
      return `person:${actor.userId}:${actor.requestId}:${action}`;
    case 'bot':
      return `bot:${action}`;
  }
}

/**
 * Whether this claim stops others from doing the same: a worker has it, or the action was done. What was done about one
 * pause of an attempt says nothing of the next one.
 */
export function conflictsWith(claim: Claim, action: ActionType, about?: string): boolean {
  if (claim.action !== action || claim.about !== about) return false;
  if (claim.state === 'withdrawn' || claim.state === 'awaitingApproval') return false;
  if (claim.state !== 'settled') return true;
  return claim.outcome === 'accepted' || claim.outcome === 'observed';
}

/** Whether the owner of this claim's key may claim it again. */
export function isFree(claim: Claim | undefined): boolean {
  return claim === undefined || claim.state === 'withdrawn' || claim.outcome === 'outdated';
}

/** Versions until 2026-11 wrote `held` for `leased`. Such claims are read as `leased`. */
export function withStatesOfToday(claims: Readonly<Record<string, Claim>>): Readonly<Record<string, Claim>> {
  const oldState: string = 'held';
  const isOld = (claim: Claim): boolean => claim.state === oldState;
  if (!Object.values(claims).some(isOld)) return claims;
  const renamed = Object.entries(claims).map(([key, claim]): [string, Claim] => [
    key,
    isOld(claim) ? { ...claim, state: 'leased' } : claim,
  ]);
  return Object.fromEntries(renamed);
}
