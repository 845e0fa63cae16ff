import { type CloudIdentity, localArn } from '../identity.ts';
import { configurationNamed, usualConfiguration } from './configurations.ts';
import type { Engine } from './engine.ts';
import { refuse } from './errors.ts';
import type { InputOf, OperationName } from './inputs.ts';
import { pageOf } from './pages.ts';
import { readRevision } from './revisions.ts';
import {
  type CodeDeployState,
  type Deployment,
  FILE_EXISTS_BEHAVIORS,
  type FileExistsBehavior,
  type GroupDefinition,
  isFinalStatus,
  STATUSES,
} from './state.ts';
import { findGroup } from './store.ts';
import { configurationView, deploymentView, groupView, targetIdsOf, targetStatusOf, targetView } from './views.ts';

/** The operations by name; each takes an input that was checked, and the state that is read. */
export type Operations = {
  readonly [Operation in OperationName]: (input: InputOf<Operation>, state: CodeDeployState) => object;
};

type Given = string | null | undefined;

/** What https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_BatchGetDeployments.html says; the text of its error says 100. */
const mostAtOnce = 25;

/** What of AWS CodeDeploy the bot calls, and what begins a deployment, beside it. */
export function createOperations({
  identity,
  engine,
}: {
  readonly identity: CloudIdentity;
  readonly engine: Engine;
}): Operations {
  return {
    ListApplications({ nextToken }, { groups }) {
      const names = [...new Set(groups.map(({ application }) => application))];
      const page = pageOf(numbered(names), nextToken ?? undefined, 'applications');
      return { applications: page.members.map(({ member }) => member), nextToken: page.nextToken };
    },

    ListDeploymentGroups({ applicationName, nextToken }, { groups }) {
      const name = applicationName || refuse('ApplicationNameRequiredException');
      const known = groups.filter(({ application }) => application === name);
      if (known.length === 0) return refuse('ApplicationDoesNotExistException');
      const names = known.map(({ group }) => group);
      const page = pageOf(numbered(names), nextToken ?? undefined, ['groups', name]);
      return {
        applicationName: name,
        deploymentGroups: page.members.map(({ member }) => member),
        nextToken: page.nextToken,
      };
    },

    GetDeploymentGroup: (input, state) => ({
      deploymentGroupInfo: groupView(requireGroup(state, input), state, identity),
    }),

    GetDeploymentConfig({ deploymentConfigName }) {
      const configuration = configurationNamed(deploymentConfigName ?? '');
      if (configuration === undefined) return refuse('DeploymentConfigDoesNotExistException');
      return { deploymentConfigInfo: configurationView(configuration) };
    },

    /** Without a group, what there is in the whole Region. */
    ListDeployments(input, state) {
      const { applicationName, deploymentGroupName, externalId, includeOnlyStatuses, createTimeRange } = input;
      const { nextToken, ...list } = input;
      const isInGroup = Boolean(applicationName) || Boolean(deploymentGroupName);
      const group = isInGroup ? requireGroup(state, input) : undefined;
      const statuses: readonly string[] = includeOnlyStatuses ?? STATUSES;
      if (!statuses.every((status) => STATUSES.some((known) => known === status))) {
        return refuse('InvalidDeploymentStatusException');
      }
      const { start, end } = createTimeRange ?? {};
      const [startMs, endMs] = [(start ?? 0) * 1000, end ? end * 1000 : Number.POSITIVE_INFINITY];
      if (startMs > endMs) return refuse('InvalidTimeRangeException');
      const wanted = state.deployments.filter(
        (one) =>
          (group === undefined || (one.application === group.application && one.group === group.group)) &&
          (!externalId || one.externalId === externalId) &&
          (statuses.length === 0 || statuses.includes(one.status)) &&
          one.createdAtMs >= startMs &&
          one.createdAtMs <= endMs,
      );
      const page = pageOf(wanted, nextToken ?? undefined, list);
      return { deployments: page.members.map(({ id }) => id), nextToken: page.nextToken };
    },

    GetDeployment: ({ deploymentId }, state) => ({
      deploymentInfo: viewOf(state, requireDeployment(state, deploymentId)),
    }),

    /** Ids that are of no deployment are left out. */
    BatchGetDeployments({ deploymentIds }, state) {
      const ids = deploymentIds ?? [];
      if (ids.length === 0) return refuse('DeploymentIdRequiredException');
      if (ids.length > mostAtOnce) return refuse('BatchLimitExceededException');
      for (const id of ids) requireForm(id);
      const found = ids.flatMap((id) => state.deployments.find((one) => one.id === id) ?? []);
      return { deploymentsInfo: found.map((one) => viewOf(state, one)) };
    },

    ListDeploymentTargets({ deploymentId, targetFilters }, state) {
      const deployment = requireStarted(requireDeployment(state, deploymentId));
      const { TargetStatus: statuses, ...others } = targetFilters ?? {};
      if (Object.keys(others).some((name) => name !== 'ServerInstanceLabel')) {
        return refuse('InvalidTargetFilterNameException');
      }
      const isWanted = statuses === undefined || statuses.includes(targetStatusOf(deployment));
      return { targetIds: isWanted ? targetIdsOf(deployment) : [] };
    },

    BatchGetDeploymentTargets({ deploymentId, targetIds }, state) {
      const deployment = requireStarted(requireDeployment(state, deploymentId));
      const ids = targetIds ?? [];
      if (ids.length === 0) return refuse('DeploymentTargetIdRequiredException');
      if (ids.length > mostAtOnce) return refuse('DeploymentTargetListSizeExceededException');
      const known = targetIdsOf(deployment);
      if (!ids.every((id) => known.includes(id))) return refuse('DeploymentTargetDoesNotExistException');
      return { deploymentTargets: ids.map((id) => targetView(deployment, id)) };
    },

    ListTagsForResource({ ResourceArn }, { groups }) {
      if (!ResourceArn) return refuse('ResourceArnRequiredException');
      const own = groups.find(
        ({ application, group }) =>
          localArn(identity, 'codedeploy', `deploymentgroup:${application}/${group}`) === ResourceArn,
      );
      const application = groups.find(
        (one) => localArn(identity, 'codedeploy', `application:${one.application}`) === ResourceArn,
      );
      if (own === undefined && application === undefined) return refuse('InvalidArnException');
      const tags = own === undefined ? application?.applicationTags : own.tags;
      return { Tags: Object.entries(tags ?? {}).map(([Key, Value]) => ({ Key, Value })) };
    },

    /** Only one at a time by a user; what Auto Scaling begins comes beside it. */
    CreateDeployment(input, state) {
      const group = requireGroup(state, input);
      const revision = readRevision(input.revision);
      const isBusy = state.deployments.some(
        (one) => one.application === group.application && one.group === group.group && !isFinalStatus(one.status),
      );
      if (isBusy) return refuse('DeploymentLimitExceededException');
      const name = input.deploymentConfigName ?? group.configuration ?? usualConfiguration(group.platform);
      if (configurationNamed(name) === undefined) return refuse('DeploymentConfigDoesNotExistException');
      const { id } = engine.begin(group, {
        creator: 'user',
        configuration: name,
        revision,
        description: input.description ?? undefined,
        ignoreApplicationStopFailures: input.ignoreApplicationStopFailures ?? undefined,
        fileExistsBehavior: readFileExistsBehavior(input.fileExistsBehavior),
      });
      return { deploymentId: id };
    },

    /** What CloudFormation drives is stopped there (https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/blue-green-considerations.html). */
    StopDeployment({ deploymentId, autoRollbackEnabled }, state) {
      const deployment = requireDeployment(state, deploymentId);
      const group = findGroup(state, deployment) ?? refuse('DeploymentGroupDoesNotExistException');
      if (isFinalStatus(deployment.status)) return refuse('DeploymentAlreadyCompletedException');
      if (deployment.externalId !== undefined) return refuse('UnsupportedActionForDeploymentTypeException');
      const rollsBack = autoRollbackEnabled ?? group.rollsBack ?? false;
      const status = engine.requestStop(deployment, rollsBack);
      const done = `Deployment ${deployment.id} has been stopped.`;
      return { status, statusMessage: status === 'Succeeded' ? done : 'No more targets are scheduled for deployment.' };
    },

    ContinueDeployment({ deploymentId, deploymentWaitType }, state) {
      const deployment = requireDeployment(state, deploymentId);
      const type = deploymentWaitType ?? 'READY_WAIT';
      if (type !== 'READY_WAIT' && type !== 'TERMINATION_WAIT') return refuse('InvalidDeploymentWaitTypeException');
      if (isFinalStatus(deployment.status)) return refuse('DeploymentAlreadyCompletedException');
      if (!deployment.isBlueGreen) return refuse('UnsupportedActionForDeploymentTypeException');
      if (type === 'TERMINATION_WAIT' && !deployment.terminationWaitStarted) {
        return refuse('InvalidDeploymentStatusException');
      }
      if (type === 'READY_WAIT' && (deployment.status !== 'Ready' || deployment.stop !== undefined)) {
        return refuse('DeploymentIsNotInReadyStateException');
      }
      engine.goOn(deployment);
      return {};
    },
  };
}

