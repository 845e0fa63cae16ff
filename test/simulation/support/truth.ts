import type { Item } from '../../../src/lib/model/item.ts';
import type { TrailEntry } from '../../../src/lib/model/trail.ts';
import { createStore } from '../../../src/lib/store/index.ts';
import { isMutating, startMs, type WireCall, type World } from '../../../src/simulation/index.ts';
import type { Outcome } from './run.ts';

/** One deployment as the control plane's own history has it. */
export interface TrueDeployment {
  readonly id: string;
  readonly target: string;
  readonly status: string;
  readonly startedAtMs: number;
  readonly completedAtMs: number | undefined;
}

/** Every deployment that was started during the history. */
export function trueDeployments(world: World): readonly TrueDeployment[] {
  const { deployments } = world.proton('ListDeployments', {});
  const listed: readonly Record<string, unknown>[] = Array.isArray(deployments) ? deployments : [];
  return listed
    .map((deployment) => ({
      id: String(deployment['id']),
      target: String(deployment['targetArn']),
      status: String(deployment['deploymentStatus']),
      startedAtMs: Math.round(Number(deployment['createdAt']) * 1000),
      completedAtMs:
        deployment['completedAt'] === undefined ? undefined : Math.round(Number(deployment['completedAt']) * 1000),
    }))
    .filter((deployment) => deployment.startedAtMs >= startMs);
}

/** The mutating calls that the bot made, answered or not. */
export function mutatingCalls(world: World): readonly WireCall[] {
  return world.wire.filter((call) => isMutating(call));
}

/** Those that the control plane took. */
export function acceptedCalls(world: World): readonly WireCall[] {
  return mutatingCalls(world).filter((call) => call.error === undefined);
}

/** The item that stands for a deployment. */
export function itemOfDeployment(outcome: Outcome, deploymentId: string): Item | undefined {
  return outcome.items.find(
    ({ subject }) =>
      subject.on === 'deployment' &&
      subject.deployment.id === deploymentId &&
      subject.deployment.operation !== 'delete',
  );
}

/** A target's trail as the table has it. */
export async function trailOf(world: World, target: string): Promise<readonly TrailEntry[]> {
  const clock = { now: () => world.clock.now() };
  const store = createStore({
    table: world.table,
    tableName: 'simulated',
    clock,
    random: { uuid: () => world.uuid() },
  });
  const entries: TrailEntry[] = [];
  for await (const page of store.trail(target)) entries.push(...page);
  return entries;
}
