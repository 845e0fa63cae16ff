import { clusterArn, daemonArn, daemonDeploymentArn, deploymentArn, revisionArn, serviceArn } from './model/arns.ts';
import {
  type Configuration,
  type Daemon,
  type DaemonDeployment,
  type Deployment,
  isFinalStatus,
  type Revision,
  type Service,
  type TaskDefinition,
} from './model/state.ts';

import { serviceEventViews } from './tasks.ts';

/** As the JSON protocol has times: seconds since 1970. */
function seconds(atMs: number | undefined): number | undefined {
  return atMs === undefined ? undefined : atMs / 1000;
}

function names(service: Service, { id }: Deployment) {
  return {
    serviceDeploymentArn: deploymentArn(service, id),
    serviceArn: serviceArn(service),
    clusterArn: clusterArn(service.owner, service.cluster),
  };
}

/** A service deployment as lists have it. */
export function briefView(service: Service, deployment: Deployment) {
  return {
    ...names(service, deployment),
    createdAt: seconds(deployment.createdAtMs),
    startedAt: seconds(deployment.startedAtMs),
    finishedAt: seconds(deployment.finishedAtMs),
    targetServiceRevisionArn: revisionArn(service, deployment.target.number),
    status: deployment.status,
    statusReason: deployment.statusReason,
  };
}

/** A service deployment in full. */
export function deploymentView(service: Service, deployment: Deployment) {
  const { source, target, configuration, rollback, requested, running, traffic } = deployment;
  const isOpen = !isFinalStatus(deployment.status);
  return {
    ...names(service, deployment),
    createdAt: seconds(deployment.createdAtMs),
    startedAt: seconds(deployment.startedAtMs),
    finishedAt: seconds(deployment.finishedAtMs),
    stoppedAt: seconds(deployment.stoppedAtMs),
    updatedAt: seconds(deployment.updatedAtMs),
    sourceServiceRevisions:
      source === undefined
        ? []
        : [
            {
              arn: revisionArn(service, source.number),
              requestedTaskCount: isOpen ? requested : 0,
              runningTaskCount: isOpen ? requested : 0,
              pendingTaskCount: 0,
              ...(configuration.strategy === 'ROLLING' ? {} : { requestedProductionTrafficWeight: 100 - traffic }),
            },
          ],
    targetServiceRevision: {
      arn: revisionArn(service, target.number),
      requestedTaskCount: requested,
      runningTaskCount: running,
      pendingTaskCount: isOpen && deployment.status === 'IN_PROGRESS' ? requested - running : 0,
      ...(configuration.strategy === 'ROLLING' ? {} : { requestedProductionTrafficWeight: traffic }),
    },
    status: deployment.status,
    statusReason: deployment.statusReason,
    lifecycleStage: deployment.stage,
    lifecycleHookDetails: deployment.hooks.map(({ hookId, status, expiresAtMs, timeoutAction }) => ({
      hookId,
      targetType: 'PAUSE',
      status,
      expiresAt: seconds(expiresAtMs),
      timeoutAction,
    })),
    deploymentConfiguration: configurationView(configuration),
    rollback: rollback && {
      ...(rollback.reason === '' ? {} : { reason: rollback.reason }),
      startedAt: seconds(rollback.startedAtMs),
      serviceRevisionArn: rollback.revision,
    },
    deploymentCircuitBreaker: {
      status: deployment.breaker,
      failureCount: deployment.failures,
      threshold: deployment.failureThreshold,
    },
    alarms: {
      status: deployment.alarms,
      alarmNames: configuration.alarms?.alarmNames ?? [],
      triggeredAlarmNames: deployment.alarms === 'TRIGGERED' ? (configuration.alarms?.alarmNames ?? []) : [],
    },
  };
}

function configurationView(configuration: Configuration) {
  const { deploymentCircuitBreaker: breaker, ...rest } = configuration;
  return {
    ...rest,
    deploymentCircuitBreaker: breaker ?? { enable: false, rollback: false },
    maximumPercent: 200,
    minimumHealthyPercent: 100,
  };
}

/** What a service runs now, and what is under way on top of it. */
export function serviceView(service: Service, withTags: boolean) {
  const { status, desiredCount, controller, configuration, current, deployments } = service;
  const open = deployments.filter((deployment) => !isFinalStatus(deployment.status));
  const newest = open.at(-1);
  const running = Math.max(current === undefined ? 0 : desiredCount, newest?.running ?? 0);
  return {
    serviceArn: serviceArn(service),
    serviceName: service.name,
    clusterArn: clusterArn(service.owner, service.cluster),
    status,
    desiredCount,
    runningCount: status === 'ACTIVE' ? running : 0,
    pendingCount: newest === undefined ? 0 : newest.requested - newest.running,
    taskDefinition: (newest?.target ?? current)?.taskDefinition,
    schedulingStrategy: 'REPLICA',
    launchType: 'FARGATE',
    deploymentController: { type: controller },
    deploymentConfiguration: configurationView(configuration),
    createdAt: seconds(service.createdAtMs),
    currentServiceDeployment: newest && deploymentArn(service, newest.id),
    currentServiceRevisions: [newest?.target, current].flatMap((revision) =>
      revision === undefined ? [] : [{ arn: revisionArn(service, revision.number) }],
    ),
    deployments: status === 'ACTIVE' ? classicDeployments(service, newest) : [],
    events: serviceEventViews(service),
    loadBalancers: [],
    ...(withTags ? { tags: tagsView(service.tags) } : {}),
  };
}

