import { clusterArn, taskArn } from './model/arns.ts';
import type { Deployment, Service, TaskDefinition } from './model/state.ts';

/** So many of those that failed are still shown: ECS shows stopped tasks for about an hour. */
const mostStopped = 10;

/** A task of a service, as its deployment makes it: what runs, and what failed to. */
export interface ServiceTask {
  readonly arn: string;
  readonly hasStopped: boolean;
  readonly service: Service;
  readonly deployment: Deployment;
}

/** The tasks of the newest deployment of a service: each failure that ECS has counted was a task. */
export function tasksOf(service: Service): readonly ServiceTask[] {
  const deployment = service.deployments.at(-1);
  if (deployment === undefined) return [];
  const make = (hasStopped: boolean, count: number) =>
    Array.from({ length: count }, (_, index): ServiceTask => {
      const id = `${deployment.target.number}${hasStopped ? 1 : 0}${String(index).padStart(12, '0')}`;
      return { arn: taskArn(service, id), hasStopped, service, deployment };
    });
  return [...make(false, deployment.running), ...make(true, Math.min(mostStopped, deployment.failures))];
}

/** A task as `DescribeTasks` shows it; times are epoch seconds. */
export function taskView(
  { arn, hasStopped, service, deployment }: ServiceTask,
  definition: TaskDefinition | undefined,
) {
  const status = hasStopped ? 'STOPPED' : 'RUNNING';
  const seconds = deployment.updatedAtMs / 1000;
  return {
    taskArn: arn,
    clusterArn: clusterArn(service.owner, service.cluster),
    taskDefinitionArn: definition?.arn ?? deployment.target.taskDefinition,
    group: `service:${service.name}`,
    startedBy: `ecs-svc/${deployment.target.number}`,
    desiredStatus: status,
    lastStatus: status,
    healthStatus: 'UNKNOWN',
    launchType: 'FARGATE',
    createdAt: deployment.createdAtMs / 1000,
    containers: (definition?.containers ?? [{ name: service.name }]).map(({ name }) => ({
      name,
      taskArn: arn,
      lastStatus: status,
      healthStatus: 'UNKNOWN',
      ...(hasStopped ? { exitCode: 1 } : {}),
    })),
    ...(hasStopped
      ? {
          stopCode: 'EssentialContainerExited',
          stoppedReason: 'Essential container in task exited',
          stoppingAt: seconds,
          stoppedAt: seconds,
        }
      : {}),
  };
}

/** What ECS says of a service whose tasks fail (https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages-list.html). */
export function serviceEventViews({ name, deployments }: Service) {
  const newest = deployments.at(-1);
  if (newest === undefined || newest.failures === 0) return [];
  const message = `(service ${name}) is unable to consistently start tasks successfully.`;
  return [{ id: newest.id, createdAt: newest.updatedAtMs / 1000, message }];
}
