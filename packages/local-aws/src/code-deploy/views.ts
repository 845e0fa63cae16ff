import type { CloudIdentity } from '../identity.ts';
import type { Configuration } from './configurations.ts';
import { usualConfiguration } from './configurations.ts';
import type { CodeDeployState, Deployment, GroupDefinition, LifecycleEvent } from './state.ts';

/** What operations answer, as on the wire: times are epoch seconds. */
type View = Readonly<Record<string, unknown>>;

function seconds(atMs: number): number {
  return atMs / 1000;
}

/** Without the members that have no value. */
function present(members: View): View {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
}

/** Of ECS and Lambda there is no overview: it counts instances. */
export function deploymentView(deployment: Deployment, group: GroupDefinition | undefined): View {
  const { platform, isBlueGreen, error, overview, startedAtMs, completedAtMs } = deployment;
  return present({
    applicationName: deployment.application,
    deploymentGroupName: deployment.group,
    deploymentConfigName: deployment.configuration,
    deploymentId: deployment.id,
    previousRevision: deployment.previousRevision,
    revision: deployment.revision,
    description: deployment.description,
    fileExistsBehavior: deployment.fileExistsBehavior,
    status: deployment.status,
    errorInformation: error,
    createTime: seconds(deployment.createdAtMs),
    startTime: startedAtMs && seconds(startedAtMs),
    completeTime: completedAtMs && seconds(completedAtMs),
    deploymentOverview: platform === 'Server' ? overviewView(overview) : undefined,
    creator: deployment.creator,
    ignoreApplicationStopFailures: deployment.ignoreApplicationStopFailures ?? false,
    autoRollbackConfiguration: { enabled: group?.rollsBack === true, events: ['DEPLOYMENT_FAILURE'] },
    updateOutdatedInstancesOnly: false,
    rollbackInfo: rollbackView(deployment),
    deploymentStyle: {
      deploymentType: isBlueGreen ? 'BLUE_GREEN' : 'IN_PLACE',
      deploymentOption: isBlueGreen ? 'WITH_TRAFFIC_CONTROL' : 'WITHOUT_TRAFFIC_CONTROL',
    },
    instanceTerminationWaitTimeStarted: deployment.terminationWaitStarted,
    blueGreenDeploymentConfiguration: isBlueGreen && platform !== 'Lambda' && group ? blueGreenView(group) : undefined,
    computePlatform: platform,
    externalId: deployment.externalId,
  });
}

function overviewView({ pending, inProgress, succeeded, failed, ready }: Deployment['overview']): View {
  return { Pending: pending, InProgress: inProgress, Succeeded: succeeded, Failed: failed, Skipped: 0, Ready: ready };
}

function rollbackView({ rolledBackBy, rollsBack, rollbackMessage }: Deployment): View | undefined {
  if (rolledBackBy === undefined && rollsBack === undefined && rollbackMessage === undefined) return undefined;
  return present({
    rollbackDeploymentId: rolledBackBy,
    rollbackTriggeringDeploymentId: rollsBack,
    rollbackMessage,
  });
}

function blueGreenView({ readyWaitMinutes = 0, terminationWaitMinutes }: GroupDefinition): View {
  return {
    deploymentReadyOption:
      readyWaitMinutes > 0
        ? { actionOnTimeout: 'STOP_DEPLOYMENT', waitTimeInMinutes: readyWaitMinutes }
        : { actionOnTimeout: 'CONTINUE_DEPLOYMENT', waitTimeInMinutes: 0 },
    terminateBlueInstancesOnDeploymentSuccess:
      terminationWaitMinutes === undefined
        ? { action: 'KEEP_ALIVE' }
        : { action: 'TERMINATE', terminationWaitTimeInMinutes: terminationWaitMinutes },
  };
}

