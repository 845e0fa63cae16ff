import type { Task } from '@aws-sdk/client-ecs';
import type { Investigator } from '../../ports.ts';
import { lineOf, utc } from '../findings.ts';
import { objectsIn } from '../paging.ts';
import { lastPart, type StoppedTaskReader, stoppedAtMs, textOf } from './stopped-task-reader.ts';

const mostTold = 5;

/**
 * The tasks of the service that stopped last: why, with the reason and the exit code of each container that did not end well. Which
 * deployment a task is of, its task definition shows.
 */
export function stoppedTasks(read: StoppedTaskReader): Investigator {
  return {
    name: 'stoppedTasks',
    async investigate(signal) {
      return (await read(signal)).slice(0, mostTold).flatMap(linesOf);
    },
  };
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
