import type { ActionType, Claim } from '../model/claim.ts';
import { claimKey, isInTheWay } from '../model/claim.ts';
import {
  type Intent,
  isDue,
  maximumAttempts,
  outcomeByState,
  whyImpossible,
  withImpossible,
  withOutcome,
} from '../model/claims.ts';
import type { Decision } from '../model/decision.ts';
import type { Item } from '../model/item.ts';

/**
 * Settles every claim that is due and can come to nothing more: its subject has moved on, or its attempts are used up.
 *
 * @param isCurrent - whether the item is still its target's newest attempt
 */
export function withDueClaimsSettled(item: Item, isCurrent: boolean, nowMs: number): Item {
  let next = item;
  for (const [key, claim] of Object.entries(item.claims)) {
    if (!isDue(claim, nowMs)) continue;
    const called = claim.attempts > 0;
    const byState = outcomeByState(claim.action, next, called);
    const outcome = byState ?? (isCurrent ? undefined : 'superseded');
    if (outcome !== undefined) next = withOutcome(next, key, outcome, nowMs);
    else if (claim.attempts >= maximumAttempts) next = withOutcome(next, key, 'gaveUp', nowMs);
  }
  return next;
}

/** The one thing to do now: finish what a crash or a throttle left open, else what a rule that fired asks for. */
export function nextIntent(item: Item, decisions: readonly Decision[], nowMs: number): Intent | undefined {
  for (const claim of Object.values(item.claims)) {
    if (isDue(claim, nowMs) && isStillWanted(claim, decisions)) {
      return { action: claim.action, actor: claim.actor, reason: claim.reason };
    }
  }
  // What is part of a story is claimed at its root; what is open is finished where it lies.
  if (item.partOf !== undefined) return undefined;
  return decisions.flatMap((decision) => wishesOf(decision)).find((wish) => isOpenTo(item, wish));
}

/** Settles whatever a rule asks for that cannot be done to such a subject at all, before anybody tries. */
export function withImpossibleSettled(item: Item, decisions: readonly Decision[], nowMs: number): Item {
  let next = item;
  for (const wish of decisions.flatMap((decision) => wishesOf(decision))) {
    const because = whyImpossible(wish.action, next);
    if (because !== undefined && isOpenTo(next, wish)) next = withImpossible(next, wish, because, nowMs);
  }
  return next;
}

/** What a rule began it finishes only if it still asks for it: it may be in shadow by now, or gone (invariant I7). */
function isStillWanted(claim: Claim, decisions: readonly Decision[]): boolean {
  const { actor } = claim;
  if (actor.type !== 'rule') return true;
  return decisions.some(({ rule, mode, verdict }) => rule === actor.rule && mode === 'enforce' && verdict === 'fired');
}

/** What a rule wants done; a rule in shadow wants nothing done (invariant I7). */
export function wishesOf(decision: Decision): Intent[] {
  if (decision.verdict !== 'fired' || decision.mode !== 'enforce') return [];
  const actor = { type: 'rule', rule: decision.rule } as const;
  return decision.actions.flatMap((action) => {
    if (action.type === 'notify') return [];
    const reason = action.type === 'accept' ? 'the rule accepts this account' : action.reason;
    return [{ action: action.type satisfies ActionType, actor, reason }];
  });
}

/** Whether this may be claimed: never claimed by this actor before, nobody else at it, and the subject can take it. */
export function isOpenTo(item: Item, intent: Intent): boolean {
  if (item.claims[claimKey(intent.actor, intent.action)] !== undefined) return false;
  if (Object.values(item.claims).some((claim) => isInTheWay(claim, intent.action))) return false;
  return outcomeByState(intent.action, item, false) === undefined;
}