/**
 * The deployments of before there were service deployments: the newest is PRIMARY, what it replaces is ACTIVE. Only rolling ones
 * tell how far they are (https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Deployment.html).
 */
function classicDeployments(service: Service, newest: Deployment | undefined) {
  const { current, desiredCount, configuration } = service;
  const isRolling = configuration.strategy === 'ROLLING';
  const isRollingBack = newest !== undefined && newest.status.startsWith('ROLLBACK');
  const primary = isRollingBack ? (current ?? newest.target) : (newest?.target ?? current);
  if (primary === undefined) return [];
  const view = (revision: Revision, status: 'PRIMARY' | 'ACTIVE', runningCount: number) => ({
    id: `ecs-svc/${revision.number}`,
    status,
    taskDefinition: revision.taskDefinition,
    desiredCount,
    runningCount,
    pendingCount: status === 'PRIMARY' ? desiredCount - runningCount : 0,
    failedTasks: status === 'PRIMARY' ? (newest?.failures ?? 0) : 0,
    createdAt: seconds(newest?.createdAtMs ?? service.createdAtMs),
    updatedAt: seconds(newest?.updatedAtMs ?? service.createdAtMs),
    ...(isRolling && status === 'PRIMARY'
      ? { rolloutState: newest === undefined ? 'COMPLETED' : 'IN_PROGRESS', rolloutStateReason: '' }
      : {}),
  });
  if (newest === undefined) return [view(primary, 'PRIMARY', desiredCount)];
  const replaced = isRollingBack ? newest.target : current;
  const others =
    replaced === undefined || replaced.number === primary.number ? [] : [view(replaced, 'ACTIVE', desiredCount)];
  return [view(primary, 'PRIMARY', isRollingBack ? desiredCount : newest.running), ...others];
}

export function revisionView(service: Service, { number, taskDefinition }: Revision) {
  return {
    serviceRevisionArn: revisionArn(service, number),
    serviceArn: serviceArn(service),
    clusterArn: clusterArn(service.owner, service.cluster),
    taskDefinition,
    launchType: 'FARGATE',
  };
}

export function taskDefinitionView({ arn, family, revision, status, containers }: TaskDefinition) {
  return { taskDefinitionArn: arn, family, revision, status, containerDefinitions: containers };
}

export function tagsView(tags: Readonly<Record<string, string>>) {
  return Object.entries(tags).map(([key, value]) => ({ key, value }));
}

export function daemonView(daemon: Daemon) {
  return {
    daemonArn: daemonArn(daemon),
    status: 'ACTIVE',
    createdAt: seconds(daemon.createdAtMs),
    updatedAt: seconds(daemon.updatedAtMs),
  };
}

function daemonTimes({ createdAtMs, startedAtMs, finishedAtMs, status, statusReason }: DaemonDeployment) {
  return {
    createdAt: seconds(createdAtMs),
    startedAt: seconds(startedAtMs),
    finishedAt: seconds(finishedAtMs),
    status,
    statusReason,
  };
}

export function daemonBriefView(daemon: Daemon, deployment: DaemonDeployment) {
  return {
    daemonDeploymentArn: daemonDeploymentArn(daemon, deployment.id),
    daemonArn: daemonArn(daemon),
    clusterArn: clusterArn(daemon.owner, daemon.cluster),
    ...daemonTimes(deployment),
  };
}

export function daemonDeploymentView(daemon: Daemon, deployment: DaemonDeployment) {
  return {
    daemonDeploymentArn: daemonDeploymentArn(daemon, deployment.id),
    clusterArn: clusterArn(daemon.owner, daemon.cluster),
    ...daemonTimes(deployment),
    sourceDaemonRevisions: deployment.isFirst ? [] : [{ totalRunningInstanceCount: 1 }],
    targetDaemonRevision: { totalRunningInstanceCount: deployment.finishedAtMs === undefined ? 0 : 1 },
    circuitBreaker: { status: 'MONITORING', failureCount: 0, threshold: 3 },
    deploymentConfiguration: { drainPercent: 25, bakeTimeInMinutes: 0 },
  };
}
