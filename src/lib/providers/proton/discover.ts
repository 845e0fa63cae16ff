import { type DiscoveredPage, ListingFailed } from '../../model/discovery.ts';
import type { DeploymentReference, SubjectReference } from '../../model/reference.ts';
import type { DiscoverOptions } from '../../ports.ts';
import { isThrottle } from '../answers.ts';
import { type AnsweredPage, objectsIn, type PageRequest, pages } from '../paging.ts';
import type { ProtonApi, ProtonOperation } from './api.ts';
import { canonicalArn, isResourceName, type ProtonTargetKind, providerName } from './names.ts';

const underWay: ReadonlySet<string> = new Set(['IN_PROGRESS', 'CANCELLING', 'DELETE_IN_PROGRESS']);

interface Listed {
  readonly arn?: string | undefined;
  readonly deploymentStatus?: string | undefined;
}

/** One of Proton's lists: each has a separate operation. */
interface Listing {
  readonly on: 'deployment' | 'connection';
  readonly operation: ProtonOperation;
  page(api: ProtonApi, request: PageRequest, sinceMs: number): Promise<AnsweredPage<SubjectReference>>;
}

/**
 * Everything that is in progress, with or without an event. Instances can be listed by status, environments and components only
 * as a whole. Pipelines are in the deployment history, newest first (assumption A41), which is read as far back as `sinceMs`.
 * Connections are listed by their PENDING status.
 *
 * If one list fails, for example because of a missing permission, the others are still read.
 */
export async function* discover(
  api: ProtonApi,
  { on, token, sinceMs = 0 }: DiscoverOptions = {},
): AsyncIterable<DiscoveredPage> {
  const wanted = Object.entries(listings).filter(([, listing]) => on === undefined || listing.on === on);
  const from = readToken(token);
  const start = wanted.findIndex(([name]) => name === from.listing);
  for (let index = Math.max(start, 0); index < wanted.length; index += 1) {
    const [name, listing] = wanted[index] ?? [];
    if (name === undefined || listing === undefined) return;
    const following = wanted[index + 1]?.[0];
    yield* pagesOf(api, { name, listing, following }, index === start ? from.token : undefined, sinceMs);
  }
}

/**
 * One page of the walk through the whole deployment history, for pipelines whose deployment began before `sinceMs`.
 *
 * @throws ListingFailed
 */
export async function walk(api: ProtonApi, token: string | undefined): Promise<DiscoveredPage> {
  try {
    for await (const page of pages((request) => listings.pipelines.page(api, request, 0), { from: token })) {
      const { members: references, nextToken } = page;
      return { references, ...(nextToken === undefined || nextToken === token ? {} : { nextToken }) };
    }
    return { references: [] };
  } catch (error) {
    throw listingFailed(listings.pipelines, error);
  }
}

/** One list, from a token on. A failure ends this list, and the next one follows. */
async function* pagesOf(
  api: ProtonApi,
  {
    name,
    listing,
    following,
  }: { readonly name: string; readonly listing: Listing; readonly following?: string | undefined },
  from: string | undefined,
  sinceMs: number,
): AsyncIterable<DiscoveredPage> {
  const behind = following === undefined ? {} : { nextToken: tokenOf(following) };
  try {
    for await (const page of pages((request) => listing.page(api, request, sinceMs), { from })) {
      const { members: references, nextToken } = page;
      yield { references, ...(nextToken === undefined ? behind : { nextToken: tokenOf(name, nextToken) }) };
    }
  } catch (error) {
    yield { references: [], failure: listingFailed(listing, error), ...behind };
  }
}

function listingFailed({ operation }: Pick<Listing, 'operation'>, error: unknown): ListingFailed {
  return new ListingFailed(operation, error, isThrottle(error));
}

/** Which list, and where in it. */
function tokenOf(listing: string, token = ''): string {
  return `${listing}:${token}`;
}

function readToken(token = ''): { readonly listing: string; readonly token: string } {
  const colon = token.indexOf(':');
  return { listing: token.slice(0, Math.max(colon, 0)), token: token.slice(colon + 1) };
}

function isUnderWay({ deploymentStatus }: Listed): boolean {
  return underWay.has(deploymentStatus ?? '');
}

/** A target that is listed without its names cannot be read (assumption A11). Its events and its item still lead to it. */
function referencesTo(
  kind: ProtonTargetKind,
  names: readonly (string | undefined)[],
  arn: string | undefined,
): DeploymentReference[] {
  if (!names.every(isResourceName)) return [];
  const target = typeof arn === 'string' && arn !== '' ? { target: canonicalArn(arn) } : {};
  return [{ on: 'deployment', provider: providerName, kind, name: names.join('/'), ...target }];
}

const listings = {
  instances: {
    on: 'deployment',
    operation: 'ListServiceInstances',
    async page(api, input) {
      const filters = [{ key: 'deploymentStatus' as const, value: 'IN_PROGRESS' }];
      const { serviceInstances, nextToken } = await api.call('ListServiceInstances', { ...input, filters });
      const members = objectsIn(serviceInstances).flatMap(({ serviceName, name, arn }) =>
        referencesTo('serviceInstance', [serviceName, name], arn),
      );
      return { members, nextToken };
    },
  },

  environments: {
    on: 'deployment',
    operation: 'ListEnvironments',
    async page(api, input) {
      const { environments, nextToken } = await api.call('ListEnvironments', input);
      const members = objectsIn(environments)
        .filter(isUnderWay)
        .flatMap(({ name, arn }) => referencesTo('environment', [name], arn));
      return { members, nextToken };
    },
  },

  components: {
    on: 'deployment',
    operation: 'ListComponents',
    async page(api, input) {
      const { components, nextToken } = await api.call('ListComponents', input);
      const members = objectsIn(components)
        .filter(isUnderWay)
        .flatMap(({ name, arn }) => referencesTo('component', [name], arn));
      return { members, nextToken };
    },
  },

  pipelines: {
    on: 'deployment',
    operation: 'ListDeployments',
    async page(api, input, sinceMs) {
      const answer = await api.call('ListDeployments', input);
      const deployments = objectsIn(answer.deployments);
      const members = deployments
        .filter((deployment) => deployment.targetResourceType === 'SERVICE_PIPELINE' && isUnderWay(deployment))
        .flatMap(({ serviceName, targetArn }) => referencesTo('servicePipeline', [serviceName], targetArn));
      // Newest first: everything after this page began even earlier.
      const oldest: unknown = deployments.at(-1)?.createdAt;
      const isPastHorizon = oldest instanceof Date && oldest.getTime() < sinceMs;
      return { members, nextToken: isPastHorizon ? undefined : answer.nextToken };
    },
  },

  connections: {
    on: 'connection',
    operation: 'ListEnvironmentAccountConnections',
    async page(api, page) {
      const input = { ...page, requestedBy: 'MANAGEMENT_ACCOUNT' as const, statuses: ['PENDING' as const] };
      const answer = await api.call('ListEnvironmentAccountConnections', input);
      const members = objectsIn(answer.environmentAccountConnections).flatMap(({ id, arn }) =>
        id === undefined
          ? []
          : [{ on: 'connection' as const, provider: providerName, id, ...(arn ? { target: arn } : {}) }],
      );
      return { members, nextToken: answer.nextToken };
    },
  },
} satisfies Readonly<Record<string, Listing>>;
