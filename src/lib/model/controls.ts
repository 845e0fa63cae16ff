import type { RuleMode } from './decision.ts';

/** Hosts' clocks may be this far apart. What ends or expires is judged with it, on the careful side. */
export const clockSkewMs = 1_000;

/** Nothing that a queue keeps, or that is sent again from a dead-letter queue, comes later than this. */
export const rememberedForMs = 30 * 24 * 60 * 60_000;

/** More would not fit into one record that is read before every decision. */
export const maximumHolds = 200;

/** What nobody may act on, neither a rule nor a button, until it ends or is released. */
export interface Hold {
  /** The id of the request that set it: a release names it, and a request that is delivered again sets nothing new. */
  readonly id: string;
  /** Glob patterns by match key; with `target`, that one target only. */
  readonly match: Readonly<Record<string, readonly string[]>>;
  readonly target?: string;
  /** What people call what it is on: `orders/api`, `environment=prod*`. */
  readonly name: string;
  readonly byUserId: string;
  readonly reason: string;
  readonly sinceMs: number;
  readonly untilMs?: number;
}

/** Makes every rule that may act a shadow, until it is lifted. It outlives deploys. */
export interface KillSwitch {
  readonly id: string;
  readonly byUserId: string;
  readonly reason: string;
  readonly sinceMs: number;
}

/** Another mode than the file's for one rule. It ends when the rules change. */
export interface ModeOverride {
  readonly id: string;
  readonly rule: string;
  readonly mode: RuleMode;
  /** The rules that it overrides. */
  readonly rulesHash: string;
  readonly byUserId: string;
  readonly reason: string;
  readonly sinceMs: number;
  /** Who approved it; present where the rule may do more than its file says. */
  readonly approvedBy?: string;
}

/** A mode that lets a rule do more: it waits for somebody else's approval. */
export interface ModeRequest extends ModeOverride {
  readonly expiresAtMs: number;
}

/**
 * Everything by which people steer the bot, as one record: read consistently before a decision, and again in the fence.
 * As separate records, two reads could show a state that never was.
 */
export interface Controls {
  /** Counts writes, and never returns: the record is never deleted. 0: nothing was ever written. */
  readonly version: number;
  readonly holds: readonly Hold[];
  readonly killSwitch?: KillSwitch;
  readonly modeOverrides: readonly ModeOverride[];
  readonly modeRequests: readonly ModeRequest[];
  /** Ids whose request was undone: delivered again, it must not stand again. */
  readonly undone: readonly { readonly id: string; readonly atMs: number }[];
  /** The build that decides and acts; any other one only observes. Absent: every build does. */
  readonly buildInForce?: string;
}

/** As long as nobody has steered anything. */
export const noControls: Controls = { version: 0, holds: [], modeOverrides: [], modeRequests: [], undone: [] };

/** Whether the hold has not ended. By a second of skew, it ends late rather than early. */
export function stands(hold: Hold, nowMs: number): boolean {
  return hold.untilMs === undefined || nowMs < hold.untilMs + clockSkewMs;
}

/** Sets a hold. The same object where this very request has set it already, or has been released, or is over. */
export function withHold(controls: Controls, hold: Hold, nowMs: number): Controls {
  const isKnown = isUndone(controls, hold.id) || controls.holds.some(({ id }) => id === hold.id);
  if (isKnown || !stands(hold, nowMs)) return controls;
  const tidy = withoutEnded(controls, nowMs);
  return { ...tidy, holds: [...tidy.holds, hold] };
}

/** Releases the hold of this id and no other. The id is remembered, whether the hold was there or not. */
export function withoutHold(controls: Controls, id: string, nowMs: number): Controls {
  if (isUndone(controls, id)) return controls;
  const tidy = withoutEnded(controls, nowMs);
  return { ...tidy, holds: tidy.holds.filter((hold) => hold.id !== id), undone: [...tidy.undone, { id, atMs: nowMs }] };
}

function isUndone(controls: Controls, id: string): boolean {
  return controls.undone.some((undone) => undone.id === id);
}

/** What has ended goes, but for its id; ids go when nothing can deliver their request any more. */
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

/** Everything to shadow. The same object where the switch is thrown already, or this request was lifted. */
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

/** How much a rule may do, from nothing to acting by itself. */
const rank: Readonly<Record<RuleMode, number>> = { off: 0, shadow: 1, approve: 2, enforce: 3 };

/** Whether `mode` lets a rule do more than `current`: then somebody else has to approve it. */
export function allowsMore(mode: RuleMode, current: RuleMode): boolean {
  return rank[mode] > rank[current];
}

/** Overrides a rule's mode; what was overridden or asked for before is replaced. */
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

/** Asks for a mode that lets a rule do more. */
export function withModeRequest(controls: Controls, request: ModeRequest): Controls {
  const isKnown = [...controls.modeOverrides, ...controls.modeRequests].some(({ id }) => id === request.id);
  if (isKnown || isUndone(controls, request.id)) return controls;
  return { ...controls, modeRequests: [...controls.modeRequests, request] };
}

/** The mode that counts for a rule now: the file's, unless people changed it for these very rules or stopped everything. */
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