/** With the deployments that are its last ones, as far as there are any. */
export function groupView(group: GroupDefinition, state: CodeDeployState, { accountId }: CloudIdentity): View {
  const { platform, isBlueGreen } = group;
  const own = state.deployments.filter((one) => one.application === group.application && one.group === group.group);
  return present({
    applicationName: group.application,
    deploymentGroupName: group.group,
    deploymentConfigName: group.configuration ?? usualConfiguration(platform),
    serviceRoleArn: `arn:aws:iam::${accountId}:role/code-deploy`,
    deploymentStyle: {
      deploymentType: platform !== 'Server' || isBlueGreen === true ? 'BLUE_GREEN' : 'IN_PLACE',
      deploymentOption:
        platform !== 'Server' || isBlueGreen === true ? 'WITH_TRAFFIC_CONTROL' : 'WITHOUT_TRAFFIC_CONTROL',
    },
    computePlatform: platform,
    lastAttemptedDeployment: lastView(own.at(-1)),
    lastSuccessfulDeployment: lastView(own.findLast(({ status }) => status === 'Succeeded')),
  });
}

function lastView(deployment: Deployment | undefined): View | undefined {
  if (deployment === undefined) return undefined;
  const { id: deploymentId, status, createdAtMs, completedAtMs } = deployment;
  const endTime = completedAtMs && seconds(completedAtMs);
  return present({ deploymentId, status, createTime: seconds(createdAtMs), endTime });
}

export function configurationView({ name, platform, routing }: Configuration): View {
  const share = routing?.type === 'TimeBasedCanary' || routing?.type === 'TimeBasedLinear' ? routing : undefined;
  return present({
    deploymentConfigName: name,
    computePlatform: platform,
    trafficRoutingConfig:
      routing &&
      present({
        type: routing.type,
        timeBasedCanary:
          share?.type === 'TimeBasedCanary'
            ? { canaryPercentage: share.percentage, canaryInterval: share.intervalMinutes }
            : undefined,
        timeBasedLinear:
          share?.type === 'TimeBasedLinear'
            ? { linearPercentage: share.percentage, linearInterval: share.intervalMinutes }
            : undefined,
      }),
  });
}

/** Ids of what a deployment is made to: instances, a function, or a service. */
export function targetIdsOf({ platform, overview, application, group }: Deployment): readonly string[] {
  if (platform === 'Lambda') return [application];
  if (platform === 'ECS') return [`${application}:${group}`];
  const count = Object.values(overview).reduce((sum, number) => sum + number, 0);
  return Array.from({ length: count }, (_, index) => `i-${String(index + 1).padStart(17, '0')}`);
}

/** All targets of a deployment are as far as the deployment is. */
export function targetStatusOf({ status }: Deployment): string {
  return status === 'Succeeded' || status === 'Failed' ? status : 'InProgress';
}

export function targetView(deployment: Deployment, targetId: string): View {
  const { id: deploymentId, platform, events, traffic } = deployment;
  const common = {
    deploymentId,
    targetId,
    status: targetStatusOf(deployment),
    lifecycleEvents: events.map((event) => eventView(event, deployment)),
  };
  if (platform === 'Server') return { deploymentTargetType: 'InstanceTarget', instanceTarget: common };
  if (platform === 'Lambda') {
    const lambdaFunctionInfo = { functionName: targetId, functionAlias: 'live', targetVersionWeight: traffic };
    return { deploymentTargetType: 'LambdaTarget', lambdaTarget: { ...common, lambdaFunctionInfo } };
  }
  const taskSetsInfo = [
    { identifer: 'ecs-svc/1', taskSetLabel: 'Blue', status: 'PRIMARY', trafficWeight: 100 - traffic },
    { identifer: 'ecs-svc/2', taskSetLabel: 'Green', status: 'ACTIVE', trafficWeight: traffic },
  ];
  return { deploymentTargetType: 'ECSTarget', ecsTarget: { ...common, taskSetsInfo } };
}

function eventView({ name, status, startedAtMs, endedAtMs }: LifecycleEvent, { error }: Deployment): View {
  return present({
    lifecycleEventName: name,
    status,
    startTime: startedAtMs && seconds(startedAtMs),
    endTime: endedAtMs && seconds(endedAtMs),
    diagnostics: status === 'Failed' ? { errorCode: 'UnknownError', message: error?.message ?? '' } : undefined,
  });
}
