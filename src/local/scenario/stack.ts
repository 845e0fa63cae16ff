import { setTimeout as sleep } from 'node:timers/promises';
import type { Stage } from './proton.ts';

const stackName = 'shop';
const cluster = 'shop';
const serviceName = 'web';
const template = JSON.stringify({
  Resources: { Cluster: { Type: 'AWS::ECS::Cluster' }, Web: { Type: 'AWS::ECS::Service' } },
});
const workingVersion = 'web:41';
const brokenVersion = 'web:42';
/** How long the first version runs before somebody deploys the second. */
const untilUpdateMs = 4_000;
const pollMs = 500;

/**
 * A stack with a service of ECS is updated. The tasks of the new version never become healthy, and the circuit breaker never trips, so
 * the stack waits for the service. Both are one story; the bot cancels the update of the stack, and CloudFormation deploys the version
 * before. Without CloudFormation, it is a service that somebody deploys by hand; without ECS, a stack that hangs.
 */
export async function playStack(
  stage: Stage,
  has: { readonly stack: boolean; readonly service: boolean },
): Promise<void> {
  const { signal, cloud } = stage;
  if (has.stack) {
    const Tags = [{ Key: 'environment', Value: 'prod-eu' }];
    cloud.cloudFormation.call('CreateStack', { StackName: stackName, TemplateBody: template, Tags });
    while (stackOf(stage)?.StackStatus !== 'CREATE_COMPLETE') await sleep(pollMs, undefined, { signal });
  }
  if (has.service) {
    createService(stage, stackOf(stage)?.StackId);
    while (newestDeploymentOf(stage) !== 'SUCCESSFUL') await sleep(pollMs, undefined, { signal });
  }
  await sleep(untilUpdateMs, undefined, { signal });
  if (has.stack) {
    cloud.cloudFormation.script(stackName, 'hang');
    cloud.cloudFormation.call('UpdateStack', { StackName: stackName });
  }
  if (has.service) deploy(stage, brokenVersion, 'hang');
  if (has.stack && has.service) await rollBackWithStack(stage);
}

/** What CloudFormation does with the service when the update of its stack is rolled back. */
async function rollBackWithStack(stage: Stage): Promise<void> {
  const { signal } = stage;
  while (stackOf(stage)?.StackStatus?.startsWith('UPDATE_ROLLBACK') !== true)
    await sleep(pollMs, undefined, { signal });
  deploy(stage, workingVersion, 'succeed');
}

function stackOf({ cloud }: Stage) {
  try {
    return cloud.cloudFormation.call('DescribeStacks', { StackName: stackName }).Stacks[0];
  } catch {
    return undefined;
  }
}

function newestDeploymentOf({ cloud }: Stage): string {
  const { serviceDeployments } = cloud.ecs.call('ListServiceDeployments', { cluster, service: serviceName });
  return String(Object(serviceDeployments)[0]?.status);
}

/** CloudFormation gives what it creates the tags of its stack, and tags of its own. */
function createService({ cloud }: Stage, stackId: string | undefined): void {
  const own = stackId === undefined ? [] : [{ key: 'aws:cloudformation:stack-id', value: stackId }];
  cloud.ecs.call('CreateCluster', { clusterName: cluster });
  cloud.ecs.call('CreateService', {
    cluster,
    serviceName,
    desiredCount: 2,
    taskDefinition: workingVersion,
    tags: [{ key: 'environment', value: 'prod-eu' }, ...own],
  });
}

function deploy({ cloud }: Stage, taskDefinition: string, outcome: 'hang' | 'succeed'): void {
  cloud.ecs.script(`${cluster}/${serviceName}`, outcome);
  cloud.ecs.call('UpdateService', { cluster, service: serviceName, taskDefinition });
}
