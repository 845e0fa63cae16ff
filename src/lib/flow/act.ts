import type { ActionOutcome } from '../model/claim.ts';
import { claimKey } from '../model/claim.ts';
import { type Intent, outcomeByState, withOutcome, withThrottle } from '../model/claims.ts';
import { isSameAttempt, itemOf } from '../model/identity.ts';
import type { Item } from '../model/item.ts';
import { turnsBack, withObservation } from '../model/item-changes.ts';
import type { Observation, ObservationContext, TargetState } from '../model/observation.ts';
import { hasEnded } from '../model/reconcile.ts';
import type { SubjectReference } from '../model/reference.ts';
import { unlinkedParts } from '../model/story.ts';
import type { CallResult, Clock, Log, Provider, Store } from '../ports.ts';
import { changeItem } from './change.ts';

/** What acting needs from outside. */
export interface ActPorts {
  readonly provider: Provider;
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
}

/** What the fence, or the call, came to. */
type Conclusion =
  | { readonly settle: ActionOutcome; readonly observation?: Observation; readonly error?: string }
  | { readonly wait: true }
  /** The answer is lost. The claim stays; when its lease lapses, the state will tell. */
  | { readonly unknown: true };

/**
 * Carries out a claimed action: fence, call, record. The claim is in the table already; its lease outlives this invocation.
 *
 * Cancel calls address names, not deployments, so the truth is read once more just before the call: id, start and status
 * must be those that were decided on. What remains of the window is closed by the expected-deployment header where the
 * provider honours it (`docs/architecture.md`, "The fence").
 *
 * @param item - the item as written with the claim
 * @returns the item as it stands afterwards
 */
export async function act(ports: ActPorts, item: Item, intent: Intent, reference: SubjectReference): Promise<Item> {
  const askedAtMs = ports.clock.now();
  const conclusion = await fenceAndCall(ports, item, intent, reference);
  const key = claimKey(intent.actor, intent.action);
  if ('unknown' in conclusion) return item;
  if ('wait' in conclusion) {
    const leaseId = item.claims[key]?.leaseId ?? '';
    return changeItem(ports.store, item, (fresh) => withThrottle(fresh, key, leaseId, ports.clock.now()));
  }
  return changeItem(ports.store, item, (fresh) => {
    const context: ObservationContext = { askedAtMs, answeredAtMs: ports.clock.now(), cause: 'answer' };
    const settled = withOutcome(fresh, key, conclusion.settle, context.answeredAtMs, conclusion.error);
    return conclusion.observation ? withObservation(settled, conclusion.observation, context) : settled;
  });
}

async function fenceAndCall(
  ports: ActPorts,
  item: Item,
  intent: Intent,
  reference: SubjectReference,
): Promise<Conclusion> {
  const called = (item.claims[claimKey(intent.actor, intent.action)]?.attempts ?? 1) > 1;
  const fence = await checkFence(ports, item, intent, reference, called);
  if (!('observation' in fence) || 'settle' in fence) return fence;
  const result = await ports.provider.perform(intent.action, fence.observation.subject);
  return conclude(ports, item, intent, reference, { result, called });
}

type FenceCheck =
  /** Nothing is called, and it is tried again: a part is shown that was not when the claim was taken. */
  | { readonly wait: true }
  | { readonly settle: ActionOutcome; readonly observation?: Observation }
  | { readonly unknown: true }
  | { readonly observation: Observation };

/** The fence: reads the truth once more. Is this still the attempt that was decided on, and can it still be acted on? */
async function checkFence(
  ports: ActPorts,
  item: Item,
  intent: Intent,
  reference: SubjectReference,
  called: boolean,
): Promise<FenceCheck> {
  const askedAtMs = ports.clock.now();
  const state = await ports.provider.observe(reference);
  if (state === undefined) return { unknown: true };
  return judgeFence(item, intent, state, { askedAtMs }, called);
}

function judgeFence(
  item: Item,
  intent: Intent,
  state: TargetState,
  context: Pick<ObservationContext, 'askedAtMs'>,
  called: boolean,
): FenceCheck {
  const observation = state.attempts.find(({ subject }) => itemOf([item], subject) !== undefined);
  if (observation === undefined) {
    // What is not shown proves an end only by the same rule as everywhere; else the lease lapses, and the next look reads again.
    if (!hasEnded(item, [item], state, context)) return { unknown: true };
    return { settle: state.gone ? 'tooLate' : 'superseded' };
  }
  // An answer from the past says nothing about now.
  if (turnsBack(item.subject, observation.subject)) return { unknown: true };
  const outcome = outcomeByState(intent.action, observation, called);
  if (outcome !== undefined) return { settle: outcome, observation };
  return unlinkedParts(item, observation.parts).length > 0 ? { wait: true } : { observation };
}

async function conclude(
  ports: ActPorts,
  item: Item,
  intent: Intent,
  reference: SubjectReference,
  { result, called }: { readonly result: CallResult; readonly called: boolean },
): Promise<Conclusion> {
  switch (result.result) {
    case 'accepted':
      return accepted(item, result.observation);
    case 'throttled':
      return { wait: true };
    case 'unknown':
      ports.log.warn('the answer to a call is lost; its lease will lapse and the state will tell', {
        target: item.key.target,
        attempt: item.key.attempt,
        action: intent.action,
        error: result.error,
      });
      return { unknown: true };
    case 'refused':
      if (!result.conflict) return { settle: 'refused', error: result.error };
      return explainConflict(await checkFence(ports, item, intent, reference, called), result.error);
  }
}

/** The answer shows what was hit. Without the expected-deployment header that may be another deployment: never told as ours. */
function accepted(item: Item, observation: Observation | undefined): Conclusion {
  if (observation === undefined) return { settle: 'accepted' };
  const isOurs = isSameAttempt(item, observation.subject) && !turnsBack(item.subject, observation.subject);
  if (isOurs) return { settle: 'accepted', observation };
  return { settle: 'superseded', error: 'AnotherDeploymentWasHit' };
}

/** A conflict has three everyday causes, and people should be told which one it was. */
function explainConflict(check: FenceCheck, error: string): Conclusion {
  if (!('observation' in check) || 'settle' in check) return check;
  const { subject } = check.observation;
  const isCreate = subject.on === 'deployment' && subject.deployment.operation === 'create';
  return { settle: isCreate ? 'refusedCreate' : 'refused', observation: check.observation, error };
}
