import type { EventDraft } from '../event-bridge/index.ts';
import { clusterArn, daemonArn, daemonDeploymentArn, deploymentArn, serviceArn } from './model/arns.ts';
import type { Daemon, DaemonDeployment, Deployment, HookDetail, Service } from './model/state.ts';

const source = 'aws.ecs';

/** As the documented example has them: with fractions of a second. */
function timeText(atMs: number): string {
  return new Date(atMs).toISOString();
}

function place({ owner: { accountId: account, region } }: Service | Daemon) {
  return { account, region };
}

/**
 * A service's deployment has begun, has completed, or its breaker gave up
 * (https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_service_deployment_events.html). The id is that of the classic
 * deployment, not the one that can be stopped.
 */
export function deploymentEvent(
  service: Service,
  deployment: Deployment,
  name: 'IN_PROGRESS' | 'COMPLETED' | 'FAILED',
  reason: string,
  atMs: number,
): EventDraft {
  return {
    source,
    'detail-type': 'ECS Deployment State Change',
    ...place(service),
    resources: [serviceArn(service)],
    detail: {
      eventType: name === 'FAILED' ? 'ERROR' : 'INFO',
      eventName: `SERVICE_DEPLOYMENT_${name}`,
      clusterArn: clusterArn(service.owner, service.cluster),
      deploymentId: `ecs-svc/${deployment.target.number}`,
      updatedAt: timeText(atMs),
      reason,
    },
  };
}

const hookEventNames: Readonly<Record<HookDetail['status'], string>> = {
  AWAITING_ACTION: 'HOOK_AWAITING_ACTION',
  SUCCEEDED: 'HOOK_SUCCEEDED',
  FAILED: 'HOOK_FAILED',
  TIMED_OUT: 'HOOK_TIMED_OUT',
};

/** A pause was reached, or has ended: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_hook_state_change_events.html */
export function hookEvent(service: Service, deployment: Deployment, hook: HookDetail, atMs: number): EventDraft {
  const arn = deploymentArn(service, deployment.id);
  return {
    source,
    'detail-type': 'ECS Hook State Change',
    ...place(service),
    resources: [arn],
    detail: {
      eventType: hook.status === 'FAILED' || hook.status === 'TIMED_OUT' ? 'ERROR' : 'INFO',
      eventName: hookEventNames[hook.status],
      hookId: hook.hookId,
      hookType: 'PAUSE',
      expiresAt: timeText(hook.expiresAtMs),
      lifecycleStage: hook.stage,
      clusterArn: clusterArn(service.owner, service.cluster),
      serviceArn: serviceArn(service),
      serviceDeploymentArn: arn,
      updatedAt: timeText(atMs),
    },
  };
}

/** How a daemon's deployment fares: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/managed-daemons-events.html */
export function daemonEvent(daemon: Daemon, deployment: DaemonDeployment, atMs: number): EventDraft {
  return {
    source,
    'detail-type': 'ECS Daemon Deployment State Change',
    ...place(daemon),
    resources: [daemonArn(daemon)],
    detail: {
      eventType: deployment.status === 'ROLLBACK_FAILED' ? 'ERROR' : 'INFO',
      eventName: `DAEMON_DEPLOYMENT_${deployment.status}`,
      clusterArn: clusterArn(daemon.owner, daemon.cluster),
      daemonArn: daemonArn(daemon),
      daemonDeploymentArn: daemonDeploymentArn(daemon, deployment.id),
      updatedAt: timeText(atMs),
    },
  };
}
