/** What the bot can do to a subject. */
export type ActionType = 'cancel' | 'accept' | 'reject';

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
  | 'gaveUp';

/**
 * The right to carry out one action, held for a lease longer than any invocation lives:
 * when the lease has lapsed, its owner is dead, and another may look what became of the call.
 */
export interface Claim {
  readonly action: ActionType;
  readonly actor: Actor;
  readonly reason: string;
  /** `held`: somebody is at it until `dueAtMs`. `waiting`: nothing was done; try again at `dueAtMs`. */
  readonly state: 'held' | 'waiting' | 'settled';
  /** Tells the owner of this lease from the owner of a later one. */
  readonly leaseId: string;
  readonly claimedAtMs: number;
  readonly dueAtMs: number;
  /** Calls whose result may be unknown. */
  readonly attempts: number;
  /** Calls that the provider turned away for their rate; nothing was done by them. */
  readonly throttles: number;
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

/** Whether this claim keeps anybody else from doing the same: it is open, or the action was done. */
export function isInTheWay(claim: Claim, action: ActionType): boolean {
  if (claim.action !== action) return false;
  if (claim.state !== 'settled') return true;
  return claim.outcome === 'accepted' || claim.outcome === 'observed';
}
