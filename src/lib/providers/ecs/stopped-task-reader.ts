import type { Task } from '@aws-sdk/client-ecs';
import type { DeploymentFacts } from '../../model/subject.ts';
import { objectsIn } from '../paging.ts';
import { EcsUnavailable } from './answers.ts';
import type { EcsApi } from './api.ts';
import { parseArn } from './names.ts';

/** ListTasks shows stopped tasks for about an hour (https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ListTasks.html). */
const mostDescribed = 20;

/** The tasks of a service that stopped lately, newest first; none of what is no service. */
export type StoppedTaskReader = (signal: AbortSignal) => Promise<readonly Task[]>;

/** Reads them once for all investigators of one diagnosis. */
export function createStoppedTaskReader(api: EcsApi, facts: DeploymentFacts): StoppedTaskReader {
  let reading: Promise<readonly Task[]> | undefined;
  return (signal) => {
    reading ??= readStoppedTasks(api, facts, signal);
    return reading;
  };
}

/** @throws EcsUnavailable */
async function readStoppedTasks(
  api: EcsApi,
  { target, kind }: DeploymentFacts,
  signal: AbortSignal,
): Promise<readonly Task[]> {
  const place = kind === 'service' ? parseArn(target) : undefined;
  if (place?.cluster === undefined) return [];
  const { cluster, name: serviceName } = place;
  const listed = await asked('ListTasks', () =>
    api.call('ListTasks', { cluster, serviceName, desiredStatus: 'STOPPED' }, { signal }),
  );
  const arns = Array.isArray(listed.taskArns) ? listed.taskArns.filter((arn) => typeof arn === 'string') : [];
  if (arns.length === 0) return [];
  const { tasks } = await asked('DescribeTasks', () =>
    api.call('DescribeTasks', { cluster, tasks: arns.slice(0, mostDescribed) }, { signal }),
  );
  return objectsIn(tasks).toSorted((one, other) => stoppedAtMs(other) - stoppedAtMs(one));
}

/** Makes a call of a diagnosis. @throws EcsUnavailable */
export async function asked<Answer>(operation: string, ask: () => Promise<Answer>): Promise<Answer> {
  return ask().catch((error: unknown) => {
    throw new EcsUnavailable(operation, error);
  });
}

export function stoppedAtMs({ stoppedAt, stoppingAt }: Task): number {
  const at = stoppedAt ?? stoppingAt;
  const ms = at instanceof Date ? at.getTime() : Number.NaN;
  return Number.isFinite(ms) ? ms : 0;
}

/** A text of an answer, whatever stands in its place. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** What an ARN ends with. */
export function lastPart(arn: unknown): string {
  return textOf(arn).split('/').at(-1) ?? '';
}

/** Names of the containers of a task that did not end well: by their exit code, their health, or a reason. */
export function failedContainers({ containers }: Task): readonly string[] {
  return objectsIn(containers).flatMap(({ name, exitCode, healthStatus, reason }) => {
    const hasFailed = typeof exitCode === 'number' && exitCode !== 0;
    const isFailed = hasFailed || healthStatus === 'UNHEALTHY' || textOf(reason) !== '';
    return isFailed && textOf(name) !== '' ? [textOf(name)] : [];
  });
}
