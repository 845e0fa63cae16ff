import { isInTime } from '../model/approvals.ts';
import type { Actor } from '../model/claim.ts';
import type { Controls, KillSwitch, ModeOverride, ModeRequest } from '../model/controls.ts';
import {
  allowsMore,
  effectiveMode,
  isModeOver,
  withKillSwitch,
  withModeOverride,
  withModeRequest,
  withoutKillSwitch,
} from '../model/controls.ts';
import type { RuleMode } from '../model/decision.ts';
import { BotError, errorName } from '../model/errors.ts';
import { controlsTarget, type TrailEntry, trailEntryId } from '../model/trail.ts';
import type { Bus, Clock, ControlsStore, Log, Store } from '../ports.ts';
import type { Rules } from '../rules/index.ts';

/** What changing the controls needs from outside. */
export interface ControlsPorts {
  readonly controls: ControlsStore;
  readonly store: Store;
  readonly bus: Bus;
  readonly clock: Clock;
  readonly log: Log;
}

/** A person who changes the controls, and why. */
export interface Steerer {
  readonly userId: string;
  /** The chat's id of this request: the same for every delivery of it. */
  readonly requestId: string;
  readonly reason: string;
}

const maximumConflicts = 20;

/** Other writers kept changing the controls, and nothing was written. The queue delivers the work again. */
export class ControlsContended extends BotError {
  override readonly name = 'ControlsContended';
  override readonly retryable = true;
  constructor() {
    super(`the controls were changed by others ${maximumConflicts} times in a row; try again later`);
  }
}

/**
 * Changes the controls, also if others change them at the same time, and records the change in the trail.
 *
 * @param change - pure; returns the same object when there is nothing to write
 * @param words - what the trail records
 * @throws ControlsContended
 */
export async function changeControls(
  ports: ControlsPorts,
  change: (controls: Controls) => Controls,
  { userId, requestId, reason }: Steerer,
  words: string,
): Promise<{ readonly controls: Controls; readonly isChanged: boolean }> {
  for (let conflicts = 0; conflicts < maximumConflicts; conflicts += 1) {
    const stored = await ports.controls.get();
    const changed = change(stored);
    if (changed === stored) return { controls: stored, isChanged: false };
    const written = await ports.controls.put(changed);
    if (written === undefined) continue;
    await record(ports, { type: 'person', userId, requestId }, written, { change: words, reason });
    return { controls: written, isChanged: true };
  }
  throw new ControlsContended();
}

/** The change is already written. A failure of the trail or the bus does not undo it. */
async function record(ports: RecordPorts, actor: Actor, { version }: Controls, words: Words): Promise<void> {
  const entry: TrailEntry = {
    id: trailEntryId(controlsTarget, version),
    atMs: ports.clock.now(),
    target: controlsTarget,
    name: controlsTarget,
    environment: '',
    actor,
    event: { what: 'controlsChanged', ...words },
  };
  try {
    await ports.store.appendTrail([entry]);
    await ports.bus?.publish([entry]);
  } catch (error) {
    ports.log.error('a change of the controls is not in the trail', {
      change: words.change,
      error: errorName(error),
    });
  }
}

/** Without a bus, the entry goes to the trail only. */
type RecordPorts = Pick<ControlsPorts, 'clock' | 'log'> & {
  readonly store: Pick<Store, 'appendTrail'>;
  readonly bus?: Bus;
};

/** What the trail records. */
interface Words {
  readonly change: string;
  readonly reason: string;
}

/** Sets the kill switch: every rule is in shadow mode until it is lifted, also after a deploy. */
export async function setKillSwitch(ports: ControlsPorts, steerer: Steerer): Promise<KillSwitch | undefined> {
  const { userId: byUserId, requestId: id, reason } = steerer;
  const killSwitch: KillSwitch = { id, byUserId, reason, sinceMs: ports.clock.now() };
  const changed = await changeControls(
    ports,
    (controls) => withKillSwitch(controls, killSwitch),
    steerer,
    'stopped all rules',
  );
  return changed.controls.killSwitch;
}

/** Lifts the kill switch. */
export async function liftKillSwitch(ports: ControlsPorts, steerer: Steerer): Promise<{ readonly isChanged: boolean }> {
  const { isChanged } = await changeControls(
    ports,
    (controls) => withoutKillSwitch(controls, ports.clock.now()),
    steerer,
    'resumed all rules',
  );
  return { isChanged };
}

