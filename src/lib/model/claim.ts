/** What the bot can do to a subject. To add one, begin here: CONTRIBUTING.md says what follows. */
export const actionTypes = ['cancel', 'accept', 'reject'] as const;
export type ActionType = (typeof actionTypes)[number];

/** As in `it was cancelled`. */
export const pastParticiples: Readonly<Record<ActionType, string>> = {
  cancel: 'cancelled',
  accept: 'accepted',
  reject: 'rejected',
};

/** Who wants something done: a rule by its name, a person by the chat's user id, or the bot's own housekeeping. */
export type Actor =
  | { readonly type: 'rule'; readonly rule: string }
  | { readonly type: 'person'; readonly userId: string; readonly requestId: string }
  | { readonly type: 'bot' };

/**
 * How an action ended.
 *
 * - `accepted`: the provider took the call.
 * - `observed`: the answer was lost, and the state shows that it was done, by us or by another: the two look the same.
 * - `alreadyDone`: before our call somebody else had cancelled the deployment or settled the connection.
 * - `tooLate`: the deployment ended before the call reached it.
 * - `superseded`: another deployment has taken its place, and was not touched.
 * - `refusedCreate`: it creates its target, and such a deployment cannot be cancelled (assumption A15).
 * - `impossible`: the provider has no way to do such a thing, so it was not asked.
 * - `refused`: the provider said no for another reason.
 * - `expired`: nobody approved it in time, or what was approved could not be sent in time.
 * - `declined`: a person who may approve it said no.
 * - `outdated`: the rule or its mode changed after people were asked; they are asked anew.
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
 * - `leased`: somebody is at it until `dueAtMs`.
 * - `waiting`: nothing was done; try again at `dueAtMs`.
 * - `awaitingApproval`: nobody is at it; people are asked until `dueAtMs`.
 * - `withdrawn`: not wanted for now. It is free to be claimed again; calls that may have gone out stay counted.
 * - `settled`: over, with an `outcome`.
 */
export type ClaimState = 'awaitingApproval' | 'leased' | 'waiting' | 'withdrawn' | 'settled';

/** What people are asked, and what they said. The call is made from this and its claim, never from the button. */
export interface Question {
  /** New each time it is asked: a card of before approves nothing. */
  readonly id: string;
  /** Hash of the rule that asks; empty where a person does. */
  readonly ruleHash: string;
  /** Nothing is sent from then on. */
  readonly expiresAtMs: number;
  /** How many people must approve. */
  readonly people: number;
  /** Who wants it done, where that is a person: they cannot approve it themselves. */
  readonly requesterId?: string;
  readonly approvedBy: readonly string[];
}

/**
 * The right to carry out one action, leased for longer than any invocation lives: when the lease has lapsed, its owner is
 * dead, its call has landed or never will, and another may look what became of it.
 */
export interface Claim {
  readonly action: ActionType;
  readonly actor: Actor;
  readonly reason: string;
  readonly state: ClaimState;
  /** Tells the owner of this lease from the owner of a later one. */
  readonly leaseId: string;
  readonly claimedAtMs: number;
  readonly dueAtMs: number;
  /** Calls whose result may be unknown. */
  readonly attempts: number;
  /** Calls that the provider turned away for their rate; nothing was done by them. */
  readonly throttles: number;
  readonly question?: Question;
  /** Ids of the holds that a person who may has overridden for this claim; a later hold still stops it. */
  readonly overrides?: readonly string[];
  readonly outcome?: ActionOutcome;
  /** Short name of the provider's error; never its message, which may be sensitive. With `impossible`: why. */
  readonly error?: string;
}

/** One claim per deployment × rule × action; a person's request is its own (invariant I2). */
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

/** Whether this claim keeps anybody else from doing the same: somebody is at it, or the action was done. */
export function conflictsWith(claim: Claim, action: ActionType): boolean {
  if (claim.action !== action || claim.state === 'withdrawn' || claim.state === 'awaitingApproval') return false;
  if (claim.state !== 'settled') return true;
  return claim.outcome === 'accepted' || claim.outcome === 'observed';
}

/** Whether whoever owns the key of this claim may claim it again. */
export function isFree(claim: Claim | undefined): boolean {
  return claim === undefined || claim.state === 'withdrawn' || claim.outcome === 'outdated';
}

/** Versions until 2026-11 wrote `held` for `leased`: such claims go on as what they are. */
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
