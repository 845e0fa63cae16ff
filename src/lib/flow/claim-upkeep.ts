import type { Claim } from '../model/claim.ts';
import {
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
import { canClaim, intentsOf } from './intents.ts';
import type { RuleTexts } from './steering.ts';

/** When somebody looked, and what they know apart from the item. */
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

/** What was decided, by which texts, and what stands in the way. */
export interface DecisionContext extends LookContext {
  readonly decisions: readonly Decision[];
  readonly ruleTexts: RuleTexts;
  /** Ids of the holds that stand for the item. */
  readonly holdIds: readonly string[];
}

/** Settles every claim that can come to nothing more: its subject has moved on, or its attempts or its time are used up. */
export function withDueClaimsSettled(item: Item, { isCurrent, askedAtMs, nowMs }: LookContext): Item {
  let next = item;
  for (const [key, claim] of Object.entries(item.claims)) {
    const called = claim.attempts > 0;
    const isAsked = claim.state === 'awaitingApproval';
    // What was withdrawn after a call may still turn out to be done: then it is told.
    const isOpen = isDue(claim, askedAtMs) || isAsked || (claim.state === 'withdrawn' && called);
    if (!isOpen || next.claims[key]?.state === 'settled') continue;
    const { wasBeingStopped = false } = next;
    const byState = outcomeByState(claim.action, next, called, { isCurrent, wasBeingStopped });
    const outcome = byState ?? (isCurrent ? undefined : 'superseded');
    if (outcome !== undefined) next = withOutcome(next, key, outcome, nowMs);
    else if (claim.attempts >= maximumAttempts) next = withOutcome(next, key, 'gaveUp', nowMs);
    else if (isAsked && claim.dueAtMs <= nowMs) next = withOutcome(next, key, 'expired', nowMs);
  }
  return next;
}

/** Settles whatever a rule asks for that cannot be done to such a subject at all, before anybody tries. */
export function withImpossibleSettled(item: Item, decisions: readonly Decision[], nowMs: number): Item {
  let next = item;
  for (const intent of decisions.flatMap((decision) => intentsOf(decision))) {
    const reason = whyImpossible(intent.action, next);
    if (reason !== undefined && canClaim(next, intent)) next = withImpossible(next, intent, reason, nowMs);
  }
  return next;
}

/**
 * Gives up what nobody may or wants to do now: what is on hold, and what a rule does not ask for any more. A lapsed claim
 * that is owned by nobody would keep others away. A question whose rule reads differently now is outdated: it is asked anew.
 */
export function withUnwantedWithdrawn(item: Item, context: DecisionContext): Item {
  let next = item;
  for (const [key, claim] of Object.entries(item.claims)) {
    if (!isDue(claim, context.askedAtMs) && claim.state !== 'awaitingApproval') continue;
    if (isOutdated(claim, context.ruleTexts)) {
      next = withOutcome(next, key, 'outdated', context.nowMs);
      continue;
    }
    const reason = whyUnwanted(claim, context);
    if (reason !== undefined) next = withWithdrawn(next, key, reason, context.nowMs, 'mayHaveCalled');
  }
  return next;
}

/** Whether people were asked about another text of the rule than the one that counts now. */
function isOutdated({ actor, question }: Claim, ruleTexts: RuleTexts): boolean {
  if (question === undefined || actor.type !== 'rule') return false;
  return ruleTexts.hashOf(actor.rule) !== question.ruleHash;
}

function whyUnwanted(claim: Claim, { decisions, holdIds }: DecisionContext): string | undefined {
  if (isHeld(claim, holdIds)) return 'it is on hold';
  const { actor } = claim;
  if (actor.type !== 'rule') return undefined;
  const mode = claim.question === undefined ? 'enforce' : 'approve';
  const isWanted = decisions.some(
    (decision) => decision.rule === actor.rule && decision.mode === mode && decision.verdict === 'fired',
  );
  return isWanted ? undefined : 'the rule does not ask for it any more';
}

/** Whether a hold stands that this claim does not override. */
export function isHeld({ overrides = [] }: Pick<Claim, 'overrides'>, holdIds: readonly string[]): boolean {
  return holdIds.some((id) => !overrides.includes(id));
}
