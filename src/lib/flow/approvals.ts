import { holdsOn } from '../matching/index.ts';
import {
  type AskedClaim,
  findQuestion,
  isInTime,
  whyCannotApprove,
  withApproval,
  withDecline,
} from '../model/approvals.ts';
import type { ActionOutcome, ActionType, Actor } from '../model/claim.ts';
import { conflictsWith } from '../model/claim.ts';
import type { Intent } from '../model/claims.ts';
import { withOutcome } from '../model/claims.ts';
import { effectiveMode } from '../model/controls.ts';
import { errorName } from '../model/errors.ts';
import type { Item, ItemHold, ItemKey } from '../model/item.ts';
import type { SubjectReference } from '../model/reference.ts';
import type { Random, Store } from '../ports.ts';
import type { Rules } from '../rules/index.ts';
import { type ActPorts, act } from './act.ts';
import { ItemContended } from './change.ts';
import { isClaimedRight } from './intents.ts';
import { ruleTextsOf } from './steering.ts';
import { castOf } from './story-cast.ts';

/** What answering a question needs from outside. */
export interface ApprovalPorts extends ActPorts {
  readonly random: Random;
}

/** A click, or a command that says the same. */
export interface QuestionReply {
  readonly key: ItemKey;
  readonly questionId: string;
  readonly answer: 'approve' | 'decline';
  readonly userId: string;
  /** The chat's id of this click: the same for every delivery of it. */
  readonly requestId: string;
}

/** The result. */
export type ReplyResult = {
  readonly item: Item;
  readonly action: ActionType;
} /** This was the last approval that was needed: what was shown has been carried out, or what became of it is in the item. */ & (
  | { readonly kind: 'acted'; readonly claimKey: string }
  /** Recorded; more people have to approve. */
  | { readonly kind: 'moreNeeded'; readonly approvedBy: readonly string[]; readonly people: number }
  | { readonly kind: 'declined' }
  | { readonly kind: 'ownRequest' }
  | { readonly kind: 'approvedAlready' }
  | { readonly kind: 'onHold'; readonly holds: readonly ItemHold[] }
  | { readonly kind: 'conflict'; readonly actor: Actor }
  /** Answered before, or settled in another way. */
  | { readonly kind: 'over'; readonly outcome: ActionOutcome | undefined }
);

const maximumConflicts = 20;

/**
 * Answers a question, if the person is permitted to. Each click is one conditional write. If it fails, the item is read and
 * checked again. The call is made from what the item stores, never from the button.
 *
 * @param reference - what the fence reads
 * @returns `undefined` if there is no such question, or if it was asked again since then: the card is an old one
 * @throws ItemContended
 */
export async function replyToQuestion(
  ports: ApprovalPorts,
  reply: QuestionReply,
  reference: SubjectReference,
): Promise<ReplyResult | undefined> {
  const rules = await ports.rules();
  for (let conflicts = 0; conflicts < maximumConflicts; conflicts += 1) {
    const item = await ports.store.get(reply.key);
    const asked = item && findQuestion(item, reply.questionId);
    if (item === undefined || asked === undefined) return undefined;
    const checked = await checkReply(ports, rules, item, asked, reply);
    if (checked.kind === 'result') return checked.result;
    const written = await ports.store.put(checked.item);
    if (written === undefined) continue;
    return concluded(ports, written, asked, reply, reference);
  }
  throw new ItemContended(reply.key);
}

type ReplyCheck =
  | { readonly kind: 'result'; readonly result: ReplyResult }
  | { readonly kind: 'write'; readonly item: Item };

