import type { RuleMode } from './decision.ts';

/** The clocks of hosts may differ by this much. Ends and expiries include it, on the safe side. */
export const clockSkewMs = 1_000;

/** No message from a queue, or from a dead-letter queue, comes later than this. */
export const rememberedForMs = 30 * 24 * 60 * 60_000;

/** More does not fit into one record that is read before every decision. */
export const maximumHolds = 200;

/** Until it ends or is released, neither a rule nor a button can act on its targets. */
export interface Hold {
  /** The id of the request that set it. A release names it, and a second delivery of the request sets nothing new. */
  readonly id: string;
  /** Glob patterns by match key; with `target`, that one target only. */
  readonly match: Readonly<Record<string, readonly string[]>>;
  readonly target?: string;
  /** Its target for people: `orders/api`, `environment=prod*`. */
  readonly name: string;
  readonly byUserId: string;
  readonly reason: string;
  readonly sinceMs: number;
  readonly untilMs?: number;
}

/** Puts every rule in shadow mode until it is lifted. It survives deploys. */
export interface KillSwitch {
  readonly id: string;
  readonly byUserId: string;
  readonly reason: string;
  readonly sinceMs: number;
}

/** A mode of one rule that replaces the mode in the file. It ends when the rules change. */
export interface ModeOverride {
  readonly id: string;
  readonly rule: string;
  readonly mode: RuleMode;
  /** The rules that it overrides. */
  readonly rulesHash: string;
  readonly byUserId: string;
  readonly reason: string;
  readonly sinceMs: number;
  /** Who approved it; present if the rule may do more than its file says. */
  readonly approvedBy?: string;
}

/** A mode with which a rule does more. It waits for the approval of another person. */
export interface ModeRequest extends ModeOverride {
  readonly expiresAtMs: number;
}

/**
 * All controls of the bot as one record. It is read consistently before a decision, and again in the fence. With separate
 * records, two reads could show a state that never existed.
 */
export interface Controls {
  /** Counts writes, and never repeats, because the record is never deleted. 0: nothing was ever written. */
  readonly version: number;
  readonly holds: readonly Hold[];
  readonly killSwitch?: KillSwitch;
  readonly modeOverrides: readonly ModeOverride[];
  readonly modeRequests: readonly ModeRequest[];
  /** Ids of requests that were undone. If such a request is delivered again, it must not take effect again. */
  readonly undone: readonly { readonly id: string; readonly atMs: number }[];
  /** The build that decides and acts; any other one only observes. Absent: every build does. */
  readonly buildInForce?: string;
}

/** The controls before the first change. */
export const noControls: Controls = { version: 0, holds: [], modeOverrides: [], modeRequests: [], undone: [] };

/** Whether the hold has not ended. Because of clock skew, it ends a second late rather than early. */
export function stands(hold: Hold, nowMs: number): boolean {
  return hold.untilMs === undefined || nowMs < hold.untilMs + clockSkewMs;
}

/** Sets a hold. Returns the same object if this request has already set it, or if it was released, or is over. */
export function withHold(controls: Controls, hold: Hold, nowMs: number): Controls {
  const isKnown = isUndone(controls, hold.id) || controls.holds.some(({ id }) => id === hold.id);
  if (isKnown || !stands(hold, nowMs)) return controls;
  const tidy = withoutEnded(controls, nowMs);
  return { ...tidy, holds: [...tidy.holds, hold] };
}

/** Releases the hold with this id and no other. The id is stored, even if there was no such hold. */
export function withoutHold(controls: Controls, id: string, nowMs: number): Controls {
  if (isUndone(controls, id)) return controls;
  const tidy = withoutEnded(controls, nowMs);
  return { ...tidy, holds: tidy.holds.filter((hold) => hold.id !== id), undone: [...tidy.undone, { id, atMs: nowMs }] };
}

function isUndone(controls: Controls, id: string): boolean {
  return controls.undone.some((undone) => undone.id === id);
}

