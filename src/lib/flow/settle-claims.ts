import type { ActionOutcome, Claim } from '../model/claim.ts';
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
import { startOf } from '../model/identity.ts';
import type { Item } from '../model/item.ts';
import { isFinal } from '../model/statuses.ts';
import { canClaim, intentsOf, isClaimedRight } from './intents.ts';
import type { RuleTexts } from './steering.ts';

/** When the bot looked, and what it knows in addition to the item. */
export interface LookContext {
  /** Whether the item is still its target's newest attempt. */
  readonly isCurrent: boolean;
  /** Whether a later run under the attempt's id is known; there is none where nothing is said. */
  readonly isFollowed?: boolean;
  /**
   * The time just before the truth was read. Only a lease that had expired by then is settled by this truth. With the time after
   * the read, a call that another worker made meanwhile would be missed.
   */
  readonly askedAtMs: number;
  readonly nowMs: number;
  /** Items of the parts that its open claims name. */
  readonly partsCalled?: readonly Item[];
}

/** What was decided, by which texts of the rules, and which holds apply. */
export interface DecisionContext extends LookContext {
  readonly decisions: readonly Decision[];
  readonly ruleTexts: RuleTexts;
  /** Ids of the holds on the item. */
  readonly holdIds: readonly string[];
}

/** Settles every claim that can do nothing any more: its subject is in another state, or its attempts or its time are used up. */
export function withDueClaimsSettled(
  item: Item,
  { isCurrent, isFollowed = false, askedAtMs, nowMs, partsCalled = [] }: LookContext,
): Item {
  let next = item;
  for (const [key, claim] of Object.entries(item.claims)) {
    const called = claim.attempts > 0;
    const isAsked = claim.state === 'awaitingApproval';
    // A claim that was withdrawn after a call may still have worked. Then that is reported.
    const isOpen = isDue(claim, askedAtMs) || isAsked || (claim.state === 'withdrawn' && called);
    if (!isOpen || next.claims[key]?.state === 'settled') continue;
    if (claim.part !== undefined) {
      // Whoever takes the claim up reads the truth about the part.
      if (isDue(claim, askedAtMs) && !isFinal(item.subject)) continue;
      const came = outcomeOfPart(claim, partsCalled);
      if (came === 'open') continue;
      if (came !== undefined) {
        next = withOutcome(next, key, came, nowMs);
        continue;
      }
    }
    const { wasBeingStopped = false } = next;
    // By the provider's time: a run that began after it was claimed.
    const hasBegunAnew = isFollowed || startOf(next) > claim.claimedAtMs;
    const context = { isCurrent, wasBeingStopped, hasBegunAnew };
    const byState = outcomeByState(claim.action, next, called, context);
    const outcome = byState ?? (isCurrent ? undefined : 'superseded');
    if (outcome !== undefined) next = withOutcome(next, key, outcome, nowMs);
    else if (claim.attempts >= maximumAttempts) next = withOutcome(next, key, 'gaveUp', nowMs);
    else if (isAsked && claim.dueAtMs <= nowMs) next = withOutcome(next, key, 'expired', nowMs);
  }
  return next;
}

/**
 * What came of a claim whose call names a part, by what is known of the part.
 *
 * @returns `open` while the part is under way and not being stopped; `undefined` if nothing is known of it, or if it ended without the call
 */
function outcomeOfPart(
  { part, action, attempts }: Claim,
  partsCalled: readonly Item[],
): 'open' | ActionOutcome | undefined {
  const known = partsCalled.find(({ key }) => key.target === part?.target && key.attempt === part.attempt);
  if (known === undefined) return undefined;
  const { wasBeingStopped = false } = known;
  const outcome = outcomeByState(action, known, attempts > 0, { wasBeingStopped });
  if (outcome === 'observed' || outcome === 'alreadyDone') return outcome;
  return isFinal(known.subject) ? undefined : 'open';
}

/** Settles an action of a rule that is impossible for such a subject, before anything is called. */
export function withImpossibleSettled(item: Item, decisions: readonly Decision[], nowMs: number): Item {
  let next = item;
  for (const intent of decisions.flatMap((decision) => intentsOf(decision))) {
    const reason = whyImpossible(intent.action, next);
    if (reason !== undefined && canClaim(next, intent)) next = withImpossible(next, intent, reason, nowMs);
  }
  return next;
}

/**
 * Withdraws claims that are on hold, and claims that their rule no longer asks for. An expired claim without an owner would block
 * others. If the text of the rule has changed since people were asked, the question is outdated, and is asked again.
 */
export function withUnwantedWithdrawn(item: Item, context: DecisionContext): Item {
  let next = item;
  for (const [key, claim] of Object.entries(item.claims)) {
    if (!isDue(claim, context.askedAtMs) && claim.state !== 'awaitingApproval') continue;
    if (isOutdated(claim, context.ruleTexts)) {
      next = withOutcome(next, key, 'outdated', context.nowMs);
      continue;
    }
    // What was called for a part may have worked, whoever asks for it now; a rule may ask for it only where it looks at the part.
    const came = outcomeOfPart(claim, context.partsCalled ?? []);
    if (came !== undefined && came !== 'open') {
      next = withOutcome(next, key, came, context.nowMs);
      continue;
    }
    if (came === 'open' && isFinal(item.subject)) continue;
    const reason = whyUnwanted(claim, item, context);
    if (reason !== undefined) next = withWithdrawn(next, key, reason, context.nowMs, 'mayHaveCalled');
  }
  return next;
}

/** Whether people were asked about another text of the rule than the current one. */
function isOutdated({ actor, question }: Claim, ruleTexts: RuleTexts): boolean {
  if (question === undefined || actor.type !== 'rule') return false;
  return ruleTexts.hashOf(actor.rule) !== question.ruleHash;
}

function whyUnwanted(claim: Claim, item: Item, { decisions, holdIds }: DecisionContext): string | undefined {
  if (isHeld(claim, holdIds)) return 'it is on hold';
  const { actor } = claim;
  if (actor.type !== 'rule') return undefined;
  const isWanted = decisions.some(
    (decision) =>
      decision.rule === actor.rule && decision.verdict === 'fired' && isClaimedRight(decision.mode, claim, item),
  );
  return isWanted ? undefined : 'the rule does not ask for it any more';
}

/** Whether there is a hold that this claim does not override. */
export function isHeld({ overrides = [] }: Pick<Claim, 'overrides'>, holdIds: readonly string[]): boolean {
  return holdIds.some((id) => !overrides.includes(id));
}
