import { isInTime } from '../model/approvals.ts';
import type { ActionOutcome } from '../model/claim.ts';
import { claimKey } from '../model/claim.ts';
import { type Intent, withOutcome, withThrottle, withWithdrawn } from '../model/claims.ts';
import { isSameAttempt } from '../model/identity.ts';
import type { Item } from '../model/item.ts';
import { turnsBack, withObservation } from '../model/item-changes.ts';
import type { Observation, ObservationContext } from '../model/observation.ts';
import type { SubjectReference } from '../model/reference.ts';
import type { CallResult, Log, Store } from '../ports.ts';
import { changeItem } from './change.ts';
import { checkFence, checkTruth, type FencePorts, type TruthCheck } from './fence.ts';

/** What acting needs from outside. */
export interface ActPorts extends FencePorts {
  readonly store: Store;
  readonly log: Log;
}

/** What the fence, or the call, came to. */
type CallOutcome =
  | {
      readonly kind: 'settle';
      readonly outcome: ActionOutcome;
      readonly observation?: Observation;
      readonly error?: string;
    }
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
  const askedAtMs = ports.clock.now();
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
    const context: ObservationContext = { askedAtMs, answeredAtMs: ports.clock.now(), cause: 'answer' };
    const settled = withOutcome(fresh, key, outcome.outcome, context.answeredAtMs, outcome.error);
    return outcome.observation ? withObservation(settled, outcome.observation, context) : settled;
  });
}

async function fenceAndCall(
  ports: ActPorts,
  item: Item,
  intent: Intent,
  reference: SubjectReference,
): Promise<CallOutcome> {
  const claim = item.claims[claimKey(intent.actor, intent.action)];
  const fence = await checkFence(ports, item, intent, reference);
  if (fence.kind !== 'open') return fence;
  // Nothing is awaited between this and the call: what was approved is not sent after its time.
  if (claim?.question && !isInTime(claim.question, ports.clock.now())) return { kind: 'settle', outcome: 'expired' };
  const result = await ports.provider.perform(intent.action, fence.observation.subject);
  return outcomeOfCall(ports, item, intent, reference, result);
}

async function outcomeOfCall(
  ports: ActPorts,
  item: Item,
  intent: Intent,
  reference: SubjectReference,
  result: CallResult,
): Promise<CallOutcome> {
  switch (result.result) {
    case 'accepted':
      return accepted(item, result.observation);
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
      return explainConflict(await checkTruth(ports, item, intent, reference), result.error);
  }
}

/** The answer shows what was hit. Without the expected-deployment header that may be another deployment: never told as ours. */
function accepted(item: Item, observation: Observation | undefined): CallOutcome {
  if (observation === undefined) return { kind: 'settle', outcome: 'accepted' };
  const isOurs = isSameAttempt(item, observation.subject) && !turnsBack(item.subject, observation.subject);
  if (isOurs) return { kind: 'settle', outcome: 'accepted', observation };
  return { kind: 'settle', outcome: 'superseded', error: 'AnotherDeploymentWasHit' };
}

/** A conflict has three everyday causes, and people should be told which one it was. */
function explainConflict(check: TruthCheck, error: string): CallOutcome {
  if (check.kind !== 'open') return check;
  const { subject } = check.observation;
  const isCreate = subject.on === 'deployment' && subject.deployment.operation === 'create';
  return { kind: 'settle', outcome: isCreate ? 'refusedCreate' : 'refused', observation: check.observation, error };
}
