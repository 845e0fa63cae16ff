import type { ActionType, Claim } from '../model/claim.ts';
import { claimKey, conflictsWith } from '../model/claim.ts';
import {
  type Intent,
  isDue,
  maximumAttempts,
  outcomeByState,
  whyImpossible,
  withImpossible,
  withOutcome,
  withWithdrawn,
} from '../model/claims.ts';
import type { Decision } from '../model/decision.ts';
import type { Item } from '../model/item.ts';

/** When somebody looked, and at what. */
export interface LookContext {
  /** Whether the item is still its target's newest attempt. */
  readonly isCurrent: boolean;
  /**
   * The clock as it stood before the truth was asked: only a lease that had lapsed by then is weighed by this truth. By the
   * clock of afterwards, a call that another made meanwhile would be overlooked.
   */
  readonly askedAtMs: number;
  readonly nowMs: number;
}

/**
 * Settles every claim that can come to nothing more: its subject has moved on, or its attempts are used up.
 */
export function withDueClaimsSettled(item: Item, { isCurrent, askedAtMs, nowMs }: LookContext): Item {
  let next = item;
  for (const [key, claim] of Object.entries(item.claims)) {
    const called = claim.attempts > 0;
    // What was withdrawn after a call may still turn out to be done: then it is told.
    const isOpen = isDue(claim, askedAtMs) || (claim.state === 'withdrawn' && called);
    if (!isOpen) continue;
    const outcome =
      outcomeByState(claim.action, next.subject, called, { isCurrent }) ?? (isCurrent ? undefined : 'superseded');
    if (outcome !== undefined) next = withOutcome(next, key, outcome, nowMs);
    else if (claim.attempts >= maximumAttempts) next = withOutcome(next, key, 'gaveUp', nowMs);
  }
  return next;
}

/** Gives up lapsed claims of rules that do not ask for it any more: open and owned by nobody, they would keep others away. */
export function withUnwantedWithdrawn(
  item: Item,
  decisions: readonly Decision[],
  { askedAtMs, nowMs }: LookContext,
): Item {
  let next = item;
  for (const [key, claim] of Object.entries(item.claims)) {
    if (!isDue(claim, askedAtMs) || isStillWanted(claim, decisions)) continue;
    next = withWithdrawn(next, key, 'the rule does not ask for it any more', nowMs, 'mayHaveCalled');
  }
  return next;
}

/**
 * The next thing to do: finish what a crash or a throttle left open, else what a rule that fired asks for.
 *
 * @param done - keys of claims that this look has carried out already
 */
export function nextIntent(
  item: Item,
  decisions: readonly Decision[],
  askedAtMs: number,
  done: ReadonlySet<string> = new Set(),
): Intent | undefined {
  for (const [key, claim] of Object.entries(item.claims)) {
    if (!done.has(key) && isDue(claim, askedAtMs) && isStillWanted(claim, decisions)) {
      return { action: claim.action, actor: claim.actor, reason: claim.reason };
    }
  }
  return decisions
    .flatMap((decision) => intentsOf(decision))
    .find((intent) => !done.has(claimKey(intent.actor, intent.action)) && canClaim(item, intent));
}

/** Settles whatever a rule asks for that cannot be done to such a subject at all, before anybody tries. */
export function withImpossibleSettled(item: Item, decisions: readonly Decision[], nowMs: number): Item {
  let next = item;
  for (const intent of decisions.flatMap((decision) => intentsOf(decision))) {
    const reason = whyImpossible(intent.action, next.subject);
    if (reason !== undefined && canClaim(next, intent)) next = withImpossible(next, intent, reason, nowMs);
  }
  return next;
}

/** What a rule began it finishes only if it still asks for it: it may be in shadow by now, or gone (invariant I7). */
function isStillWanted(claim: Claim, decisions: readonly Decision[]): boolean {
  const { actor } = claim;
  if (actor.type !== 'rule') return true;
  return decisions.some(({ rule, mode, verdict }) => rule === actor.rule && mode === 'enforce' && verdict === 'fired');
}

/** What a rule asks to be done; a rule in shadow asks for nothing (invariant I7). */
function intentsOf(decision: Decision): Intent[] {
  if (decision.verdict !== 'fired' || decision.mode !== 'enforce') return [];
  const actor = { type: 'rule', rule: decision.rule } as const;
  return decision.actions.flatMap((action) => {
    if (action.type === 'notify') return [];
    const reason = action.type === 'accept' ? 'the rule accepts this account' : action.reason;
    return [{ action: action.type satisfies ActionType, actor, reason }];
  });
}

/** Whether this may be claimed: its key is free, nobody else is at it, and the subject can take it. */
export function canClaim(item: Item, intent: Intent): boolean {
  const own = item.claims[claimKey(intent.actor, intent.action)];
  if (own !== undefined && own.state !== 'withdrawn') return false;
  if (Object.values(item.claims).some((claim) => conflictsWith(claim, intent.action))) return false;
  return outcomeByState(intent.action, item.subject, false) === undefined;
}
