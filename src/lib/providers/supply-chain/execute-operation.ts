import type { PlannedOperation } from '../../model/resource-operation.ts';
import type { OperationResult } from '../../ports.ts';
import type { InstanceCallResult } from './answers.ts';
import { parseInstanceArn, referenceOf } from './names.ts';
import type { SupplyChainProvider } from './provider.ts';

type Refusal = Extract<InstanceCallResult, { result: 'refused' }>;

/** Executes a planned operation. Each call in it can be repeated: a create by its token, an update and a delete by the id. */
export async function executeInstanceOperation(
  provider: SupplyChainProvider,
  operation: PlannedOperation,
  token: string,
): Promise<OperationResult> {
  const instanceId = parseInstanceArn(operation.target)?.instanceId ?? '';
  switch (operation.kind) {
    case 'create':
      return operationResult(operation, await provider.create(operation.fields, token));
    case 'update': {
      const result = await provider.update(instanceId, operation.fields);
      return (await isAboutNothing(provider, operation, result))
        ? { result: 'notFound' }
        : operationResult(operation, result);
    }
    case 'delete':
      return operationResult(operation, await remove(provider, operation, instanceId));
    case 'recreate':
      return recreate(provider, operation, instanceId);
  }
}

/** An instance that is gone counts as deleted: by an earlier attempt of this operation, or by somebody else. */
async function remove(
  provider: SupplyChainProvider,
  operation: PlannedOperation,
  instanceId: string,
): Promise<InstanceCallResult> {
  const result = await provider.remove(instanceId);
  return (await isAboutNothing(provider, operation, result)) ? { result: 'accepted' } : result;
}

/** The error's name could also come from a proxy. A read shows whether the service itself says so. */
async function isAboutNothing(
  provider: SupplyChainProvider,
  operation: PlannedOperation,
  result: InstanceCallResult,
): Promise<boolean> {
  if (result.result !== 'refused' || result.error !== 'ResourceNotFoundException') return false;
  return (await oldInstance(provider, operation)) === undefined;
}

async function oldInstance(provider: SupplyChainProvider, { target }: PlannedOperation) {
  const reference = referenceOf(target);
  return reference && provider.describe(reference);
}

/**
 * AWS's advice for a failed creation: delete the instance and create it again. Both may have been done before, by this operation
 * or by another one. So the token is derived from the old instance: all such requests together create one instance.
 */
async function recreate(
  provider: SupplyChainProvider,
  operation: PlannedOperation,
  oldId: string,
): Promise<OperationResult> {
  const removed = await remove(provider, operation, oldId);
  if (removed.result !== 'accepted') return operationResult(operation, removed);
  const created = await provider.create(operation.fields, `recreate-${oldId}`);
  if (created.result === 'refused') return notRecreated(provider, operation, created);
  // It is a new instance now: the old one's ARN must not be used for it.
  const result = operationResult({ ...operation, target: '' }, created);
  const note =
    'It has the name, description, key and web domain of the old one. Tags cannot be read back: set them again.';
  return result.result === 'accepted' ? { ...result, note } : result;
}

/** Until the old instance is gone, it keeps its web domain, and counts as one of the ten. */
async function notRecreated(
  provider: SupplyChainProvider,
  operation: PlannedOperation,
  refusal: Refusal,
): Promise<OperationResult> {
  const begun = 'The deletion of the old instance has begun';
  const mayPass = refusal.conflict || refusal.error === 'ServiceQuotaExceededException';
  const old = mayPass ? await oldInstance(provider, operation) : undefined;
  if (old !== undefined && old.state !== 'Deleted') {
    const because = `${begun}, but it still exists, keeps its web domain and counts against the quota. Create the instance again when it is deleted.`;
    return { result: 'notYet', because };
  }
  const message = `${refusal.message ?? refusal.error}\n${begun}; no new one was created.`;
  return operationResult(operation, { ...refusal, message });
}

function operationResult(operation: PlannedOperation, result: InstanceCallResult): OperationResult {
  switch (result.result) {
    case 'accepted':
      return accepted(operation, result);
    case 'refused': {
      const { conflict: _, ...refused } = result;
      return refused;
    }
    default:
      return result;
  }
}

function accepted(
  operation: PlannedOperation,
  result: Extract<InstanceCallResult, { result: 'accepted' }>,
): OperationResult {
  const subject = result.observation?.subject;
  const reference = referenceOf(result.target ?? operation.target);
  const asked =
    operation.kind === 'create' || operation.kind === 'recreate' ? operation.fields['instanceName'] : operation.name;
  const known = subject?.on === 'deployment' ? subject.deployment.name : asked;
  const name = typeof known === 'string' && known !== '' ? known : (reference?.name ?? operation.name);
  return { result: 'accepted', name, ...(reference ? { reference: { ...reference, name } } : {}) };
}
