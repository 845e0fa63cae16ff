import { isInTime } from '../model/approvals.ts';
import type { ActionOutcome, Claim } from '../model/claim.ts';
import { claimKey } from '../model/claim.ts';
import { type Intent, outcomeByState } from '../model/claims.ts';
import type { Controls } from '../model/controls.ts';
import type { Item } from '../model/item.ts';
import { identify, type Reading } from '../model/reconcile.ts';
import type { SubjectReference } from '../model/reference.ts';
import type { Clock, Provider } from '../ports.ts';
import type { Rules } from '../rules/index.ts';
import { isHeld } from './claim-upkeep.ts';
import { ruleTextsOf, type SteeringPorts, steeringFor } from './steering.ts';

/** What the fence reads. */
export interface FencePorts extends SteeringPorts {
  readonly provider: Provider;
  readonly clock: Clock;
  readonly rules: () => Promise<Rules>;
}

/** What the truth says about acting. */
export type TruthCheck =
  | { readonly kind: 'settle'; readonly outcome: ActionOutcome; readonly reading?: Reading }
  /** An answer from the past says nothing about now: the lease lapses, and the next look reads again. */
  | { readonly kind: 'unknown' }
  | { readonly kind: 'open'; readonly reading: Reading };

/** What the fence says. */
export type FenceCheck =
  | TruthCheck
  /** A control stops it: nothing is called, and the claim is free to be claimed again. */
  | { readonly kind: 'withdraw'; readonly reason: string };

/**
 * The last look before the call: is this still the attempt that was decided on, can it still be acted on, and does nobody
 * stop it? Truth and controls are read side by side; in which order their answers come makes no difference.
 */
export async function checkFence(
  ports: FencePorts,
  item: Item,
  intent: Intent,
  reference: SubjectReference,
): Promise<FenceCheck> {
  const rules = await ports.rules();
  const [controls, reading] = await Promise.all([ports.controls.get(), ports.provider.read(reference)]);
  const claim = item.claims[claimKey(intent.actor, intent.action)];
  const truth = checkTruth(item, intent, reading, (claim?.attempts ?? 1) > 1);
  if (truth.kind !== 'open' || claim === undefined) return truth;
  return checkControls(ports, controls, rules, claim, truth.reading) ?? truth;
}

/** Is this still the subject that was decided on, and can it still be acted on? */
export function checkTruth(item: Item, intent: Intent, reading: Reading | undefined, called: boolean): TruthCheck {
  if (reading === undefined) return { kind: 'settle', outcome: 'tooLate' };
  const identity = identify([item], reading.subject);
  if ('stale' in identity) return { kind: 'unknown' };
  if (!('current' in identity)) return { kind: 'settle', outcome: 'superseded' };
  const outcome = outcomeByState(intent.action, reading.subject, called);
  return outcome === undefined ? { kind: 'open', reading } : { kind: 'settle', outcome, reading };
}

/** What the controls have against it; `undefined` where nothing. */
function checkControls(
  ports: FencePorts,
  controls: Controls,
  rules: Rules,
  claim: Claim,
  reading: Reading,
): FenceCheck | undefined {
  const nowMs = ports.clock.now();
  const steering = steeringFor(controls, rules, ports.build, reading.subject, nowMs);
  if (!steering.isInForce) return { kind: 'withdraw', reason: 'another build of the bot is in force' };
  if (isHeld(claim, steering.holdIds)) return { kind: 'withdraw', reason: 'it is on hold' };
  const { actor, question } = claim;
  if (actor.type === 'rule') {
    const rule = rules.document.rules.find(({ name }) => name === actor.rule);
    if (question !== undefined && ruleTextsOf(rules).hashOf(actor.rule) !== question.ruleHash) {
      return { kind: 'settle', outcome: 'outdated', reading };
    }
    const mode = rule === undefined ? 'off' : steering.modeOf(rule);
    const expected = question === undefined ? 'enforce' : 'approve';
    if (mode !== expected) return { kind: 'withdraw', reason: `the mode of its rule is ${mode} now` };
  }
  return question !== undefined && !isInTime(question, nowMs)
    ? { kind: 'settle', outcome: 'expired', reading }
    : undefined;
}
