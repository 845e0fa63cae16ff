import type { ServiceDeployment, ServiceDeploymentBrief } from '@aws-sdk/client-ecs';
import type { Availability } from '../../model/observation.ts';
import { objectsIn } from '../paging.ts';
import { classify, EcsUnavailable, isAbsence, isThrottle } from './answers.ts';
import type { EcsApi, EcsOperation, EcsOperations } from './api.ts';
import type { TargetLabels } from './labels.ts';
import { type EcsPowers, stackOf } from './observations.ts';

/** What a rollback needs beside the deployment that failed: kept from the fence's read until the call. */
export interface LastGood {
  readonly taskDefinition: string;
}

/** Whether a deployment can be rolled back by hand, and what the call needs where it can. */
export interface Rollback {
  readonly availability: Availability;
  readonly lastGood?: LastGood;
}

/** What is known of the service whose newest deployment has ended. */
export interface RollbackContext {
  readonly labels: TargetLabels;
  readonly powers: EcsPowers;
  readonly nowMs: number;
  /** Its deployments that succeeded, of the time that is asked for. */
  readonly succeeded: (createdAt: {
    readonly after?: Date;
    readonly before: Date;
  }) => Promise<readonly ServiceDeploymentBrief[]>;
}

/** Shorter than what has ended is shown (`provider.ts`): what is offered must still be shown when a person presses the button. */
const offeredMs = 23 * 60 * 60_000;
/** How old an answer may be (assumption E2): what is not listed yet may have succeeded just before. */
const listedLaterMs = 30_000;
/** Most services have succeeded within this time. ECS keeps deployments for 90 days, which may be many pages. */
const recentMs = 7 * 24 * 60 * 60_000;

/**
 * Whether people can roll the newest deployment of a service back. ECS itself goes back to the last good revision when it rolls back;
 * it does not where a deployment was stopped or gave up, or where that rollback failed.
 *
 * @returns `undefined` where there is nothing to roll back
 * @throws EcsUnavailable, a throttle, and ECS's word that the service is not there
 */
export async function rollbackOf(
  api: EcsApi,
  deployment: ServiceDeployment,
  context: RollbackContext,
): Promise<Rollback | undefined> {
  const { status } = deployment;
  if (status === 'ROLLBACK_SUCCESSFUL') return no('ECS itself has rolled it back to the last revision that succeeded');
  if (status !== 'STOPPED' && status !== 'ROLLBACK_FAILED') return undefined;
  const reason = whyNot(deployment, context);
  if (reason !== undefined) return no(reason);
  try {
    const good = await lastSucceeded(deployment, context);
    if (good === undefined) return no('no earlier deployment of the service that succeeded is known');
    return await toRevision(api, good, deployment.targetServiceRevision?.arn);
  } catch (error) {
    // What it may not read says nothing of how the deployment ended.
    if (error instanceof MayNotRead) return no(error.message);
    throw error;
  }
}

function whyNot({ createdAt }: ServiceDeployment, { labels, powers, nowMs }: RollbackContext): string | undefined {
  if (!powers.redeploy) return 'the bot may not deploy with ECS: "redeploy" of "ecs" is off in bot.yml';
  const stack = stackOf(labels);
  if (stack !== undefined) {
    return `its service belongs to the stack ${stack.name}, whose template would no longer be what is deployed: roll the stack back instead`;
  }
  const ageMs = nowMs - timeOf(createdAt);
  if (ageMs < listedLaterMs)
    return 'it began less than 30 seconds ago, so ECS may not list yet what succeeded before: ask again';
  if (ageMs > offeredMs) return 'it began almost a day ago: deploy a version that works';
  return undefined;
}

async function lastSucceeded(
  { createdAt }: ServiceDeployment,
  { succeeded }: RollbackContext,
): Promise<ServiceDeploymentBrief | undefined> {
  const before = new Date(timeOf(createdAt));
  const after = new Date(before.getTime() - recentMs);
  const found = newestBefore(before, await succeeded({ after, before }));
  return found ?? newestBefore(before, await succeeded({ before }));
}

function newestBefore(before: Date, succeeded: readonly ServiceDeploymentBrief[]): ServiceDeploymentBrief | undefined {
  return succeeded
    .filter((one) => timeOf(one.createdAt) < before.getTime())
    .toSorted((one, other) => timeOf(other.createdAt) - timeOf(one.createdAt))[0];
}

/**
 * The two revisions are compared: what a deployment changes beside the task definition, a rollback leaves as it is.
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeServiceRevisions.html
 */
async function toRevision(api: EcsApi, good: ServiceDeploymentBrief, failedArn: string | undefined): Promise<Rollback> {
  const goodArn = good.targetServiceRevisionArn;
  if (!goodArn) return no(notKnown);
  const arns = [goodArn, ...(failedArn && failedArn !== goodArn ? [failedArn] : [])];
  const known = await readTaskDefinitions(api, arns);
  const taskDefinition = known.get(goodArn);
  if (taskDefinition === undefined) return no(notKnown);
  if (failedArn !== undefined && known.get(failedArn) === taskDefinition) return no(sameTaskDefinition);
  if (!(await isActive(api, taskDefinition))) return no(inactive);
  return { availability: { available: true, about: taskDefinition }, lastGood: { taskDefinition } };
}

const notKnown = 'ECS does not say which task definition the last deployment that succeeded had';
const sameTaskDefinition =
  'the last deployment that succeeded had the same task definition: what else was changed must be changed back';
const inactive =
  'the task definition of the last deployment that succeeded was deregistered: register it again, and deploy that';

/** Of each revision that ECS knows, the task definition. */
async function readTaskDefinitions(api: EcsApi, arns: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const { serviceRevisions } = await asked(api, 'DescribeServiceRevisions', { serviceRevisionArns: [...arns] });
  const found = objectsIn(serviceRevisions).flatMap(({ serviceRevisionArn, taskDefinition }) =>
    serviceRevisionArn && taskDefinition ? [[serviceRevisionArn, taskDefinition] as const] : [],
  );
  return new Map(found);
}

/**
 * No service can be updated to a task definition that was deregistered. One that was deleted, too, is not described any more (assumption
 * E9).
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeregisterTaskDefinition.html
 */
async function isActive(api: EcsApi, taskDefinition: string): Promise<boolean> {
  try {
    const answer = await asked(api, 'DescribeTaskDefinition', { taskDefinition });
    return answer.taskDefinition?.status === 'ACTIVE';
  } catch (error) {
    if (error instanceof MayNotRead && error.named === 'ClientException') return false;
    throw error;
  }
}

/** ECS refuses what is read for a rollback only. */
class MayNotRead extends Error {
  override readonly name = 'MayNotRead';
  readonly named: string;
  constructor(operation: EcsOperation, named: string) {
    super(`ECS refuses ${operation} (${named}), so the last good version is not known: see the rights of the role`);
    this.named = named;
  }
}

async function asked<Operation extends EcsOperation>(
  api: EcsApi,
  operation: Operation,
  input: EcsOperations[Operation]['input'],
): Promise<EcsOperations[Operation]['output']> {
  try {
    return await api.call(operation, input);
  } catch (error) {
    if (isThrottle(error) || isAbsence(error)) throw error;
    const failure = classify(error);
    throw failure.result === 'refused'
      ? new MayNotRead(operation, failure.error)
      : new EcsUnavailable(operation, error);
  }
}

function no(reason: string): Rollback {
  return { availability: { available: false, reason } };
}

function timeOf(time: unknown): number {
  return time instanceof Date ? time.getTime() || 0 : 0;
}
