import { withQuestion } from '../model/approvals.ts';
import type { ActionType, Claim, Question } from '../model/claim.ts';
import { claimKey, conflictsWith, isFree } from '../model/claim.ts';
import {
  aboutOf,
  type Intent,
  isDue,
  maximumAttempts,
  outcomeByState,
  whyAskFirst,
  whyImpossible,
} from '../model/claims.ts';
import type { Decision, RuleMode } from '../model/decision.ts';
import type { Item } from '../model/item.ts';
import type { AttemptDetails } from '../model/observation.ts';
import type { RuleTexts } from './steering.ts';

/** What there is to do, and what is known in addition to the item. */
export interface IntentContext {
  readonly decisions: readonly Decision[];
  /** The time just before the truth was read. */
  readonly askedAtMs: number;
  /** Whether the item is on hold. If so, nothing new is begun, and nobody is asked. */
  readonly isOnHold: boolean;
}

const nothingDone: ReadonlySet<string> = new Set();

/**
 * The next thing to do: finish a claim that a crash or a throttle left open, or else do what a rule asks for.
 *
 * @param item - without the claims that are no longer wanted
 * @param done - keys of the claims that this look has already executed
 */
export function nextIntent(
  item: Item,
  { decisions, askedAtMs, isOnHold }: IntentContext,
  done: ReadonlySet<string> = nothingDone,
): Intent | undefined {
  for (const [key, claim] of Object.entries(item.claims)) {
    if (!done.has(key) && isDue(claim, askedAtMs)) return intentOf(claim);
  }
  // A part of a story is claimed at its root. An open claim is finished in the item where it is.
  if (isOnHold || item.partOf !== undefined) return undefined;
  return (
    decisions
      .filter(({ mode }) => mode === 'enforce')
      .flatMap((decision) => intentsOf(decision))
      // What is impossible here may be possible at what drives it; what becomes of it is settled when that is known.
      .filter(({ action }) => whyAskFirst(action, item) === undefined && whyImpossible(action, item) === undefined)
      .find((intent) => !done.has(claimKey(intent.actor, intent.action)) && canClaim(item, intent))
  );
}

function intentOf({ action, actor, reason, overrides }: Claim): Intent {
  return { action, actor, reason, ...(overrides === undefined ? {} : { overrides }) };
}

/** Asks people about each action of a rule that needs an approval: because of the rule's mode, or of what it would be done to. */
export function withQuestionsAsked(
  item: Item,
  { decisions, isOnHold }: IntentContext,
  ruleTexts: RuleTexts,
  { nowMs, newId }: { readonly nowMs: number; readonly newId: () => string },
): Item {
  if (isOnHold || item.partOf !== undefined) return item;
  let next = item;
  for (const decision of decisions) {
    const { people, withinMs } = ruleTexts.approvalOf(decision.rule);
    for (const intent of intentsOf(decision)) {
      const isToAsk = mustAsk(decision.mode, intent.action, next) && whyImpossible(intent.action, next) === undefined;
      if (!isToAsk || !canClaim(next, intent)) continue;
      const question: Question = {
        id: newId(),
        ruleHash: ruleTexts.hashOf(decision.rule) ?? '',
        expiresAtMs: nowMs + withinMs,
        people,
        approvedBy: [],
      };
      next = withQuestion(next, intent, question, nowMs);
    }
  }
  return next;
}

/** Whether a rule in this mode has to ask people before it does this to such an attempt. */
function mustAsk(mode: RuleMode, action: ActionType, item: { readonly details: AttemptDetails }): boolean {
  return mode === 'approve' || (mode === 'enforce' && whyAskFirst(action, item) !== undefined);
}

/**
 * Whether a rule's claim came about as the rule's mode, and what it would be done to, ask for now: with a question where people
 * must be asked, without one where not.
 */
export function isClaimedRight(
  mode: RuleMode,
  { action, question }: Pick<Claim, 'action' | 'question'>,
  item: { readonly details: AttemptDetails },
): boolean {
  const mayAct = mode === 'enforce' || mode === 'approve';
  return mayAct && mustAsk(mode, action, item) === (question !== undefined);
}

/** What a rule asks to be done; a rule in shadow asks for nothing (invariant I7). */
export function intentsOf(decision: Decision): Intent[] {
  if (decision.verdict !== 'fired' || !(decision.mode === 'enforce' || decision.mode === 'approve')) return [];
  const actor = { type: 'rule', rule: decision.rule } as const;
  return decision.actions.flatMap((action) => {
    if (action.type === 'notify') return [];
    const reason = action.type === 'accept' ? 'the rule accepts this account' : action.reason;
    return [{ action: action.type satisfies ActionType, actor, reason }];
  });
}

/** Whether this may be claimed: its key is free, nobody else does the same, and the state of the subject allows it. */
export function canClaim(item: Item, intent: Intent): boolean {
  const own = item.claims[claimKey(intent.actor, intent.action)];
  const about = aboutOf(intent.action, item);
  if (!isFree(own) || (own !== undefined && own.attempts >= maximumAttempts)) return false;
  if (Object.values(item.claims).some((claim) => conflictsWith(claim, intent.action, about))) return false;
  return outcomeByState(intent.action, item, false) === undefined;
}
