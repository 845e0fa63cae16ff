import type { ActionOutcome } from '../model/claim.ts';
import { claimKey } from '../model/claim.ts';
import { type Intent, outcomeByState, withOutcome, withThrottle } from '../model/claims.ts';
import type { Item } from '../model/item.ts';
import { identify, type Reading, type Sighting, withReading } from '../model/reconcile.ts';
import type { SubjectReference } from '../model/reference.ts';
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
  | { readonly settle: ActionOutcome; readonly reading?: Reading; readonly error?: string }
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
  const conclusion = await fenceAndCall(ports, item, intent, reference);
  const key = claimKey(intent.actor, intent.action);
  if ('unknown' in conclusion) return item;
  if ('wait' in conclusion) {
    const leaseId = item.claims[key]?.leaseId ?? '';
    return changeItem(ports.store, item, (fresh) => withThrottle(fresh, key, leaseId, ports.clock.now()));
  }
  return changeItem(ports.store, item, (fresh) => {
    const sighting: Sighting = { nowMs: ports.clock.now(), cause: 'answer' };
    const settled = withOutcome(fresh, key, conclusion.settle, sighting.nowMs, conclusion.error);
    return conclusion.reading ? withReading(settled, conclusion.reading, sighting) : settled;
  });
}

async function fenceAndCall(
  ports: ActPorts,
  item: Item,
  intent: Intent,
  reference: SubjectReference,
): Promise<Conclusion> {
  const called = (item.claims[claimKey(intent.actor, intent.action)]?.attempts ?? 1) > 1;
  const fence = judge(item, intent, await ports.provider.read(reference), called);
  if ('settle' in fence || 'unknown' in fence) return fence;
  const result = await ports.provider.perform(intent.action, fence.reading.subject);
  return conclude(ports, item, intent, reference, { result, called });
}

type Judgement =
  | { readonly settle: ActionOutcome; readonly reading?: Reading }
  | { readonly unknown: true }
  | { readonly reading: Reading };

/** The fence: is this still the subject that was decided on, and can it still be acted on? */
function judge(item: Item, intent: Intent, reading: Reading | undefined, called: boolean): Judgement {
  if (reading === undefined) return { settle: 'tooLate' };
  const identity = identify([item], reading.subject);
  // An answer from the past says nothing about now: the lease lapses, and the next look reads again.
  if ('stale' in identity) return { unknown: true };
  if (!('current' in identity)) return { settle: 'superseded' };
  const outcome = outcomeByState(intent.action, reading.subject, called);
  return outcome === undefined ? { reading } : { settle: outcome, reading };
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
      return accepted(item, result.reading);
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
      return explainConflict(item, intent, result.error, {
        reading: await ports.provider.read(reference),
        called,
      });
  }
}

/** The answer shows what was hit. Without the expected-deployment header that may be another deployment: never told as ours. */
function accepted(item: Item, reading: Reading | undefined): Conclusion {
  if (reading === undefined) return { settle: 'accepted' };
  if ('current' in identify([item], reading.subject)) return { settle: 'accepted', reading };
  return { settle: 'superseded', error: 'AnotherDeploymentWasHit' };
}

/** A conflict has three everyday causes, and people should be told which one it was. */
function explainConflict(
  item: Item,
  intent: Intent,
  error: string,
  { reading, called }: { readonly reading: Reading | undefined; readonly called: boolean },
): Conclusion {
  const judged = judge(item, intent, reading, called);
  if ('settle' in judged || 'unknown' in judged) return judged;
  const { subject } = judged.reading;
  const isCreate = subject.on === 'deployment' && subject.deployment.operation === 'create';
  return { settle: isCreate ? 'refusedCreate' : 'refused', reading: judged.reading, error };
}
