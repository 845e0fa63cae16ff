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
 * Executes a claimed action: fence, call, record. The claim is already in the table, and its lease is longer than this
 * invocation.
 *
 * Cancel calls name a target, not a deployment. So the truth is read once more just before the call: id, start and status must be
 * those that the bot decided on. The controls are read at the same time. The expected-deployment header closes the rest of the
 * window, if the provider supports it (`docs/architecture.md`, "The fence").
 *
 * @param item - the item as written with the claim
 * @returns the item after that
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
    // Only the owner of the lease knows that nothing was called. Another worker may be making its call now.
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
  // Nothing is awaited between this line and the call, so an approved action is never sent after its expiry.
  if (claim?.question && !isInTime(claim.question, ports.clock.now())) return { kind: 'settle', outcome: 'expired' };
  const { subject } = fence.observation;
  const result = await ports.provider.perform(intent.action, subject, claim?.about, reasonToTell(intent));
  return outcomeOfCall(ports, item, intent, reference, result);
}

/** Who wants it and why, as a provider may show it to its own users. Nobody's name: whoever reads it need not know the chat. */
function reasonToTell({ actor, reason }: Intent): string {
  return actor.type === 'rule' ? `proton-bot, rule ${actor.rule}: ${reason}` : `proton-bot: ${reason}`;
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
      ports.log.warn('the answer to a call is lost; when the lease has expired, the state shows the result', {
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

/** A conflict has three common causes. People should know which one it was. */
function explainConflict(check: TruthCheck, error: string): CallOutcome {
  if (check.kind !== 'open') return check;
  const { subject } = check.observation;
  const isCreate = subject.on === 'deployment' && subject.deployment.operation === 'create';
  return { kind: 'settle', outcome: isCreate ? 'refusedCreate' : 'refused', observation: check.observation, error };
}
