import { type DiscoveredPage, ListingFailed } from '../../model/discovery.ts';
import type { SubjectReference } from '../../model/reference.ts';
import type { DiscoverOptions } from '../../ports.ts';
import { isThrottle } from '../answers.ts';
import { type Page, pages } from '../paging.ts';
import type { SupplyChainApi } from './api.ts';
import type { Instance, InstanceState } from './client/index.ts';
import { instanceArn, isInstanceId, providerName } from './names.ts';

/** `InstanceMaxResults` allows no more. */
const pageSize = 20;
const underWay: readonly InstanceState[] = ['Initializing', 'Deleting'];

/**
 * Instances page by page; only those with the given name or states, if any are given. A token that was there before ends the
 * listing, which would otherwise never end.
 */
export async function* listInstances(
  api: SupplyChainApi,
  filters: InstanceFilters = {},
): AsyncIterable<readonly Instance[]> {
  for await (const { members } of instancePages(api, filters)) yield members;
}

interface InstanceFilters {
  readonly instanceNameFilter?: string[];
  readonly instanceStateFilter?: InstanceState[];
}

function instancePages(api: SupplyChainApi, filters: InstanceFilters, from?: string): AsyncIterable<Page<Instance>> {
  return pages(
    async (request) => {
      const { instances, nextToken } = await api.call('ListInstances', { ...request, ...filters });
      return { members: instances, nextToken };
    },
    { maxResults: pageSize, from },
  );
}

/** Everything that is being created or deleted. There is no event for it: the bot first sees it here. */
export async function* discover(
  api: SupplyChainApi,
  region: string,
  { on, token }: DiscoverOptions = {},
): AsyncIterable<DiscoveredPage> {
  if (on === 'connection') return;
  try {
    for await (const { members, nextToken } of instancePages(api, { instanceStateFilter: [...underWay] }, token)) {
      const references = members.flatMap((instance) => referencesTo(instance, region));
      yield { references, ...(nextToken === undefined ? {} : { nextToken }) };
    }
  } catch (error) {
    yield { references: [], failure: new ListingFailed('ListInstances', error, isThrottle(error)) };
  }
}

/** An instance that is listed without its id cannot be read. */
function referencesTo(instance: Instance, region: string): SubjectReference[] {
  const { instanceId, awsAccountId: account, instanceName } = instance;
  if (!isInstanceId(instanceId)) return [];
  const target = account ? { target: instanceArn({ region, account, instanceId }) } : {};
  const name = instanceName || instanceId;
  return [{ on: 'deployment', provider: providerName, kind: 'instance', name, ...target }];
}
