import type { CloudIdentity } from '../../identity.ts';
import { clientException, daemonNotFound, invalidParameter, serviceNotActive, unsupportedFeature } from '../errors.ts';
import { clusterArn, daemonArn, nameIn, readArn, revisionArn, serviceArn } from '../model/arns.ts';
import type { InputOf } from '../model/inputs.ts';
import type { Daemon, Deployment, EcsState, Service } from '../model/state.ts';
import { pageOf } from '../pages.ts';
import {
  clustersOf,
  daemonsIn,
  findService,
  findTaskDefinition,
  isSamePlace,
  requireCluster,
  requireService,
  servicesIn,
} from '../store.ts';
import { tasksOf, taskView } from '../tasks.ts';
import {
  briefView,
  daemonBriefView,
  daemonDeploymentView,
  daemonView,
  deploymentView,
  revisionView,
  serviceView,
  tagsView,
  taskDefinitionView,
} from '../views.ts';

/** The cluster that is meant: `default` where none is named. */
export function clusterIn(cluster: string | undefined): string {
  return cluster === undefined ? 'default' : nameIn(cluster, 'cluster');
}

/** Operations that change nothing, on the state of any moment: an answer may be given from an older one. */
export const reading = {
  ListClusters(owner: CloudIdentity, input: InputOf<'ListClusters'>, state: EcsState) {
    const list = { list: ['clusters', owner], usualSize: 100 };
    const { members, nextToken } = pageOf(clustersOf(state, owner), ({ number }) => number, input, list);
    return { clusterArns: members.map(({ name }) => clusterArn(owner, name)), nextToken };
  },

  ListServices(owner: CloudIdentity, input: InputOf<'ListServices'>, state: EcsState) {
    const { name } = requireCluster(state, owner, clusterIn(input.cluster));
    const active = servicesIn(state, owner, name).filter(({ status }) => status === 'ACTIVE');
    const list = { list: ['services', owner, name], usualSize: 10 };
    const { members, nextToken } = pageOf(active, ({ number }) => number, input, list);
    return { serviceArns: members.map((service) => serviceArn(service)), nextToken };
  },

  DescribeServices(owner: CloudIdentity, input: InputOf<'DescribeServices'>, state: EcsState) {
    const { name: cluster } = requireCluster(state, owner, clusterIn(input.cluster));
    const withTags = input.include?.includes('TAGS') ?? false;
    const asked = input.services.map((text) => ({ text, place: { owner, cluster, name: nameIn(text, 'service') } }));
    const found = asked.map(({ text, place }) => ({ text, service: findService(state, place) }));
    return {
      services: found.flatMap(({ service }) => (service === undefined ? [] : [serviceView(service, withTags)])),
      failures: found.flatMap(({ text, service }) => (service === undefined ? [missing(text)] : [])),
    };
  },

  DescribeTaskDefinition(
    owner: CloudIdentity,
    { taskDefinition: text }: InputOf<'DescribeTaskDefinition'>,
    state: EcsState,
  ) {
    const known = findTaskDefinition(state, owner, text);
    if (known === undefined) throw clientException('Unable to describe task definition.');
    return { taskDefinition: taskDefinitionView(known) };
  },

  ListTasks(owner: CloudIdentity, input: InputOf<'ListTasks'>, state: EcsState) {
    const { name: cluster } = requireCluster(state, owner, clusterIn(input.cluster));
    const { serviceName, desiredStatus = 'RUNNING' } = input;
    const services =
      serviceName === undefined
        ? servicesIn(state, owner, cluster)
        : [requireService(state, { owner, cluster, name: nameIn(serviceName, 'service') })];
    const tasks = services.flatMap((service) => tasksOf(service));
    const wanted = tasks.filter(({ hasStopped }) => hasStopped === (desiredStatus === 'STOPPED'));
    const list = { list: ['tasks', owner, cluster, serviceName, desiredStatus], usualSize: 100 };
    const { members, nextToken } = pageOf(
      wanted.map((task, order) => ({ ...task, order })),
      ({ order }) => order,
      input,
      list,
    );
    return { taskArns: members.map(({ arn }) => arn), nextToken };
  },

  DescribeTasks(owner: CloudIdentity, input: InputOf<'DescribeTasks'>, state: EcsState) {
    const { name: cluster } = requireCluster(state, owner, clusterIn(input.cluster));
    const tasks = servicesIn(state, owner, cluster).flatMap((service) => tasksOf(service));
    const asked = input.tasks.map((text) => ({
      text,
      task: tasks.find(({ arn }) => arn === text || arn.endsWith(`/${text}`)),
    }));
    return {
      tasks: asked.flatMap(({ task }) =>
        task === undefined
          ? []
          : [taskView(task, findTaskDefinition(state, owner, task.deployment.target.taskDefinition))],
      ),
      failures: asked.flatMap(({ text, task }) => (task === undefined ? [missing(text)] : [])),
    };
  },

  ListServiceDeployments(owner: CloudIdentity, input: InputOf<'ListServiceDeployments'>, state: EcsState) {
    const { service: name, status, createdAt, ...page } = input;
    const place = { owner, cluster: clusterIn(input.cluster), name: nameIn(name, 'service') };
    const service = requireService(state, place);
    if (service.status === 'INACTIVE') throw serviceNotActive(name);
    if (service.controller !== 'ECS') throw unsupportedFeature('Its deployments are not those of ECS.');
    const wanted = service.deployments
      .filter((deployment) => isWanted(deployment, status, createdAt))
      .toSorted((left, right) => placeOf(left) - placeOf(right));
    const list = { list: [serviceArn(service), status, createdAt], usualSize: 20 };
    const { members, nextToken } = pageOf(wanted, placeOf, page, list);
    return { serviceDeployments: members.map((deployment) => briefView(service, deployment)), nextToken };
  },

  DescribeServiceDeployments(_owner: CloudIdentity, input: InputOf<'DescribeServiceDeployments'>, state: EcsState) {
    const found = input.serviceDeploymentArns.map((arn) => ({ arn, known: findDeployment(state, arn) }));
    return {
      serviceDeployments: found.flatMap(({ known }) =>
        known === undefined ? [] : [deploymentView(known.service, known.deployment)],
      ),
      failures: found.flatMap(({ arn, known }) => (known === undefined ? [missing(arn)] : [])),
    };
  },

  DescribeServiceRevisions(_owner: CloudIdentity, input: InputOf<'DescribeServiceRevisions'>, state: EcsState) {
    const found = input.serviceRevisionArns.map((arn) => ({ arn, known: findRevision(state, arn) }));
    return {
      serviceRevisions: found.flatMap(({ known }) => (known === undefined ? [] : [known])),
      failures: found.flatMap(({ arn, known }) => (known === undefined ? [missing(arn)] : [])),
    };
  },

  ListTagsForResource(_owner: CloudIdentity, { resourceArn }: InputOf<'ListTagsForResource'>, state: EcsState) {
    const read = readArn(resourceArn);
    const [cluster = '', name = ''] = read?.path ?? [];
    if (read === undefined || read.path.length !== 2) throw invalidParameter('resourceArn: must be a long ARN');
    const place = { owner: read.owner, cluster, name };
    if (read.kind === 'daemon') return { tags: tagsView(requireDaemon(state, resourceArn).tags) };
    if (read.kind !== 'service') throw invalidParameter('resourceArn: only services and daemons have tags here');
    return { tags: tagsView(requireService(state, place).tags) };
  },

  ListDaemons(owner: CloudIdentity, input: InputOf<'ListDaemons'>, state: EcsState) {
    const { name } = requireCluster(state, owner, clusterIn(input.clusterArn));
    const list = { list: ['daemons', owner, name], usualSize: 100 };
    const { members, nextToken } = pageOf(daemonsIn(state, owner, name), ({ number }) => number, input, list);
    return { daemonSummariesList: members.map((daemon) => daemonView(daemon)), nextToken };
  },

  ListDaemonDeployments(_owner: CloudIdentity, input: InputOf<'ListDaemonDeployments'>, state: EcsState) {
    const { daemonArn: arn, status, createdAt, ...page } = input;
    const daemon = requireDaemon(state, arn);
    const wanted = daemon.deployments
      .filter((deployment) => isWanted(deployment, status, createdAt))
      .toSorted((left, right) => placeOf(left) - placeOf(right));
    const list = { list: [arn, status, createdAt], usualSize: 20 };
    const { members, nextToken } = pageOf(wanted, placeOf, page, list);
    return { daemonDeployments: members.map((deployment) => daemonBriefView(daemon, deployment)), nextToken };
  },

  DescribeDaemonDeployments(_owner: CloudIdentity, input: InputOf<'DescribeDaemonDeployments'>, state: EcsState) {
    const found = input.daemonDeploymentArns.map((arn) => ({ arn, known: findDaemonDeployment(state, arn) }));
    return {
      daemonDeployments: found.flatMap(({ known }) =>
        known === undefined ? [] : [daemonDeploymentView(known.daemon, known.deployment)],
      ),
      failures: found.flatMap(({ arn, known }) => (known === undefined ? [missing(arn)] : [])),
    };
  },
};