/** Removes what has ended, but keeps its id. Ids are removed when no delivery of their request can come any more. */
function withoutEnded(controls: Controls, nowMs: number): Controls {
  const ended = controls.holds.filter((hold) => !stands(hold, nowMs));
  return {
    ...controls,
    holds: controls.holds.filter((hold) => stands(hold, nowMs)),
    undone: [
      ...controls.undone.filter(({ atMs }) => nowMs - atMs < rememberedForMs),
      ...ended.map(({ id }) => ({ id, atMs: nowMs })),
    ],
    modeRequests: controls.modeRequests.filter(({ expiresAtMs }) => nowMs < expiresAtMs),
  };
}

/** Puts all rules in shadow mode. Returns the same object if the switch is already set, or if this request was lifted. */
export function withKillSwitch(controls: Controls, killSwitch: KillSwitch): Controls {
  if (controls.killSwitch !== undefined || isUndone(controls, killSwitch.id)) return controls;
  return { ...controls, killSwitch };
}

/** Lifts the kill switch. */
export function withoutKillSwitch(controls: Controls, nowMs: number): Controls {
  const { killSwitch, ...rest } = controls;
  if (killSwitch === undefined) return controls;
  const tidy = withoutEnded(rest, nowMs);
  return { ...tidy, undone: [...tidy.undone, { id: killSwitch.id, atMs: nowMs }] };
}

/** How much a rule may do, from nothing to acting without approval. */
const rank: Readonly<Record<RuleMode, number>> = { off: 0, shadow: 1, approve: 2, enforce: 3 };

/** Whether a rule may do more with `mode` than with `current`. If so, another person has to approve it. */
export function allowsMore(mode: RuleMode, current: RuleMode): boolean {
  return rank[mode] > rank[current];
}

/** Whether the request for a mode took effect before, and does not apply to these rules, or not any more. */
export function isModeOver(controls: Controls, { id, rulesHash }: ModeOverride): boolean {
  const isForOthers = controls.modeOverrides.some((one) => one.id === id && one.rulesHash !== rulesHash);
  return isForOthers || isUndone(controls, id);
}

/** Overrides a rule's mode. It replaces an earlier override or request. */
export function withModeOverride(controls: Controls, override: ModeOverride): Controls {
  const isKnown = isUndone(controls, override.id) || controls.modeOverrides.some(({ id }) => id === override.id);
  if (isKnown) return controls;
  const isReplaced = ({ rule, rulesHash }: ModeOverride) => rule === override.rule || rulesHash !== override.rulesHash;
  const replaced = [...controls.modeOverrides, ...controls.modeRequests].filter(isReplaced);
  return {
    ...controls,
    modeOverrides: [...controls.modeOverrides.filter((one) => !isReplaced(one)), override],
    modeRequests: controls.modeRequests.filter((one) => !isReplaced(one)),
    undone: [
      ...controls.undone,
      ...replaced.flatMap(({ id }) => (id === override.id ? [] : [{ id, atMs: override.sinceMs }])),
    ],
  };
}

/** Requests a mode with which a rule may do more. */
export function withModeRequest(controls: Controls, request: ModeRequest): Controls {
  const isKnown = [...controls.modeOverrides, ...controls.modeRequests].some(({ id }) => id === request.id);
  if (isKnown || isUndone(controls, request.id)) return controls;
  return { ...controls, modeRequests: [...controls.modeRequests, request] };
}

/**
 * The current mode of a rule: that of the file, unless people have changed it for this version of the rules, or stopped all
 * rules.
 */
export function effectiveMode(
  controls: Controls,
  rule: { readonly name: string; readonly mode: RuleMode },
  rulesHash: string,
): RuleMode {
  const override = controls.modeOverrides.find((one) => one.rule === rule.name && one.rulesHash === rulesHash);
  const mode = override?.mode ?? rule.mode;
  return controls.killSwitch !== undefined && allowsMore(mode, 'shadow') ? 'shadow' : mode;
}

/** Whether this build decides and acts. */
export function isInForce(controls: Controls, build: string): boolean {
  return controls.buildInForce === undefined || controls.buildInForce === build;
}
