import type { Claim, Question } from './claim.ts';
import { claimKey, isFree } from './claim.ts';
import { type Intent, withClaim, withOutcome } from './claims.ts';
import { clockSkewMs } from './controls.ts';
import type { Item } from './item.ts';
import { withAudit } from './record.ts';

/** Asks people to approve exactly this. It does nothing else, and blocks nobody. */
export function withQuestion(item: Item, intent: Intent, question: Question, nowMs: number): Item {
  const key = claimKey(intent.actor, intent.action);
  const before = item.claims[key];
  const { action, actor, reason } = intent;
  const claim: Claim = {
    action,
    actor,
    reason,
    state: 'awaitingApproval',
    leaseId: '',
    claimedAtMs: before?.claimedAtMs ?? nowMs,
    dueAtMs: question.expiresAtMs,
    // Calls that may have been sent before it was withdrawn stay counted.
    attempts: isFree(before) ? (before?.attempts ?? 0) : 0,
    throttles: before?.throttles ?? 0,
    question,
  };
  const { people, expiresAtMs } = question;
  const asked = { ...item, claims: { ...item.claims, [key]: claim } };
  const questionId = question.id;
  return withAudit(asked, nowMs, actor, { what: 'approvalAsked', action, reason, questionId, people, expiresAtMs });
}

/** The claim whose question a person answers. */
export interface AskedClaim {
  readonly key: string;
  readonly claim: Claim;
  readonly question: Question;
}

/** The claim of a question, in any state; `undefined` if the question was asked again, or never. */
export function findQuestion(item: Item, questionId: string): AskedClaim | undefined {
  for (const [key, claim] of Object.entries(item.claims)) {
    if (claim.question?.id === questionId) return { key, claim, question: claim.question };
  }
  return undefined;
}

/**
 * Whether an approved action may still be sent. Clocks may differ by the skew, and nothing is sent after the expiry on any clock.
 */
export function isInTime({ expiresAtMs }: Pick<Question, 'expiresAtMs'>, nowMs: number): boolean {
  return nowMs + clockSkewMs < expiresAtMs;
}

/** Why this person cannot approve this question; `undefined` if they can. */
export function whyCannotApprove(question: Question, userId: string): 'ownRequest' | 'approvedAlready' | undefined {
  if (question.requesterId === userId) return 'ownRequest';
  return question.approvedBy.includes(userId) ? 'approvedAlready' : undefined;
}

/** A permitted person has said yes. With the last approval that is needed, the claim is leased, and its owner acts. */
export function withApproval(
  item: Item,
  { key, claim, question }: AskedClaim,
  approver: { readonly userId: string; readonly requestId: string; readonly leaseId: string },
  nowMs: number,
): Item {
  const approvedBy = [...question.approvedBy, approver.userId];
  const recorded = withAnswer(item, { key, claim, question: { ...question, approvedBy } }, approver, 'approved', nowMs);
  if (approvedBy.length < question.people) return recorded;
  const { action, actor, reason } = claim;
  return withClaim(recorded, { action, actor, reason }, approver.leaseId, nowMs);
}

/** A permitted person has said no: the question is not asked again. */
export function withDecline(
  item: Item,
  asked: AskedClaim,
  decliner: { readonly userId: string; readonly requestId: string },
  nowMs: number,
): Item {
  return withOutcome(withAnswer(item, asked, decliner, 'declined', nowMs), asked.key, 'declined', nowMs);
}

function withAnswer(
  item: Item,
  { key, claim, question }: AskedClaim,
  { userId, requestId }: { readonly userId: string; readonly requestId: string },
  answer: 'approved' | 'declined',
  nowMs: number,
): Item {
  const { action } = claim;
  const answered = { ...item, claims: { ...item.claims, [key]: { ...claim, question } } };
  const actor = { type: 'person', userId, requestId } as const;
  return withAudit(answered, nowMs, actor, { what: 'approvalAnswered', action, questionId: question.id, answer });
}
