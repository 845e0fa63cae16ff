import type { Task } from '@aws-sdk/client-ecs';
import type { DeploymentFacts } from '../../model/subject.ts';
import type { Investigator } from '../../ports.ts';
import { lineOf, utc } from '../findings.ts';
import { objectsIn } from '../paging.ts';
import { EcsUnavailable } from './answers.ts';
import type { EcsApi } from './api.ts';
import { parseArn } from './names.ts';

/** ListTasks shows stopped tasks for about an hour (https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ListTasks.html). */
const mostDescribed = 20;
const mostTold = 5;

/**
 * The tasks of the service that stopped last: why, with the reason and the exit code of each container that did not end well. Which
 * deployment a task is of, its task definition shows.
 */
export function stoppedTasks(api: EcsApi, { target, kind }: DeploymentFacts): Investigator {
  return {
    name: 'stoppedTasks',
    async investigate(signal) {
      const place = kind === 'service' ? parseArn(target) : undefined;
      if (place?.cluster === undefined) return [];
      const { cluster, name: serviceName } = place;
      const asked = async <Answer>(operation: string, ask: () => Promise<Answer>): Promise<Answer> =>
        ask().catch((error: unknown) => {
          throw new EcsUnavailable(operation, error);
        });
      const listed = await asked('ListTasks', () =>
        api.call('ListTasks', { cluster, serviceName, desiredStatus: 'STOPPED' }, { signal }),
      );
      const arns = Array.isArray(listed.taskArns) ? listed.taskArns.filter((arn) => typeof arn === 'string') : [];
      if (arns.length === 0) return [];
      const { tasks } = await asked('DescribeTasks', () =>
        api.call('DescribeTasks', { cluster, tasks: arns.slice(0, mostDescribed) }, { signal }),
      );
      return objectsIn(tasks)
        .toSorted((one, other) => stoppedAtMs(other) - stoppedAtMs(one))
        .slice(0, mostTold)
        .flatMap(linesOf);
    },
  };
}

function stoppedAtMs({ stoppedAt, stoppingAt }: Task): number {
  const at = stoppedAt ?? stoppingAt;
  const ms = at instanceof Date ? at.getTime() : Number.NaN;
  return Number.isFinite(ms) ? ms : 0;
}

function linesOf(task: Task): readonly string[] {
  const { taskArn, taskDefinitionArn, stopCode, stoppedReason, containers } = task;
  const [id, definition] = [lastPart(taskArn), lastPart(taskDefinitionArn)];
  const at = utc(stoppedAtMs(task));
  const title = `task ${id} of ${definition} stopped${at === '' ? '' : ` at ${at}`}`;
  return [
    lineOf(title, textOf(stopCode), textOf(stoppedReason)),
    ...objectsIn(containers).flatMap(({ name, exitCode, reason, healthStatus }) => {
      const hasFailed = typeof exitCode === 'number' && exitCode !== 0;
      const isUnhealthy = healthStatus === 'UNHEALTHY';
      if (!hasFailed && !isUnhealthy && textOf(reason) === '') return [];
      const code = typeof exitCode === 'number' ? `exit code ${exitCode}` : '';
      return [lineOf(`container ${textOf(name)}`, code, isUnhealthy ? 'unhealthy' : '', textOf(reason))];
    }),
  ];
}

function lastPart(arn: unknown): string {
  return textOf(arn).split('/').at(-1) ?? '';
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
