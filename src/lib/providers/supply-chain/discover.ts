import type { SubjectReference } from '../../model/reference.ts';
import { IncompleteAnswer } from './answers.ts';
import type { SupplyChainApi } from './api.ts';
import type { Instance, InstanceState } from './client/index.ts';
import { instanceArn, isInstanceId, providerName } from './names.ts';

/** `InstanceMaxResults` allows no more. */
const pageSize = 20;
const underWay: readonly InstanceState[] = ['Initializing', 'Deleting'];

/**
 * Instances page by page, only those of a name or of some states where these are given. A token that was there before ends
 * the walk instead of going round for ever.
 */
export async function* listInstances(
  api: SupplyChainApi,
  filters: { readonly instanceNameFilter?: string[]; readonly instanceStateFilter?: InstanceState[] } = {},
): AsyncIterable<readonly Instance[]> {
  const seen = new Set<string>();
  let token: string | undefined;
  for (;;) {
    const page = { maxResults: pageSize, ...filters, ...(token ? { nextToken: token } : {}) };
    const { instances, nextToken } = await api.call('ListInstances', page);
    yield listed(instances);
    if (!nextToken || seen.has(nextToken)) return;
    seen.add(nextToken);
    token = nextToken;
  }
}

/** No client promises that what comes is what the API's model says. What is nothing at all in a list is left out. @throws IncompleteAnswer */
function listed(instances: readonly Instance[] | undefined): readonly Instance[] {
  if (instances === undefined) return [];
  if (!Array.isArray(instances)) throw new IncompleteAnswer('ListInstances', 'instances');
  return instances.filter((instance) => typeof instance === 'object' && instance !== null);
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
