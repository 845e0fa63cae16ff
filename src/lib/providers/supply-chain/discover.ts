import type { SubjectReference } from '../../model/reference.ts';
import { pages } from '../paging.ts';
import type { SupplyChainApi } from './api.ts';
import type { Instance, InstanceState } from './client/index.ts';
import { instanceArn, isInstanceId, providerName } from './names.ts';

/** `InstanceMaxResults` allows no more. */
const pageSize = 20;
const underWay: readonly InstanceState[] = ['Initializing', 'Deleting'];

/** Instances page by page, only those of a name or of some states where these are given. */
export function listInstances(
  api: SupplyChainApi,
  filters: { readonly instanceNameFilter?: string[]; readonly instanceStateFilter?: InstanceState[] } = {},
): AsyncIterable<readonly Instance[]> {
  return pages(async (page) => {
    const { instances, nextToken } = await api.call('ListInstances', { ...page, ...filters });
    return { members: instances, nextToken };
  }, pageSize);
}

/** Everything that is being created or deleted. No event tells of it: this is how the bot first hears of it. */
export async function* discover(
  api: SupplyChainApi,
  region: string,
  on?: 'deployment' | 'connection',
): AsyncIterable<readonly SubjectReference[]> {
  if (on === 'connection') return;
  for await (const instances of listInstances(api, { instanceStateFilter: [...underWay] })) {
    yield instances.flatMap((instance) => referencesTo(instance, region));
  }
}

/** What is listed without its id cannot be asked for. */
function referencesTo(instance: Instance, region: string): SubjectReference[] {
  const { instanceId, awsAccountId: account, instanceName } = instance;
  if (!isInstanceId(instanceId)) return [];
  const target = account ? { target: instanceArn({ region, account, instanceId }) } : {};
  const name = instanceName || instanceId;
  return [{ on: 'deployment', provider: providerName, kind: 'instance', name, ...target }];
}
