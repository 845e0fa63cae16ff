import { holdsOn } from '../matching/index.ts';
import { type Controls, effectiveMode, isInForce } from '../model/controls.ts';
import type { Item, ItemHold } from '../model/item.ts';
import { withAudit } from '../model/record.ts';
import type { Subject } from '../model/subject.ts';
import type { ControlsStore } from '../ports.ts';
import type { DecideControls, RuleDocument, Rules } from '../rules/index.ts';

/** What steers decisions and actions, from outside. */
export interface SteeringPorts {
  readonly controls: ControlsStore;
  /** Which build this is: one that is not in force only observes. */
  readonly build: string;
}

/** What is known of the rules' texts. */
export interface RuleTexts {
  /** Hash of a rule; `undefined` where there is none of this name. */
  readonly hashOf: (rule: string) => string | undefined;
  readonly approvalOf: (rule: string) => NonNullable<RuleDocument['approval']>;
}

/** For a rule that people have set to `approve`, and whose file does not configure approvals. */
const usualApproval = { people: 1, withinMs: 60 * 60_000 } as const;

export function ruleTextsOf(rules: Rules): RuleTexts {
  const find = (name: string) => rules.document.rules.find((rule) => rule.name === name);
  return {
    hashOf: (name) => find(name)?.hash,
    approvalOf: (name) => find(name)?.approval ?? usualApproval,
  };
}

/** The controls that apply to one subject now. */
export interface Steering extends DecideControls {
  readonly isInForce: boolean;
  readonly holds: readonly ItemHold[];
  readonly holdIds: readonly string[];
}

export function steeringFor(
  controls: Controls,
  rules: Rules,
  build: string,
  subject: Subject,
  nowMs: number,
): Steering {
  const holds = holdsOn(controls, subject, nowMs);
  return {
    isInForce: isInForce(controls, build),
    holds: holds.map(({ id, byUserId, reason, untilMs }) => ({
      id,
      byUserId,
      reason,
      ...(untilMs === undefined ? {} : { untilMs }),
    })),
    holdIds: holds.map(({ id }) => id),
    held: holds.length > 0,
    modeOf: (rule) => effectiveMode(controls, rule, rules.hash),
  };
}

/** The item with its current holds, and the controls for its decisions. A new or released hold is recorded. */
export function withSteering(item: Item, steering: Steering, controlsVersion: number, nowMs: number): Item {
  const before = (item.holds ?? []).map(({ id }) => id);
  const isSame = before.length === steering.holdIds.length && before.every((id) => steering.holdIds.includes(id));
  if (isSame && (item.controlsVersion ?? 0) === controlsVersion) return item;
  const { holds: _before, ...rest } = item;
  const steered: Item = {
    ...rest,
    controlsVersion,
    ...(steering.holds.length === 0 ? {} : { holds: steering.holds }),
  };
  if (isSame) return steered;
  // The entry goes to the bus and wakes the notifier, so the message shows the hold.
  const shown = { ...steered, stateVersion: steered.stateVersion + 1 };
  return withAudit(shown, nowMs, { type: 'bot' }, { what: 'onHold', holds: steering.holdIds });
}