/** The result of a request for another mode. */
export type ModeAnswer =
  | { readonly kind: 'changed'; readonly override: ModeOverride }
  /** The rule may do more than before, so another person has to approve it. */
  | { readonly kind: 'approvalNeeded'; readonly request: ModeRequest }
  | { readonly kind: 'sameMode' }
  /** This request was carried out before. Its mode has ended since, because the rules or the mode changed: ask again. */
  | { readonly kind: 'over' }
  | { readonly kind: 'noSuchRule' }
  /** A rule that is off in the file is not in the build. Only the file can enable it. */
  | { readonly kind: 'offInFile' };

const modeRequestMs = 60 * 60_000;

/**
 * Sets a rule's mode until the rules change. If the rule does less from then on, it applies at once; otherwise another person
 * must approve it.
 */
export async function setRuleMode(
  ports: ControlsPorts,
  rules: Rules,
  { rule: name, mode }: { readonly rule: string; readonly mode: RuleMode },
  steerer: Steerer,
): Promise<ModeAnswer> {
  const rule = rules.document.rules.find((one) => one.name === name);
  if (rule === undefined) return { kind: 'noSuchRule' };
  if (rule.mode === 'off') return { kind: 'offInFile' };
  const sinceMs = ports.clock.now();
  const { userId: byUserId, requestId: id, reason } = steerer;
  const override: ModeOverride = { id, rule: name, mode, rulesHash: rules.hash, byUserId, reason, sinceMs };
  const request: ModeRequest = { ...override, expiresAtMs: sinceMs + modeRequestMs };
  let answer: ModeAnswer = { kind: 'sameMode' };
  await changeControls(
    ports,
    (controls) => {
      // The kill switch is ignored here. It must not make a mode that does more look like one that does less.
      const { killSwitch: _apart, ...others } = controls;
      const current = effectiveMode(others, rule, rules.hash);
      if (current === mode) answer = { kind: 'sameMode' };
      else if (isModeOver(controls, override)) answer = { kind: 'over' };
      else if (allowsMore(mode, current)) answer = { kind: 'approvalNeeded', request };
      else answer = { kind: 'changed', override };
      if (answer.kind === 'sameMode' || answer.kind === 'over') return controls;
      return answer.kind === 'changed' ? withModeOverride(controls, override) : withModeRequest(controls, request);
    },
    steerer,
    `asked for the mode ${mode} of ${name}`,
  );
  return answer;
}

/** The result of the approval of a mode. */
export type ModeApproval = 'approved' | 'notAsked' | 'ownRequest' | 'expired' | 'outdated';

/** Approves a mode that another person asked for. */
export async function approveRuleMode(
  ports: ControlsPorts,
  rules: Rules,
  requestedId: string,
  steerer: Steerer,
): Promise<ModeApproval> {
  let answer: ModeApproval = 'notAsked';
  await changeControls(
    ports,
    (controls) => {
      const request = controls.modeRequests.find(({ id }) => id === requestedId);
      const nowMs = ports.clock.now();
      answer = whyNotApproved(request, rules, steerer.userId, nowMs);
      if (request === undefined || answer !== 'approved') return controls;
      const { expiresAtMs: _passed, ...override } = request;
      return withModeOverride(controls, { ...override, approvedBy: steerer.userId, sinceMs: nowMs });
    },
    steerer,
    `approved the mode asked for by request ${requestedId}`,
  );
  return answer;
}

function whyNotApproved(request: ModeRequest | undefined, rules: Rules, userId: string, nowMs: number): ModeApproval {
  if (request === undefined) return 'notAsked';
  if (request.byUserId === userId) return 'ownRequest';
  if (!isInTime(request, nowMs)) return 'expired';
  return request.rulesHash === rules.hash ? 'approved' : 'outdated';
}

/**
 * Sets the build that decides and acts. All others only observe. It is set with each deploy, and with each rollback.
 *
 * @param build - absent: every build decides and acts
 * @throws ControlsContended
 */
export async function putBuildInForce(
  ports: RecordPorts & Pick<ControlsPorts, 'controls'>,
  build: string | undefined,
): Promise<{ readonly isChanged: boolean }> {
  for (let conflicts = 0; conflicts < maximumConflicts; conflicts += 1) {
    const stored = await ports.controls.get();
    if (stored.buildInForce === build) return { isChanged: false };
    const { buildInForce: _replaced, ...rest } = stored;
    const written = await ports.controls.put({ ...rest, ...(build === undefined ? {} : { buildInForce: build }) });
    if (written === undefined) continue;
    const change = build === undefined ? 'let every build act' : `put the build ${build} in force`;
    await record(ports, { type: 'bot' }, written, { change, reason: '' });
    return { isChanged: true };
  }
  throw new ControlsContended();
}
