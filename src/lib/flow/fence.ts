import { isInTime } from '../model/approvals.ts';
import type { ActionOutcome, Claim } from '../model/claim.ts';
import { claimKey, isForEnded } from '../model/claim.ts';
import { aboutOf, type Intent, outcomeByState } from '../model/claims.ts';
import type { Controls } from '../model/controls.ts';
import { itemOf, startOf } from '../model/identity.ts';
import type { Item } from '../model/item.ts';
import { turnsBack } from '../model/item-changes.ts';
import type { Observation } from '../model/observation.ts';
import { countsAsEnd, hasBegunAnew, hasEnded, isOver } from '../model/reconcile.ts';
import type { SubjectReference } from '../model/reference.ts';
import { isFinal, nameOf } from '../model/statuses.ts';
import { unlinkedParts } from '../model/story.ts';
import type { Clock, Provider, ReadPurpose } from '../ports.ts';
import type { Rules } from '../rules/index.ts';
import { isClaimedRight } from './intents.ts';
import { isHeld } from './settle-claims.ts';
import { ruleTextsOf, type SteeringPorts, steeringFor } from './steering.ts';
import { referenceTo } from './story-cast.ts';

/** What the fence reads. */
export interface FencePorts extends SteeringPorts {
  readonly provider: Provider;
  readonly clock: Clock;
  readonly rules: () => Promise<Rules>;
}

/** Whether the current state allows the action. */
export type TruthCheck =
  | { readonly kind: 'settle'; readonly outcome: ActionOutcome; readonly observation?: Observation }
  /** An old answer says nothing about the current state. The lease expires, and the next look reads again. */
  | { readonly kind: 'unknown' }
  | { readonly kind: 'open'; readonly observation: Observation };

/** The result of the fence. */
export type FenceCheck =
  | TruthCheck
  /** A control stops it: nothing is called, and the action can be claimed again. */
  | { readonly kind: 'withdraw'; readonly reason: string };

/**
 * The last check before the call: is this still the attempt that the bot decided on, can it still be acted on, and does no
 * control stop it? Truth and controls are read in parallel. The order of their answers makes no difference.
 *
 * @param claimed - the item as it was written with the claim: only the parts that it knows were checked before that
 * @param part - the part of the attempt that the call names; the attempt and the part must both allow the call
 * @returns where it is open, what was read of what the call names
 */
export async function checkFence(
  ports: FencePorts,
  item: Item,
  intent: Intent,
  reference: SubjectReference,
  claimed: Pick<Item, 'parts' | 'readLagMs'>,
  part?: Item,
): Promise<FenceCheck> {
  const rules = await ports.rules();
  const askedAtMs = ports.clock.now();
  const [controls, truth, partTruth] = await Promise.all([
    ports.controls.get(),
    checkTruth(ports, item, intent, reference, { purpose: purposeOf(intent, item) }),
    part === undefined ? undefined : checkPart(ports, item, part, intent, purposeOf(intent, part)),
  ]);
  const claim = item.claims[claimKey(intent.actor, intent.action)];
  // What was done about the part is what came of the claim, also where the attempt has ended by it.
  if (partTruth?.kind === 'settle') return partTruth;
  if (truth.kind !== 'open' || claim === undefined) return truth;
  // First seen after the claim, perhaps by another worker, who has linked it: somebody may act on it separately.
  const isAnyUnlinked = unlinkedParts(claimed, truth.observation.parts, askedAtMs).length > 0;
  if (isAnyUnlinked) return { kind: 'withdraw', reason: 'it has a new part that must be checked first' };
  const stopped = checkControls(ports, controls, rules, claim, truth.observation);
  if (stopped !== undefined || partTruth === undefined) return stopped ?? truth;
  if (partTruth.kind !== 'open') return partTruth;
  const { holdIds } = steeringFor(controls, rules, ports.build, partTruth.observation.subject, ports.clock.now());
  return isHeld(claim, holdIds)
    ? { kind: 'withdraw', reason: 'the part that it would be done to is on hold' }
    : partTruth;
}

/**
 * Reads the truth about the part that a call names. A part that has ended without the call says nothing of the attempt: what is to
 * be done about that is decided anew.
 */
export async function checkPart(
  ports: Pick<FencePorts, 'provider' | 'clock'>,
  item: Item,
  part: Item,
  intent: Intent,
  purpose?: ReadPurpose,
): Promise<FenceCheck> {
  const { attempts = 1 } = item.claims[claimKey(intent.actor, intent.action)] ?? {};
  const truth = await checkTruth(ports, part, intent, referenceTo(part), {
    claim: { attempts },
    ...(purpose && { purpose }),
  });
  if (truth.kind !== 'settle') return truth;
  const { outcome } = truth;
  if (outcome === 'observed' || outcome === 'alreadyDone') return { kind: 'settle', outcome };
  return { kind: 'withdraw', reason: `${nameOf(part.subject)}, which it would be done to, has ended` };
}