function missing(arn: string) {
  return { arn, reason: 'MISSING' };
}

/** Newest first: in which order AWS lists them is not documented, so nobody may rest on it. */
function placeOf({ createdAtMs }: { readonly createdAtMs: number }): number {
  return -createdAtMs;
}

function isWanted(
  deployment: { readonly status: string; readonly createdAtMs: number },
  status: readonly string[] | undefined,
  createdAt: InputOf<'ListServiceDeployments'>['createdAt'],
): boolean {
  const isOfStatus = status === undefined || status.length === 0 || status.includes(deployment.status);
  const seconds = deployment.createdAtMs / 1000;
  const isAfter = createdAt?.after === undefined || seconds > createdAt.after;
  const isBefore = createdAt?.before === undefined || seconds < createdAt.before;
  return isOfStatus && isAfter && isBefore;
}

/** A service deployment by its ARN, whichever account asks: nothing is shared here. */
export function findDeployment(
  state: EcsState,
  arn: string,
): { readonly service: Service; readonly deployment: Deployment } | undefined {
  const read = readArn(arn);
  const [cluster = '', name = '', id = ''] = read?.path ?? [];
  if (read === undefined || read.kind !== 'service-deployment') return undefined;
  for (const service of state.services) {
    if (!isSamePlace(service, { owner: read.owner, cluster, name })) continue;
    const deployment = service.deployments.find((candidate) => candidate.id === id);
    if (deployment !== undefined) return { service, deployment };
  }
  return undefined;
}

function findRevision(state: EcsState, arn: string) {
  for (const service of state.services) {
    const revisions = service.deployments.map(({ target }) => target);
    const revision = revisions.find(({ number }) => revisionArn(service, number) === arn);
    if (revision !== undefined) return revisionView(service, revision);
  }
  return undefined;
}

/** @throws AwsError DaemonNotFoundException */
export function requireDaemon(state: EcsState, arn: string): Daemon {
  const daemon = state.daemons.find((candidate) => daemonArn(candidate) === arn);
  if (daemon === undefined) throw daemonNotFound(arn);
  return daemon;
}

function findDaemonDeployment(state: EcsState, arn: string) {
  const read = readArn(arn);
  const [cluster = '', name = '', id = ''] = read?.path ?? [];
  if (read === undefined || read.kind !== 'daemon-deployment') return undefined;
  const daemon = state.daemons.find((candidate) => isSamePlace(candidate, { owner: read.owner, cluster, name }));
  const deployment = daemon?.deployments.find((candidate) => candidate.id === id);
  return daemon && deployment && { daemon, deployment };
}
