import type { RuleMode } from '../../../src/lib/model/decision.ts';
import type { World } from '../../../src/simulation/index.ts';

/** A mode that somebody asked for; moments are by the world's count. */
export interface ModeChange {
  readonly id: string;
  readonly rule: string;
  readonly mode: RuleMode;
  readonly byUserId: string;
  readonly approval: { readonly userId: string } | undefined;
  begunAt: number;
  /** When it was first known to be carried out. */
  doneAt: number;
  /** The rules that it overrides, as far as it is known. */
  rulesHash?: string;
  /** When its approval was first tried. */
  approvalBegunAt?: number;
}

/** A build that was put in force. */
export interface InForce {
  readonly build: string;
  begunAt: number;
  doneAt: number;
}

/** What was changed past the chat in one world. */
export interface Steered {
  deploys: number;
  /** When the last of it took effect. */
  lastAtMs: number;
  readonly inForce: InForce[];
  readonly modes: ModeChange[];
}

const steered = new WeakMap<object, Steered>();

export function steeredOf(world: World): Steered {
  const known = steered.get(world) ?? { deploys: 0, lastAtMs: 0, inForce: [], modes: [] };
  steered.set(world, known);
  return known;
}

/** Whether somebody else than who asked for it may have let a rule do more before `order`. */
export function isRaised(world: World, rule: string, modes: readonly RuleMode[], order = Infinity): boolean {
  return steeredOf(world).modes.some(
    (one) =>
      one.rule === rule &&
      modes.includes(one.mode) &&
      (one.approvalBegunAt ?? Infinity) < order &&
      one.approval !== undefined &&
      one.approval.userId !== one.byUserId,
  );
}
