import { isInTime } from '../model/approvals.ts';
import type { ActionOutcome } from '../model/claim.ts';
import { claimKey } from '../model/claim.ts';
import {
  type Intent,
  maximumAttempts,
  withOutcome,
  withPartCalled,
  withThrottle,
  withWithdrawn,
} from '../model/claims.ts';
import { isSameAttempt } from '../model/identity.ts';
import type { Item } from '../model/item.ts';
import { turnsBack, withObservation } from '../model/item-changes.ts';
import type { Observation, ObservationContext } from '../model/observation.ts';
import type { SubjectReference } from '../model/reference.ts';
import { isCancelled, isFinal, nameOf } from '../model/statuses.ts';
import { isAnyPartExpected, partToCancel } from '../model/story.ts';
import type { CallResult, Log, Provider, Store } from '../ports.ts';
import { changeItem } from './change.ts';
import { type DiagnosePorts, withDiagnosisTaken } from './diagnose.ts';
import { checkFence, checkPart, checkTruth, type FenceCheck, type FencePorts, type TruthCheck } from './fence.ts';
import { castOf } from './story-cast.ts';

/** What acting needs from outside. */
export interface ActPorts extends FencePorts, DiagnosePorts {
  readonly provider: Provider;
  readonly store: Store;
  readonly log: Log;
}

/** The result of the fence, or of the call. */
type CallOutcome =
  | {
      readonly kind: 'settle';
      readonly outcome: ActionOutcome;
      readonly observation?: Observation;
      readonly error?: string;
    }
  /** A control stopped it: nothing was called. */
  | { readonly kind: 'withdraw'; readonly reason: string }
  /** Throttled: nothing was done. */
  | { readonly kind: 'throttled' }
  /** The answer is lost. The claim stays. When its lease expires, the state shows the result. */
  | { readonly kind: 'unknown' };

/**
 * Executes a claimed action: diagnosis, fence, call, record. The claim is already in the table, and its lease is longer than this
 * invocation.
 *
 * Cancel calls name a target, not a deployment. So the truth is read once more just before the call: id, start and status must be
 * those that the bot decided on. The controls are read at the same time. The expected-deployment header closes the rest of the
 * window, if the provider supports it (`docs/architecture.md`, "The fence").
 *
 * An attempt with parts is cancelled at the part that hangs. The claim stays on the attempt; the fence reads both.
 *
 * What a cancel destroys is looked at before the fence, for five seconds at most, so that nothing is awaited between the fence and
 * the call (`diagnose.ts`).
 *
 * @param item - the item as written with the claim
 * @returns the item after that
 */
export async function act(ports: ActPorts, item: Item, intent: Intent, reference: SubjectReference): Promise<Item> {
  const key = claimKey(intent.actor, intent.action);
  const chosen = await withPlaceOfCall(ports, item, intent);
  // Somebody else has the claim by now.
  if (chosen === undefined) return item;
  const reason = whyNotNow(chosen);
  const placed = reason === undefined ? await withEvidence(ports, chosen, intent) : chosen;
  const askedAtMs = ports.clock.now();
  const outcome: CallOutcome =
    reason === undefined
      ? await fenceAndCall(ports, { ...placed, claimed: item }, intent, reference)
      : { kind: 'withdraw', reason };
  if (outcome.kind === 'unknown') return placed.item;
  const leaseId = item.claims[key]?.leaseId ?? '';
  if (outcome.kind === 'throttled') {
    return changeItem(ports.store, placed.item, (fresh) => withThrottle(fresh, key, leaseId, ports.clock.now()));
  }
  if (outcome.kind === 'withdraw') {
    // Only the owner of the lease knows that nothing was called. Another worker may be making its call now.
    return changeItem(ports.store, placed.item, (fresh) =>
      fresh.claims[key]?.leaseId === leaseId
        ? withWithdrawn(fresh, key, outcome.reason, ports.clock.now(), 'notCalled')
        : fresh,
    );
  }
  return changeItem(ports.store, placed.item, (fresh) => {
    const context: ObservationContext = { askedAtMs, answeredAtMs: ports.clock.now(), cause: 'answer' };
    const settled = withOutcome(fresh, key, outcome.outcome, context.answeredAtMs, outcome.error);
    const { observation } = outcome;
    // Another look may have read something newer meanwhile, while the answer was on its way.
    const isOld =
      observation === undefined || fresh.lastShownAtMs > askedAtMs || turnsBack(fresh.subject, observation.subject);
    return isOld ? settled : withObservation(settled, observation, context);
  });
}

/** What a claim lies on, and the part of it that the call names; no part where it names the attempt itself. */
interface Placed {
  readonly item: Item;
  readonly part: Item | undefined;
  /** A part that is being stopped already: what waits for it ends by that, or is looked at again. */
  readonly stopping?: Item;
  /** A part that was looked for in vain just now: it may be known in a moment. */
  readonly isExpected?: boolean;
}

/** Why it is not to be called now; `undefined` if it may be. */
function whyNotNow({ stopping, isExpected = false }: Placed): string | undefined {
  if (isExpected) return 'it has a new part that must be checked first';
  return stopping && `${nameOf(stopping.subject)}, a part of it, is being stopped`;
}

/**
 * Chooses where an attempt with parts is cancelled, and writes that into the claim before anything is called. A claim that may have
 * called keeps its place.
 *
 * @returns `undefined` if another worker has taken the claim
 */
