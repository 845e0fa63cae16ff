import type { ContainerDefinition } from '@aws-sdk/client-ecs';
import type { Investigator } from '../../ports.ts';
import { lineOf } from '../findings.ts';
import { objectsIn } from '../paging.ts';
import type { EcsApi } from './api.ts';
import { asked, failedContainers, type StoppedTaskReader, textOf } from './stopped-task-reader.ts';

/** What the newest stopped task is made of: the definitions of its containers that did not end well, each of them if none failed. */
export interface FailedDefinitions {
  readonly taskId: string;
  readonly containers: readonly ContainerDefinition[];
}

export type DefinitionReader = (signal: AbortSignal) => Promise<FailedDefinitions | undefined>;

/** Reads them once for all investigators of one diagnosis: the stopped tasks, and one task definition. */
export function createDefinitionReader(api: EcsApi, read: StoppedTaskReader): DefinitionReader {
  let reading: Promise<FailedDefinitions | undefined> | undefined;
  return (signal) => {
    reading ??= readDefinitions(api, read, signal);
    return reading;
  };
}

/** @throws EcsUnavailable */
async function readDefinitions(
  api: EcsApi,
  read: StoppedTaskReader,
  signal: AbortSignal,
): Promise<FailedDefinitions | undefined> {
  const [task] = await read(signal);
  const definitionArn = textOf(task?.taskDefinitionArn);
  if (task === undefined || definitionArn === '') return undefined;
  const { taskDefinition } = await asked('DescribeTaskDefinition', () =>
    api.call('DescribeTaskDefinition', { taskDefinition: definitionArn }, { signal }),
  );
  const all = objectsIn(taskDefinition?.containerDefinitions);
  const failed = new Set(failedContainers(task));
  const containers = failed.size === 0 ? all : all.filter(({ name }) => failed.has(textOf(name)));
  return { taskId: textOf(task.taskArn).split('/').at(-1) ?? '', containers };
}

const mostTold = 3;

/**
 * The image and the health check of what failed: a wrong tag or a check of the wrong port are seen there. Environment, secrets and
 * commands are left out; the check is a command, too, and secrets are taken out of it as of everything.
 */
export function containerDefinitions(read: DefinitionReader): Investigator {
  return {
    name: 'containerDefinitions',
    async investigate(signal) {
      const { containers = [] } = (await read(signal)) ?? {};
      return containers.slice(0, mostTold).map(({ name, image, healthCheck }) => {
        const command = Array.isArray(healthCheck?.command) ? healthCheck.command.map(textOf).join(' ') : '';
        const check = command === '' ? '' : `health check ${command}`;
        return lineOf(`container ${textOf(name)} is made of ${textOf(image) || 'no image'}`, check);
      });
    },
  };
}
