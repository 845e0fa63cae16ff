import { isInTime } from '../model/approvals.ts';
import type { Actor } from '../model/claim.ts';
import type { Controls, KillSwitch, ModeOverride, ModeRequest } from '../model/controls.ts';
import {
  allowsMore,
  effectiveMode,
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
  /** The chat's id of this very request: the same however often it is delivered. */
  readonly requestId: string;
  readonly reason: string;
}

const maximumConflicts = 20;

/** Others kept changing the controls; nothing of ours was written. The queue will deliver the work again. */
export class ControlsContended extends BotError {
  override readonly name = 'ControlsContended';
  override readonly retryable = true;
  constructor() {
    super(`the controls were changed by others ${maximumConflicts} times in a row; try again later`);
  }
}

/**
 * Changes the controls whatever others do to them meanwhile, and puts down in the trail what was changed.
 *
 * @param change - pure; returns the same object when there is nothing to write
 * @param words - what is put into the trail
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

/** The change stands already: a trail or a bus that fails does not undo it. */
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

/** Whoever has no bus at hand writes to the trail only. */
type RecordPorts = Pick<ControlsPorts, 'clock' | 'log'> & {
  readonly store: Pick<Store, 'appendTrail'>;
  readonly bus?: Bus;
};

/** What is put into the trail. */
interface Words {
  readonly change: string;
  readonly reason: string;
}

/** Throws the kill switch: every rule is a shadow until it is lifted, whatever is deployed meanwhile. */
export async function stopRules(ports: ControlsPorts, steerer: Steerer): Promise<KillSwitch | undefined> {
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
export async function resumeRules(ports: ControlsPorts, steerer: Steerer): Promise<{ readonly isChanged: boolean }> {
  const { isChanged } = await changeControls(
    ports,
    (controls) => withoutKillSwitch(controls, ports.clock.now()),
    steerer,
    'resumed all rules',
  );
  return { isChanged };
}

/** What came of asking for another mode. */
export type ModeAnswer =
  | { readonly kind: 'changed'; readonly override: ModeOverride }
  /** It lets the rule do more: somebody else has to approve it. */
  | { readonly kind: 'approvalNeeded'; readonly request: ModeRequest }
  | { readonly kind: 'sameMode' }
  | { readonly kind: 'noSuchRule' }
  /** A rule that the file switches off is not in the build: only the file can switch it on. */
  | { readonly kind: 'offInFile' };

const modeRequestMs = 60 * 60_000;

/** Sets a rule's mode until the rules change: at once where it does less from then on, else when another person approves. */
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
      // Without the kill switch: it must not make a step up look like one down.
      const { killSwitch: _apart, ...others } = controls;
      const current = effectiveMode(others, rule, rules.hash);
      if (current === mode) answer = { kind: 'sameMode' };
      else if (allowsMore(mode, current)) answer = { kind: 'approvalNeeded', request };
      else answer = { kind: 'changed', override };
      if (answer.kind === 'sameMode') return controls;
      return answer.kind === 'changed' ? withModeOverride(controls, override) : withModeRequest(controls, request);
    },
    steerer,
    `asked for the mode ${mode} of ${name}`,
  );
  return answer;
}

/** What came of approving a mode. */
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
 * Says which build decides and acts; any other only observes. Set with a deploy, and with a rollback to what was there before.
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
