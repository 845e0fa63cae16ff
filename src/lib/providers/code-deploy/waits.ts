import type { DeploymentInfo } from '@aws-sdk/client-codedeploy';
import type { Plan } from './plan.ts';
import { type LifecycleEventRun, lastEndOf, type Traffic } from './traffic.ts';

/** What a deployment waits for on purpose: healthy, and nothing moves until its time comes, or a person says so. */
export type Wait =
  | { readonly for: 'person' }
  /** CodeDeploy watches for alarms before it calls it a success. */
  | { readonly for: 'bake' }
  /** `untilMs`: when it should be over; absent where nobody can say. */
  | { readonly for: 'traffic' | 'termination'; readonly untilMs?: number };

/** What takes this much longer than planned does not wait any more: it hangs. */
const graceMs = 10 * 60_000;

/**
 * What a deployment that is under way waits for; `undefined` while it works. CodeDeploy says InProgress while traffic shifts step by
 * step, and through the wait before what was replaced is terminated, when every lifecycle event has succeeded already.
 *
 * @param traffic - of a deployment to Lambda or ECS
 */
export function waitOf(
  deployment: Pick<DeploymentInfo, 'status' | 'instanceTerminationWaitTimeStarted'>,
  plan: Plan,
  traffic: Traffic | undefined,
  nowMs: number,
): Wait | undefined {
  if (deployment.status === 'Ready') return { for: 'person' };
  if (deployment.status === 'Baking') return { for: 'bake' };
  if (deployment.status !== 'InProgress') return undefined;
  const wait = shifting(plan, traffic) ?? terminating(deployment, plan, traffic);
  const isOverdue = wait?.untilMs !== undefined && nowMs > wait.untilMs + graceMs;
  return isOverdue ? undefined : wait;
}

type Timed = Extract<Wait, { readonly for: 'traffic' | 'termination' }>;

function shifting({ shiftMs }: Plan, traffic: Traffic | undefined): Timed | undefined {
  const shift = traffic?.events.find(isShift);
  if (shift === undefined || shiftMs === 0) return undefined;
  return shiftMs === undefined || shift.startedAtMs === 0
    ? { for: 'traffic' }
    : { for: 'traffic', untilMs: shift.startedAtMs + shiftMs };
}

/** The lifecycle event in which traffic moves: https://docs.aws.amazon.com/codedeploy/latest/userguide/reference-appspec-file-structure-hooks.html */
function isShift({ name, status }: LifecycleEventRun): boolean {
  return name === 'AllowTraffic' && status === 'InProgress';
}

function terminating(
  { instanceTerminationWaitTimeStarted: hasStarted }: Pick<DeploymentInfo, 'instanceTerminationWaitTimeStarted'>,
  { terminationMs }: Plan,
  traffic: Traffic | undefined,
): Timed | undefined {
  const isDone =
    traffic !== undefined &&
    traffic.events.length > 0 &&
    traffic.events.every(({ status }) => status === 'Succeeded' || status === 'Skipped');
  if (hasStarted !== true && !(isDone && terminationMs > 0)) return undefined;
  const beganAtMs = isDone ? lastEndOf(traffic) : 0;
  return beganAtMs === 0 ? { for: 'termination' } : { for: 'termination', untilMs: beganAtMs + terminationMs };
}

/** In a sentence for people. */
export function describeWait(wait: Wait): string {
  switch (wait.for) {
    case 'person':
      return 'waits until traffic may be shifted';
    case 'bake':
      return 'bakes';
    case 'traffic':
      return 'traffic shifts step by step';
    case 'termination':
      return 'waits before what was replaced is terminated';
  }
}
