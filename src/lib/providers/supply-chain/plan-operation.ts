import type { PlannedOperation, ResourceOperation } from '../../model/resource-operation.ts';
import type { OperationPlan } from '../../ports.ts';
import { AmbiguousName, isThrottle, OtherRegion } from './answers.ts';
import type { Instance } from './client/index.ts';
import { checkCreateInput } from './instance-input.ts';
import { instanceQuota } from './instances.ts';
import { candidates } from './names.ts';
import { targetOfInstance } from './observations.ts';
import type { SupplyChainProvider } from './provider.ts';

/**
 * Resolves which instance an operation is about, and the input of a new one.
 *
 * @throws SupplyChainUnavailable, IncompleteAnswer
 */
export async function planOperation(
  provider: SupplyChainProvider,
  region: string,
  operation: ResourceOperation,
): Promise<OperationPlan> {
  if (operation.kind === 'create') return planCreate(provider, operation);
  const found = await find(provider, operation.name);
  if ('result' in found) return found;
  const { instance } = found;
  const target = targetOfInstance(instance, region);
  // A button has an ARN; people use names.
  const planned = { ...operation, name: instance.instanceName || operation.name, target };
  return operation.kind === 'recreate' ? planRecreate(instance, planned) : ready(planned);
}

function ready(operation: PlannedOperation): OperationPlan {
  return { result: 'ready', operation };
}

/** The quota is checked before the first attempt only. In a repetition, the instance may already be one of the ten. */
async function planCreate(provider: SupplyChainProvider, operation: ResourceOperation): Promise<OperationPlan> {
  const count = await countedBy(provider);
  if (count !== undefined && count >= instanceQuota) {
    const message =
      `There are ${count} instances. AWS allows ${instanceQuota} per account and Region, and this quota cannot be raised. ` +
      'Delete one first. Failed instances count, too.';
    return { result: 'refused', error: 'ServiceQuotaExceeded', message };
  }
  const { instanceName = operation.name } = operation.fields;
  const fields = { ...operation.fields, instanceName };
  return ready({
    ...operation,
    name: typeof instanceName === 'string' ? instanceName.trim() : operation.name,
    fields,
    target: '',
  });
}

/** A role that may create might not be allowed to list. Then only the service checks the quota. */
async function countedBy(provider: SupplyChainProvider): Promise<number | undefined> {
  try {
    return await provider.countInstances();
  } catch {
    return undefined;
  }
}

/** Only a failed instance is created again. This operation deletes it, and nobody has confirmed the deletion of a healthy one. */
function planRecreate(instance: Instance, operation: PlannedOperation): OperationPlan {
  const { state, instanceName, instanceDescription, kmsKeyArn, webAppDnsDomain } = instance;
  if (state !== 'CreateFailed') {
    const message = `Its state is ${String(state)}. Only an instance whose creation failed can be created again.`;
    return { result: 'refused', error: 'NotFailed', message };
  }
  // Stored now, because it cannot be read any more when the old instance is gone.
  const { input, problems } = checkCreateInput({ instanceName, instanceDescription, kmsKeyArn, webAppDnsDomain });
  if (input === undefined) return { result: 'refused', error: 'InvalidInput', problems };
  return ready({ ...operation, fields: { ...input } });
}

async function find(
  provider: SupplyChainProvider,
  name: string,
): Promise<{ readonly instance: Instance } | Exclude<OperationPlan, { result: 'ready' }>> {
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
