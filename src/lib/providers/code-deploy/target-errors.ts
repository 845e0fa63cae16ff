import type { DeploymentTarget, LifecycleEvent } from '@aws-sdk/client-codedeploy';
import type { DeploymentFacts } from '../../model/subject.ts';
import type { Investigator } from '../../ports.ts';
import { lineOf, utc } from '../findings.ts';
import { objectsIn } from '../paging.ts';
import { asked, millisecondsOf, textOf } from './answers.ts';
import type { CodeDeployApi } from './api.ts';

/** BatchGetDeploymentTargets takes no more (https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_BatchGetDeploymentTargets.html). */
const mostDescribed = 25;
/** A fleet fails in one way, mostly. */
const mostTold = 5;
const logLines = 20;

/**
 * Where a deployment hangs or has failed: of its instances, function or service, the step that failed, with the error, the script
 * and the end of its log; else the step that is in progress.
 */
export function targetErrors(api: CodeDeployApi, { id: deploymentId }: DeploymentFacts): Investigator {
  return {
    name: 'targetErrors',
    async investigate(signal) {
      const { targetIds } = await asked('ListDeploymentTargets', () =>
        api.call(
          'ListDeploymentTargets',
          { deploymentId, targetFilters: { TargetStatus: ['Failed', 'InProgress'] } },
          { signal },
        ),
      );
      const ids = textsIn(targetIds).slice(0, mostDescribed);
      if (ids.length === 0) return [];
      const { deploymentTargets } = await asked('BatchGetDeploymentTargets', () =>
        api.call('BatchGetDeploymentTargets', { deploymentId, targetIds: ids }, { signal }),
      );
      const targets = objectsIn(deploymentTargets).map(readTarget);
      const failed = targets.flatMap(({ id, events }) =>
        events
          .filter(isFailed)
          .slice(0, 1)
          .flatMap((one) => failureOf(id, one)),
      );
      if (failed.length > 0) return failed.slice(0, mostTold * (logLines + 1));
      const running = targets.flatMap(({ id, events }) =>
        events
          .filter(isRunning)
          .slice(0, 1)
          .map((one) => runningOf(id, one)),
      );
      return running.slice(0, mostTold);
    },
  };
}

interface Target {
  readonly id: string;
  readonly events: readonly LifecycleEvent[];
}

function textsIn(ids: readonly string[] | undefined): readonly string[] {
  return Array.isArray(ids) ? ids.filter((id): id is string => typeof id === 'string') : [];
}

function readTarget({ instanceTarget, lambdaTarget, ecsTarget, cloudFormationTarget }: DeploymentTarget): Target {
  const shown = instanceTarget ?? lambdaTarget ?? ecsTarget ?? cloudFormationTarget;
  return { id: textOf(shown?.targetId), events: objectsIn(shown?.lifecycleEvents) };
}

function isFailed({ status }: LifecycleEvent): boolean {
  return status === 'Failed';
}

function isRunning({ status }: LifecycleEvent): boolean {
  return status === 'InProgress';
}

function failureOf(id: string, { lifecycleEventName, diagnostics }: LifecycleEvent): readonly string[] {
  const { errorCode, scriptName, message, logTail } = diagnostics ?? {};
  const log = textOf(logTail).trim();
  return [
    lineOf(`${id}: ${textOf(lifecycleEventName)} failed`, textOf(errorCode), textOf(scriptName), textOf(message)),
    ...(log === '' ? [] : log.split(/\r?\n/).slice(-logLines)),
  ];
}

function runningOf(id: string, { lifecycleEventName, startTime }: LifecycleEvent): string {
  const since = utc(millisecondsOf(startTime));
  return `${id}: ${textOf(lifecycleEventName)} is in progress${since === '' ? '' : ` since ${since}`}`;
}
