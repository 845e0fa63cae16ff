import type { Order, PreparedOrder } from '../../model/order.ts';
import type { Preparation } from '../../ports.ts';
import { AmbiguousName, isThrottle, OtherRegion } from './answers.ts';
import type { Instance } from './client/index.ts';
import { checkCreateInput } from './instance-input.ts';
import { instanceQuota } from './instances.ts';
import { candidates } from './names.ts';
import type { SupplyChainProvider } from './provider.ts';
import { targetOfInstance } from './readings.ts';

/**
 * Settles which instance an order is about, and what a new one shall be.
 *
 * @throws SupplyChainUnavailable, IncompleteAnswer
 */
export async function prepareOrder(provider: SupplyChainProvider, region: string, order: Order): Promise<Preparation> {
  if (order.kind === 'create') return prepareCreate(provider, order);
  const found = await find(provider, order.name);
  if ('result' in found) return found;
  const { instance } = found;
  const target = targetOfInstance(instance, region);
  // A button carries an ARN; people go by names.
  const prepared = { ...order, name: instance.instanceName || order.name, target };
  return order.kind === 'recreate' ? prepareRecreate(instance, prepared) : ready(prepared);
}

function ready(order: PreparedOrder): Preparation {
  return { result: 'ready', order };
}

/** The quota is looked at before the first attempt only: in a repetition, the instance may be one of the ten already. */
async function prepareCreate(provider: SupplyChainProvider, order: Order): Promise<Preparation> {
  const count = await countedBy(provider);
  if (count !== undefined && count >= instanceQuota) {
    const message =
      `There are ${count} instances, and AWS allows ${instanceQuota} per account and Region; it does not raise this. ` +
      'Delete one first: one that failed counts, too.';
    return { result: 'refused', error: 'ServiceQuotaExceeded', message };
  }
  const { instanceName = order.name } = order.fields;
  const fields = { ...order.fields, instanceName };
  return ready({
    ...order,
    name: typeof instanceName === 'string' ? instanceName.trim() : order.name,
    fields,
    target: '',
  });
}

/** Who may create need not be able to list: then the service is left to say it. */
async function countedBy(provider: SupplyChainProvider): Promise<number | undefined> {
  try {
    return await provider.countInstances();
  } catch {
    return undefined;
  }
}

/** Only what failed is created again: this order deletes, and nobody is asked whether a healthy instance may go. */
function prepareRecreate(instance: Instance, order: PreparedOrder): Preparation {
  const { state, instanceName, instanceDescription, kmsKeyArn, webAppDnsDomain } = instance;
  if (state !== 'CreateFailed') {
    const message = `It is ${String(state)}. Only an instance whose creation failed can be created again.`;
    return { result: 'refused', error: 'NotFailed', message };
  }
  // Written down now: when the old instance is gone, nobody can tell any more what it was.
  const { input, problems } = checkCreateInput({ instanceName, instanceDescription, kmsKeyArn, webAppDnsDomain });
  if (input === undefined) return { result: 'refused', error: 'InvalidInput', problems };
  return ready({ ...order, fields: { ...input } });
}

async function find(
  provider: SupplyChainProvider,
  name: string,
): Promise<{ readonly instance: Instance } | Exclude<Preparation, { result: 'ready' }>> {
  const [reference] = candidates(name);
  try {
    const instance = reference && (await provider.describe(reference));
    return instance === undefined || instance.state === 'Deleted' ? { result: 'notFound' } : { instance };
  } catch (error) {
    if (isThrottle(error)) return { result: 'throttled' };
    if (!(error instanceof AmbiguousName || error instanceof OtherRegion)) throw error;
    return { result: 'refused', error: error.name, message: error.message };
  }
}