function numbered(members: readonly string[]) {
  // The newest first is the last here: names come in the order in which they were made.
  return members.toReversed().map((member, number) => ({ member, number }));
}

function readFileExistsBehavior(given: Given): FileExistsBehavior | undefined {
  if (!given) return undefined;
  return FILE_EXISTS_BEHAVIORS.find((known) => known === given) ?? refuse('InvalidFileExistsBehaviorException');
}

function viewOf(state: CodeDeployState, deployment: Deployment) {
  return deploymentView(deployment, findGroup(state, deployment));
}

function requireForm(id: string): string {
  return /^d-[A-Z0-9]{9}$/.test(id) ? id : refuse('InvalidDeploymentIdException');
}

function requireDeployment({ deployments }: CodeDeployState, given: Given): Deployment {
  const id = requireForm(given || refuse('DeploymentIdRequiredException'));
  return deployments.find((one) => one.id === id) ?? refuse('DeploymentDoesNotExistException');
}

function requireStarted(deployment: Deployment): Deployment {
  return deployment.startedAtMs === undefined ? refuse('DeploymentNotStartedException') : deployment;
}

function requireGroup(
  state: CodeDeployState,
  { applicationName, deploymentGroupName }: { readonly applicationName?: Given; readonly deploymentGroupName?: Given },
): GroupDefinition {
  const application = applicationName || refuse('ApplicationNameRequiredException');
  if (!state.groups.some((known) => known.application === application)) refuse('ApplicationDoesNotExistException');
  const group = deploymentGroupName || refuse('DeploymentGroupNameRequiredException');
  return findGroup(state, { application, group }) ?? refuse('DeploymentGroupDoesNotExistException');
}