/**
 * Reads the truth once more. Is this still the attempt that the bot decided on, and can it still be acted on?
 *
 * @param options - `claim`: what is claimed about it; where it is a part, that lies on another item. `purpose`: what the read is for
 */
export async function checkTruth(
  ports: Pick<FencePorts, 'provider' | 'clock'>,
  item: Item,
  intent: Intent,
  reference: SubjectReference,
  {
    claim = item.claims[claimKey(intent.actor, intent.action)],
    purpose,
  }: { readonly claim?: Pick<Claim, 'attempts' | 'about'>; readonly purpose?: ReadPurpose | undefined } = {},
): Promise<TruthCheck> {
  const askedAtMs = ports.clock.now();
  const called = (claim?.attempts ?? 1) > 1;
  const state = await ports.provider.observe(reference, purpose);
  if (state === undefined) return { kind: 'unknown' };
  const observation = state.attempts.find(({ subject }) => itemOf([item], subject) !== undefined);
  if (observation === undefined) {
    // An attempt that is not shown has ended only by the rule of `reconcile`. Otherwise the lease expires, and the next look
    // reads again.
    if (!hasEnded(item, [item], state, { askedAtMs })) return { kind: 'unknown' };
    if (await mayBeOpen(ports.provider, item)) return { kind: 'unknown' };
    if (state.gone) return { kind: 'settle', outcome: 'tooLate' };
    // What has taken its place may be the rollback that was called for.
    return { kind: 'settle', outcome: called && intent.action === 'rollback' ? 'observed' : 'superseded' };
  }
  // What was to begin anew has: its start is a time of the provider, and later than the one that is known.
  if (isForEnded(intent.action) && startOf(observation) > startOf(item)) {
    return { kind: 'settle', outcome: called ? 'observed' : 'alreadyDone' };
  }
  // Another run is in progress under its id, and nobody has decided on that one.
  if (hasBegunAnew(item, observation, state.traits)) return { kind: 'settle', outcome: 'superseded' };
  // An old answer says nothing about the current state; nor does an end that may be that of the run before.
  if (turnsBack(item.subject, observation.subject)) return { kind: 'unknown' };
  const isEnd = !isFinal(item.subject) && isOver(item.subject, observation.subject);
  if (isEnd && !countsAsEnd(item, observation, state.traits, { askedAtMs })) return { kind: 'unknown' };
  const outcome = outcomeByState(intent.action, observation, called);
  if (outcome !== undefined) return { kind: 'settle', outcome, observation };
  // It waits again, for something else: nobody has seen that, so nothing is done about it.
  const isAnother = aboutOf(intent.action, observation) !== claim?.about;
  // What was to begin anew is shown as it ended, so no call did anything.
  const mayBeOurs = called && !isForEnded(intent.action);
  if (isAnother) return { kind: 'settle', outcome: mayBeOurs ? 'observed' : 'tooLate', observation };
  return { kind: 'open', observation };
}

/** The last read before a cancel may cost fewer calls: whoever decided has read the rest. */
function purposeOf({ action }: Intent, { subject }: Item): ReadPurpose | undefined {
  return action === 'cancel' && subject.on === 'deployment' ? { beforeCancelOf: subject.deployment } : undefined;
}

/** Whether a read of the attempt by its id says that it is open, or fails. */
async function mayBeOpen(provider: Provider, { subject }: Item): Promise<boolean> {
  if (subject.on !== 'deployment') return false;
  try {
    const own = await provider.observeAttempt(subject.deployment);
    return own !== undefined && !isFinal(own.subject);
  } catch {
    return true;
  }
}

/** Why the controls stop it; `undefined` if they do not. */
function checkControls(
  ports: FencePorts,
  controls: Controls,
  rules: Rules,
  claim: Claim,
  observation: Observation,
): FenceCheck | undefined {
  const nowMs = ports.clock.now();
  const steering = steeringFor(controls, rules, ports.build, observation.subject, nowMs);
  if (!steering.isInForce) return { kind: 'withdraw', reason: 'another build of the bot is in force' };
  if (isHeld(claim, steering.holdIds)) return { kind: 'withdraw', reason: 'it is on hold' };
  const { actor, question } = claim;
  if (actor.type === 'rule') {
    const rule = rules.document.rules.find(({ name }) => name === actor.rule);
    if (question !== undefined && ruleTextsOf(rules).hashOf(actor.rule) !== question.ruleHash) {
      return { kind: 'settle', outcome: 'outdated', observation };
    }
    const mode = rule === undefined ? 'off' : steering.modeOf(rule);
    if (!isClaimedRight(mode, claim, observation)) {
      const isAllowed = mode === 'enforce' || mode === 'approve';
      const reason =
        isAllowed && question === undefined ? 'people must be asked first' : `its rule is now in the mode ${mode}`;
      return { kind: 'withdraw', reason };
    }
  }
  return question !== undefined && !isInTime(question, nowMs)
    ? { kind: 'settle', outcome: 'expired', observation }
    : undefined;
}