async function checkReply(
  ports: ApprovalPorts,
  rules: Rules,
  item: Item,
  asked: AskedClaim,
  { answer, userId, requestId }: QuestionReply,
): Promise<ReplyCheck> {
  const { key, claim, question } = asked;
  const { action, actor } = claim;
  const result = (rest: DistributedOmit<ReplyResult>): ReplyCheck => ({
    kind: 'result',
    result: { item, action, ...rest },
  });
  if (claim.state !== 'awaitingApproval') return result({ kind: 'over', outcome: claim.outcome });
  const nowMs = ports.clock.now();
  if (!isInTime(question, nowMs)) {
    // A click in the last moments before the expiry is too late because of clock skew. The question is settled by a look after it
    // has expired on every clock.
    return nowMs < question.expiresAtMs
      ? result({ kind: 'over', outcome: 'expired' })
      : { kind: 'write', item: withOutcome(item, key, 'expired', nowMs) };
  }
  const controls = await ports.controls.get();
  const isSameText = actor.type !== 'rule' || ruleTextsOf(rules).hashOf(actor.rule) === question.ruleHash;
  // If the attempt has become part of a story since then, the bot acts, and asks, only at the root of the story.
  if (!isSameText || item.partOf !== undefined) {
    return { kind: 'write', item: withOutcome(item, key, 'outdated', nowMs) };
  }
  if (answer === 'decline') return { kind: 'write', item: withDecline(item, asked, { userId, requestId }, nowMs) };

  const refused = whyCannotApprove(question, userId);
  if (refused !== undefined) return result({ kind: refused });
  const rule = actor.type === 'rule' ? rules.document.rules.find(({ name }) => name === actor.rule) : undefined;
  if (rule !== undefined && !isClaimedRight(effectiveMode(controls, rule, rules.hash), claim, item)) {
    return { kind: 'write', item: withOutcome(item, key, 'outdated', nowMs) };
  }
  const holds = holdsOn(controls, item.subject, nowMs);
  if (holds.length > 0) return result({ kind: 'onHold', holds });
  const { items: story } = await castOf(ports.store, item);
  const rival = story
    .flatMap(({ claims }) => Object.values(claims))
    .find((one) => conflictsWith(one, action, claim.about));
  if (rival !== undefined) return result({ kind: 'conflict', actor: rival.actor });
  const approver = { userId, requestId, leaseId: ports.random.uuid() };
  return { kind: 'write', item: withApproval(item, asked, approver, nowMs) };
}

type DistributedOmit<Result> = Result extends unknown ? Omit<Result, 'item' | 'action'> : never;

/** What follows the write: the last approval that is needed starts the action. */
async function concluded(
  ports: ApprovalPorts,
  item: Item,
  { key, claim: { action, actor, reason } }: AskedClaim,
  { answer }: QuestionReply,
  reference: SubjectReference,
): Promise<ReplyResult> {
  const claim = item.claims[key];
  if (claim?.state === 'leased') {
    const intent: Intent = { action, actor, reason };
    return { kind: 'acted', claimKey: key, action, item: await actOrLeave(ports, item, intent, reference) };
  }
  if (claim?.state === 'awaitingApproval' && claim.question !== undefined) {
    const { approvedBy, people } = claim.question;
    return { kind: 'moreNeeded', approvedBy, people, action, item };
  }
  const isDeclined = answer === 'decline' && claim?.outcome === 'declined';
  return isDeclined ? { kind: 'declined', action, item } : { kind: 'over', outcome: claim?.outcome, action, item };
}

/**
 * Once the claim is leased, a failure does not mean that nothing was done. The claim stays, and when its lease expires, the state
 * shows the result.
 */
async function actOrLeave(
  ports: ApprovalPorts,
  item: Item,
  intent: Intent,
  reference: SubjectReference,
): Promise<Item> {
  try {
    return await act(ports, item, intent, reference);
  } catch (error) {
    ports.log.error('an approved action is left to its lease', {
      target: item.key.target,
      error: errorName(error),
    });
    return item;
  }
}

/** An item and the question in it that people are asked now. */
export interface OpenQuestion extends AskedClaim {
  readonly item: Item;
}

/** The question of this id on anything that is open: what a typed command names. Its claim may be settled by now. */
export async function findOpenQuestion(store: Store, questionId: string): Promise<OpenQuestion | undefined> {
  for await (const item of openItems(store)) {
    const asked = findQuestion(item, questionId);
    if (asked) return { item, ...asked };
  }
  return undefined;
}

/** The questions about an item that people are asked now. */
export function questionsIn(item: Item): readonly OpenQuestion[] {
  return Object.entries(item.claims).flatMap(([key, claim]) => {
    const { state, question } = claim;
    return state === 'awaitingApproval' && question !== undefined ? [{ item, key, claim, question }] : [];
  });
}

/** Read a few at once: a person waits for the answer. */
const readAtOnce = 10;

/** Every item that is in progress, or has something left to do. */
export async function* openItems(store: Store): AsyncIterable<Item> {
  for await (const keys of store.open()) {
    for (let from = 0; from < keys.length; from += readAtOnce) {
      const items = await Promise.all(keys.slice(from, from + readAtOnce).map((key) => store.get(key)));
      yield* items.filter((item) => item !== undefined);
    }
  }
}
