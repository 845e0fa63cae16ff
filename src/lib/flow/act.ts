import { isInTime } from '../model/approvals.ts';
import type { ActionOutcome } from '../model/claim.ts';
import { claimKey } from '../model/claim.ts';
import { type Intent, withOutcome, withThrottle, withWithdrawn } from '../model/claims.ts';
import type { Item } from '../model/item.ts';
import { identify, type Reading, type Sighting, withReading } from '../model/reconcile.ts';
import type { SubjectReference } from '../model/reference.ts';
import type { CallResult, Log, Store } from '../ports.ts';
import { changeItem } from './change.ts';
import { checkFence, checkTruth, type FencePorts } from './fence.ts';

/** What acting needs from outside. */
export interface ActPorts extends FencePorts {
  readonly store: Store;
  readonly log: Log;
}

/** What the fence, or the call, came to. */
type CallOutcome =
  | { readonly kind: 'settle'; readonly outcome: ActionOutcome; readonly reading?: Reading; readonly error?: string }
  /** A control stopped it: nothing was called. */
  | { readonly kind: 'withdraw'; readonly reason: string }
  /** Turned away for its rate: nothing was done. */
  | { readonly kind: 'throttled' }
  /** The answer is lost. The claim stays; when its lease lapses, the state will tell. */
  | { readonly kind: 'unknown' };

/**
 * Carries out a claimed action: fence, call, record. The claim is in the table already; its lease outlives this invocation.
 *
 * Cancel calls address names, not deployments, so the truth is read once more just before the call: id, start and status
 * must be those that were decided on. What remains of the window is closed by the expected-deployment header where the
 * provider honours it (`docs/architecture.md`, "The fence"). The controls are read beside it.
 *
 * @param item - the item as written with the claim
 * @returns the item as it stands afterwards
 */
export async function act(ports: ActPorts, item: Item, intent: Intent, reference: SubjectReference): Promise<Item> {
  const outcome = await fenceAndCall(ports, item, intent, reference);
  const key = claimKey(intent.actor, intent.action);
  if (outcome.kind === 'unknown') return item;
  const leaseId = item.claims[key]?.leaseId ?? '';
  if (outcome.kind === 'throttled') {
    return changeItem(ports.store, item, (fresh) => withThrottle(fresh, key, leaseId, ports.clock.now()));
  }
  if (outcome.kind === 'withdraw') {
    // Only the owner of the lease can say that nothing was called: another may be in the middle of its call.
    return changeItem(ports.store, item, (fresh) =>
      fresh.claims[key]?.leaseId === leaseId
        ? withWithdrawn(fresh, key, outcome.reason, ports.clock.now(), 'notCalled')
        : fresh,
    );
  }
  return changeItem(ports.store, item, (fresh) => {
    const sighting: Sighting = { nowMs: ports.clock.now(), cause: 'answer' };
    const settled = withOutcome(fresh, key, outcome.outcome, sighting.nowMs, outcome.error);
    return outcome.reading ? withReading(settled, outcome.reading, sighting) : settled;
  });
}

async function fenceAndCall(
  ports: ActPorts,
  item: Item,
  intent: Intent,
  reference: SubjectReference,
): Promise<CallOutcome> {
  const claim = item.claims[claimKey(intent.actor, intent.action)];
  const called = (claim?.attempts ?? 1) > 1;
  const fence = await checkFence(ports, item, intent, reference);
  if (fence.kind !== 'open') return fence;
  // Nothing is awaited between this and the call: what was approved is not sent after its time.
  if (claim?.question && !isInTime(claim.question, ports.clock.now())) return { kind: 'settle', outcome: 'expired' };
  const result = await ports.provider.perform(intent.action, fence.reading.subject);
  return outcomeOfCall(ports, item, intent, reference, { result, called });
}

async function outcomeOfCall(
  ports: ActPorts,
  item: Item,
  intent: Intent,
  reference: SubjectReference,
  { result, called }: { readonly result: CallResult; readonly called: boolean },
): Promise<CallOutcome> {
  switch (result.result) {
    case 'accepted':
      return accepted(item, result.reading);
    case 'throttled':
      return { kind: 'throttled' };
    case 'unknown':
      ports.log.warn('the answer to a call is lost; its lease will lapse and the state will tell', {
        target: item.key.target,
        attempt: item.key.attempt,
        action: intent.action,
        error: result.error,
      });
      return { kind: 'unknown' };
    case 'refused':
      if (!result.conflict) return { kind: 'settle', outcome: 'refused', error: result.error };
      return explainConflict(item, intent, result.error, {
        reading: await ports.provider.read(reference),
        called,
      });
  }
}

/** The answer shows what was hit. Without the expected-deployment header that may be another deployment: never told as ours. */
function accepted(item: Item, reading: Reading | undefined): CallOutcome {
  if (reading === undefined) return { kind: 'settle', outcome: 'accepted' };
  if ('current' in identify([item], reading.subject)) return { kind: 'settle', outcome: 'accepted', reading };
  return { kind: 'settle', outcome: 'superseded', error: 'AnotherDeploymentWasHit' };
}

/** A conflict has three everyday causes, and people should be told which one it was. */
function explainConflict(
  item: Item,
  intent: Intent,
  error: string,
  { reading, called }: { readonly reading: Reading | undefined; readonly called: boolean },
): CallOutcome {
  const truth = checkTruth(item, intent, reading, called);
  if (truth.kind !== 'open') return truth;
  const { subject } = truth.reading;
  const isCreate = subject.on === 'deployment' && subject.deployment.operation === 'create';
  return { kind: 'settle', outcome: isCreate ? 'refusedCreate' : 'refused', reading: truth.reading, error };
}