async function withPlaceOfCall(
  { store, clock }: ActPorts,
  item: Item,
  { actor, action }: Intent,
): Promise<Placed | undefined> {
  const key = claimKey(actor, action);
  const claim = item.claims[key];
  if (claim?.part !== undefined) {
    const known = await store.get(claim.part);
    // Never the attempt itself instead: a call for the part may have gone out.
    return known && { item, part: known };
  }
  if (claim === undefined || claim.attempts > 1 || action !== 'cancel' || (item.parts ?? []).length === 0)
    return { item, part: undefined };
  if (isAnyPartExpected(item, clock.now())) return { item, part: undefined, isExpected: true };
  const { items } = await castOf(store, item);
  const members = items.filter((member) => member !== item);
  const stopping = members.find(({ subject }) => isCancelled(subject) && !isFinal(subject));
  const part = partToCancel(members);
  if (stopping !== undefined || part === undefined)
    return { item, part, ...(stopping === undefined ? {} : { stopping }) };
  const { leaseId } = claim;
  const written = await changeItem(store, item, (fresh) => withPartCalled(fresh, key, leaseId, part));
  return written.claims[key]?.part === undefined ? undefined : { item: written, part };
}

/**
 * Keeps what a cancel is about to destroy, of what the call names. Where a call may have gone out, what was found before that call
 * stays.
 */
async function withEvidence(ports: ActPorts, placed: Placed, { actor, action }: Intent): Promise<Placed> {
  const { item, part } = placed;
  const key = claimKey(actor, action);
  const claim = item.claims[key];
  if (action !== 'cancel' || claim === undefined || claim.attempts > maximumAttempts) return placed;
  if (claim.attempts > 1 && item.diagnosis !== undefined && item.diagnosis.atMs >= claim.claimedAtMs) return placed;
  const isOurs = (fresh: Item) => fresh.claims[key]?.leaseId === claim.leaseId;
  return { ...placed, item: await withDiagnosisTaken(ports, item, part, isOurs) };
}

async function fenceAndCall(
  ports: ActPorts,
  { item, part, claimed }: Placed & { readonly claimed: Item },
  intent: Intent,
  reference: SubjectReference,
): Promise<CallOutcome> {
  const claim = item.claims[claimKey(intent.actor, intent.action)];
  const fence = await checkFence(ports, item, intent, reference, claimed, part);
  if (fence.kind !== 'open') return fence;
  // It is only read whether the last of its calls did anything.
  if (claim !== undefined && claim.attempts > maximumAttempts) return { kind: 'settle', outcome: 'gaveUp' };
  // Nothing is awaited between this line and the call, so an approved action is never sent after its expiry.
  if (claim?.question && !isInTime(claim.question, ports.clock.now())) return { kind: 'settle', outcome: 'expired' };
  const { subject } = fence.observation;
  const result = await ports.provider.perform(intent.action, subject, claim?.about, reasonToTell(intent));
  return outcomeOfCall(ports, { item, part }, intent, reference, result);
}

/** Who wants it and why, as a provider may show it to its own users. Nobody's name: whoever reads it need not know the chat. */
function reasonToTell({ actor, reason }: Intent): string {
  return actor.type === 'rule' ? `proton-bot, rule ${actor.rule}: ${reason}` : `proton-bot: ${reason}`;
}

async function outcomeOfCall(
  ports: ActPorts,
  { item, part }: Placed,
  intent: Intent,
  reference: SubjectReference,
  result: CallResult,
): Promise<CallOutcome> {
  switch (result.result) {
    case 'accepted':
      // What is shown of a part is for the part's own item, at its own look.
      return part === undefined ? accepted(item, result.observation) : { kind: 'settle', outcome: 'accepted' };
    case 'throttled':
      return { kind: 'throttled' };
    case 'unknown':
      ports.log.warn('the answer to a call is lost; when the lease has expired, the state shows the result', {
        target: item.key.target,
        attempt: item.key.attempt,
        action: intent.action,
        error: result.error,
      });
      return { kind: 'unknown' };
    case 'refused':
      if (!result.conflict) return { kind: 'settle', outcome: 'refused', error: result.error };
      return part === undefined
        ? explainConflict(await checkTruth(ports, item, intent, reference), result.error)
        : explainConflictOfPart(await checkPart(ports, item, part, intent), result.error);
  }
}

/**
 * The answer shows which deployment was cancelled. Without the expected-deployment header it may be another one: never reported
 * as ours.
 */
function accepted(item: Item, observation: Observation | undefined): CallOutcome {
  if (observation === undefined) return { kind: 'settle', outcome: 'accepted' };
  const isOurs = isSameAttempt(item, observation.subject) && !turnsBack(item.subject, observation.subject);
  if (isOurs) return { kind: 'settle', outcome: 'accepted', observation };
  return { kind: 'settle', outcome: 'superseded', error: 'AnotherDeploymentWasHit' };
}

function explainConflictOfPart(check: FenceCheck, error: string): CallOutcome {
  return check.kind === 'open' ? { kind: 'settle', outcome: 'refused', error } : check;
}

/** A conflict has three common causes. People should know which one it was. */
function explainConflict(check: TruthCheck, error: string): CallOutcome {
  if (check.kind !== 'open') return check;
  const { subject } = check.observation;
  const isCreate = subject.on === 'deployment' && subject.deployment.operation === 'create';
  return { kind: 'settle', outcome: isCreate ? 'refusedCreate' : 'refused', observation: check.observation, error };
}
