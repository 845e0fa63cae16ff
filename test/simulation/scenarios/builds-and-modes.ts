import fc from 'fast-check';
import { approveRuleMode, setRuleMode } from '../../../src/lib/flow/change-controls.ts';
import { putBuildInForce } from '../../../src/lib/flow/index.ts';
import type { RuleMode } from '../../../src/lib/model/decision.ts';
import type { SimulatedPorts, World } from '../../../src/simulation/index.ts';
import { people } from './common.ts';
import { type ModeChange, steeredOf } from './steered.ts';

/** The builds of the bot in a history; each has its own text of the rule that asks people. */
export const builds = ['build-1', 'build-2'] as const;
export type Build = (typeof builds)[number];

/** The rules whose modes people change: one that acts, one that asks, and one that does neither. */
export const steeredRules = ['cancel-stuck', 'cancel-when-approved', 'cancel-early-on-paper'] as const;

/** What people do from a terminal: another build, as a deploy or a rollback; and another mode of one rule. */
export type ChangeStep =
  | {
      readonly type: 'deploy';
      readonly build: Build;
      /** How long functions of both builds run … */
      readonly overlapMs: number;
      /** … and when, after its beginning, the deploy puts the new one in force: its last step, or before. */
      readonly inForceAfterMs: number;
    }
  | {
      readonly type: 'mode';
      readonly rule: (typeof steeredRules)[number];
      readonly mode: RuleMode;
      /** Who approves it, where it lets the rule do more: perhaps nobody, perhaps whoever asked for it. */
      readonly approval: { readonly userId: string; readonly afterMs: number } | undefined;
      /** Whether the request is carried out once more, so long after. */
      readonly againAfterMs: number | undefined;
    };

export function isChange(step: { readonly type: string }): step is ChangeStep {
  return step.type === 'deploy' || step.type === 'mode';
}

const deploy = fc.record({
  type: fc.constant('deploy' as const),
  build: fc.constantFrom(...builds),
  overlapMs: fc.constantFrom(0, 20_000, 60_000),
  inForceAfterMs: fc.constantFrom(0, 0, 20_000, 70_000),
});

const mode = fc.record({
  type: fc.constant('mode' as const),
  rule: fc.constantFrom(...steeredRules),
  mode: fc.constantFrom<RuleMode>('off', 'shadow', 'approve', 'enforce'),
  approval: fc.option(
    fc.record({ userId: fc.constantFrom(...people), afterMs: fc.constantFrom(1_000, 30_000, 90_000) }),
    { freq: 4, nil: undefined },
  ),
  againAfterMs: fc.constantFrom(undefined, 0, 45_000),
});

export const changeSteps: fc.Arbitrary<ChangeStep> = fc.oneof(deploy, mode);

/** What takes effect in the moment of a call. */
export const momentousChanges: fc.Arbitrary<ChangeStep> = fc.oneof(
  fc.record({
    type: fc.constant('deploy' as const),
    build: fc.constant(builds[1]),
    overlapMs: fc.constantFrom(20_000, 60_000),
    inForceAfterMs: fc.constant(0),
  }),
  fc.record({
    type: fc.constant('mode' as const),
    rule: fc.constantFrom(...steeredRules),
    mode: fc.constant<RuleMode>('shadow'),
    approval: fc.constant(undefined),
    againAfterMs: fc.constant(undefined),
  }),
);

export function change(world: World, step: ChangeStep): void {
  if (step.type === 'deploy') deployBuild(world, step);
  else changeMode(world, step);
}

function deployBuild(
  world: World,
  { build, overlapMs, inForceAfterMs }: Extract<ChangeStep, { type: 'deploy' }>,
): void {
  const steered = steeredOf(world);
  const { clock } = world;
  steered.deploys += 1;
  const own = steered.deploys;
  world.builds = [...new Set([...world.builds, build])];
  clock.schedule(clock.now() + overlapMs, () => {
    if (steered.deploys !== own) return;
    world.builds = [build];
    steered.lastAtMs = clock.now();
  });
  const inForce = { build, begunAt: Infinity, doneAt: Infinity };
  const putInForce = async (ports: SimulatedPorts) => {
    // Deploys come one after the other; one that was overtaken is over.
    if (steered.deploys !== own) return;
    if (inForce.begunAt === Infinity) {
      steered.inForce.push(inForce);
      inForce.begunAt = world.count();
    }
    await putBuildInForce(ports, build);
    inForce.doneAt = world.count();
    steered.lastAtMs = clock.now();
  };
  world.workQueue.send(putInForce, inForceAfterMs);
}

function changeMode(world: World, step: Extract<ChangeStep, { type: 'mode' }>): void {
  const steered = steeredOf(world);
  const [byUserId] = people;
  const changed: ModeChange = { ...step, id: world.uuid(), byUserId, begunAt: Infinity, doneAt: Infinity };
  const steer = (work: (ports: SimulatedPorts) => Promise<void>) => async (ports: SimulatedPorts) => {
    const request = { ...askedBy(changed.id, byUserId), responseUrl: '' };
    const permission = await ports.authorize({ action: 'steer', subject: undefined, request });
    if (permission.allowed) await work(ports);
    steered.lastAtMs = world.clock.now();
  };
  const set = steer(async (ports) => {
    if (changed.begunAt === Infinity) {
      steered.modes.push(changed);
      changed.begunAt = world.count();
    }
    const rules = await ports.rules();
    const steerer = { userId: byUserId, requestId: changed.id, reason: 'it cancels too much' };
    const { kind } = await setRuleMode(ports, rules, step, steerer);
    if (changed.rulesHash !== undefined || !(kind === 'changed' || kind === 'sameMode')) return;
    changed.rulesHash = rules.hash;
    changed.doneAt = world.count();
  });
  world.workQueue.send(set);
  if (step.againAfterMs !== undefined) world.workQueue.send(set, step.againAfterMs);
  const { approval } = step;
  if (approval === undefined) return;
  const approvalId = world.uuid();
  const approve = steer(async (ports) => {
    changed.approvalBegunAt ??= world.count();
    const steerer = { userId: approval.userId, requestId: approvalId, reason: 'it is needed' };
    await approveRuleMode(ports, await ports.rules(), changed.id, steerer);
  });
  world.workQueue.send(approve, approval.afterMs);
}

function askedBy(id: string, userId: string) {
  return {
    id,
    userId,
    receivedAtMs: 0,
    teamId: 'T0SIMULATED',
    channelId: 'deploys',
    interaction: { type: 'command', command: { name: 'rules' } },
  } as const;
}
