import type { DeploymentTarget, LifecycleEvent } from '@aws-sdk/client-codedeploy';
import { objectsIn } from '../paging.ts';
import { millisecondsOf, numberOf, textOf } from './answers.ts';

/** One step of a deployment to Lambda or ECS. */
export interface LifecycleEventRun {
  readonly name: string;
  readonly status: string;
  readonly startedAtMs: number;
  readonly endedAtMs: number;
}

/** How far a deployment to Lambda or ECS is: it has one target, which says so. */
export interface Traffic {
  readonly events: readonly LifecycleEventRun[];
  /** How much of the traffic the new version has. */
  readonly percent: number;
}

/** @returns `undefined` for a target of another sort, and without one */
export function trafficOf(target: DeploymentTarget | undefined): Traffic | undefined {
  const { lambdaTarget, ecsTarget, cloudFormationTarget } = target ?? {};
  const shown = lambdaTarget ?? ecsTarget ?? cloudFormationTarget;
  if (typeof shown !== 'object' || shown === null) return undefined;
  const replacement = objectsIn(ecsTarget?.taskSetsInfo).find(({ taskSetLabel }) => taskSetLabel === 'Green');
  const percent =
    lambdaTarget?.lambdaFunctionInfo?.targetVersionWeight ??
    replacement?.trafficWeight ??
    cloudFormationTarget?.targetVersionWeight;
  return { events: objectsIn(shown.lifecycleEvents).map(readEvent), percent: Math.min(100, numberOf(percent)) };
}

function readEvent({ lifecycleEventName, status, startTime, endTime }: LifecycleEvent): LifecycleEventRun {
  return {
    name: textOf(lifecycleEventName),
    status: textOf(status),
    startedAtMs: millisecondsOf(startTime),
    endedAtMs: millisecondsOf(endTime),
  };
}

/** When a step last began or ended; 0 before the first. */
export function lastStepOf({ events }: Traffic): number {
  return Math.max(0, ...events.flatMap(({ startedAtMs, endedAtMs }) => [startedAtMs, endedAtMs]));
}

/** When the last of its steps ended. */
export function lastEndOf({ events }: Traffic): number {
  return Math.max(0, ...events.map(({ endedAtMs }) => endedAtMs));
}
