import type { DeploymentReference, SubjectReference } from '../../model/reference.ts';
import type { TargetKind } from '../../model/subject.ts';
import { pages } from '../paging.ts';
import type { ProtonApi } from './api.ts';
import { canonicalArn, isResourceName, providerName } from './names.ts';

const underWay: ReadonlySet<string> = new Set(['IN_PROGRESS', 'CANCELLING', 'DELETE_IN_PROGRESS']);

interface Listed {
  readonly arn?: string | undefined;
  readonly deploymentStatus?: string | undefined;
}

/**
 * Everything that is under way, whether an event told of it or not. Instances can be listed by status; environments and
 * components only whole; pipelines show in deployment history; connections by their PENDING status.
 *
 * What cannot be listed (a permission that is missing, say) does not keep the rest from being found.
 *
 * @throws AggregateError at the end, when something could not be listed
 */
export async function* discover(
  api: ProtonApi,
  on?: 'deployment' | 'connection',
): AsyncIterable<readonly SubjectReference[]> {
  if (on === 'connection') {
    yield* connections(api);
    return;
  }
  const deployments = [instances, environments, components, pipelines];
  const failures: unknown[] = [];
  for (const list of on === 'deployment' ? deployments : [...deployments, connections]) {
    try {
      yield* list(api);
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw new AggregateError(failures, 'not everything that is under way could be listed');
}

function isUnderWay({ deploymentStatus }: Listed): boolean {
  return underWay.has(deploymentStatus ?? '');
}

/** What is listed without its names cannot be asked for (assumption A11); its events and its item still lead to it. */
function references(
  kind: TargetKind,
  names: readonly (string | undefined)[],
  arn: string | undefined,
): DeploymentReference[] {
  if (!names.every(isResourceName)) return [];
  const target = typeof arn === 'string' && arn !== '' ? { target: canonicalArn(arn) } : {};
  return [{ on: 'deployment', provider: providerName, kind, name: names.join('/'), ...target }];
}

async function* instances(api: ProtonApi): AsyncIterable<readonly SubjectReference[]> {
  const filters = [{ key: 'deploymentStatus' as const, value: 'IN_PROGRESS' }];
  const list = pages(async (page) => {
    const { serviceInstances, nextToken } = await api.call('ListServiceInstances', { ...page, filters });
    return { members: serviceInstances, nextToken };
  });
  for await (const members of list) {
    yield members.flatMap(({ serviceName, name, arn }) => references('serviceInstance', [serviceName, name], arn));
  }
}

async function* environments(api: ProtonApi): AsyncIterable<readonly SubjectReference[]> {
  const list = pages(async (page) => {
    const answer = await api.call('ListEnvironments', page);
    return { members: answer.environments, nextToken: answer.nextToken };
  });
  for await (const members of list) {
    yield members.filter(isUnderWay).flatMap(({ name, arn }) => references('environment', [name], arn));
  }
}

async function* components(api: ProtonApi): AsyncIterable<readonly SubjectReference[]> {
  const list = pages(async (page) => {
    const answer = await api.call('ListComponents', page);
    return { members: answer.components, nextToken: answer.nextToken };
  });
  for await (const members of list) {
    yield members.filter(isUnderWay).flatMap(({ name, arn }) => references('component', [name], arn));
  }
}

async function* pipelines(api: ProtonApi): AsyncIterable<readonly SubjectReference[]> {
  const list = pages(async (page) => {
    const { deployments, nextToken } = await api.call('ListDeployments', page);
    return { members: deployments, nextToken };
  });
  for await (const members of list) {
    yield members
      .filter((deployment) => deployment.targetResourceType === 'SERVICE_PIPELINE' && isUnderWay(deployment))
      .flatMap(({ serviceName, targetArn }) => references('servicePipeline', [serviceName], targetArn));
  }
}

async function* connections(api: ProtonApi): AsyncIterable<readonly SubjectReference[]> {
  const list = pages(async (page) => {
    const input = { ...page, requestedBy: 'MANAGEMENT_ACCOUNT' as const, statuses: ['PENDING' as const] };
    const answer = await api.call('ListEnvironmentAccountConnections', input);
    return { members: answer.environmentAccountConnections, nextToken: answer.nextToken };
  });
  for await (const members of list) {
    yield members.flatMap(({ id, arn }) =>
      id === undefined
        ? []
        : [{ on: 'connection' as const, provider: providerName, id, ...(arn ? { target: arn } : {}) }],
    );
  }
}
