import type { PreparedOrder } from '../../model/order.ts';
import type { OrderResult } from '../../ports.ts';
import type { InstanceCallResult } from './answers.ts';
import { parseInstanceArn, referenceOf } from './names.ts';
import type { SupplyChainProvider } from './provider.ts';

type Refusal = Extract<InstanceCallResult, { result: 'refused' }>;

/** Places a prepared order. Each call in it can be repeated: a create by its token, an update and a delete by the id. */
export async function placeOrder(
  provider: SupplyChainProvider,
  order: PreparedOrder,
  token: string,
): Promise<OrderResult> {
  const instanceId = parseInstanceArn(order.target)?.instanceId ?? '';
  switch (order.kind) {
    case 'create':
      return orderResult(order, await provider.create(order.fields, token));
    case 'update': {
      const result = await provider.update(instanceId, order.fields);
      return (await isAboutNothing(provider, order, result)) ? { result: 'notFound' } : orderResult(order, result);
    }
    case 'delete':
      return orderResult(order, await remove(provider, order, instanceId));
    case 'recreate':
      return recreate(provider, order, instanceId);
  }
}

/** What is gone is deleted: by an earlier attempt of this order, or by somebody with the same wish. */
async function remove(
  provider: SupplyChainProvider,
  order: PreparedOrder,
  instanceId: string,
): Promise<InstanceCallResult> {
  const result = await provider.remove(instanceId);
  return (await isAboutNothing(provider, order, result)) ? { result: 'accepted' } : result;
}

/** The refusal's name alone could be a proxy's; reading tells it from the service's own word. */
async function isAboutNothing(
  provider: SupplyChainProvider,
  order: PreparedOrder,
  result: InstanceCallResult,
): Promise<boolean> {
  if (result.result !== 'refused' || result.error !== 'ResourceNotFoundException') return false;
  return (await oldInstance(provider, order)) === undefined;
}

async function oldInstance(provider: SupplyChainProvider, { target }: PreparedOrder) {
  const reference = referenceOf(target);
  return reference && provider.describe(reference);
}

/**
 * What AWS advises for a creation that failed: delete it, create it again. Both may have been done before, by this order or by
 * another of the same wish, so the token is the old instance's: whoever asks, and however often, one instance comes of it.
 */
async function recreate(provider: SupplyChainProvider, order: PreparedOrder, oldId: string): Promise<OrderResult> {
  const removed = await remove(provider, order, oldId);
  if (removed.result !== 'accepted') return orderResult(order, removed);
  const created = await provider.create(order.fields, `recreate-${oldId}`);
  if (created.result === 'refused') return notRecreated(provider, order, created);
  // It is another instance now: the old one's ARN must not stand in for it.
  const result = orderResult({ ...order, target: '' }, created);
  const note =
    'It has the name, description, key and web domain of the old one. Tags cannot be read back: set them again.';
  return result.result === 'accepted' ? { ...result, note } : result;
}

/** Until the old instance is gone it keeps its web domain, and its place among the ten. */
async function notRecreated(
  provider: SupplyChainProvider,
  order: PreparedOrder,
  refusal: Refusal,
): Promise<OrderResult> {
  const begun = 'The deletion of the old instance has begun';
  const mayPass = refusal.conflict || refusal.error === 'ServiceQuotaExceededException';
  const old = mayPass ? await oldInstance(provider, order) : undefined;
  if (old !== undefined && old.state !== 'Deleted') {
    const because = `${begun}, but it is still there and keeps its web domain and its place in the quota. Create the instance again when it is gone.`;
    return { result: 'notYet', because };
  }
  const message = `${refusal.message ?? refusal.error}\n${begun}; no new one was created.`;
  return orderResult(order, { ...refusal, message });
}

function orderResult(order: PreparedOrder, result: InstanceCallResult): OrderResult {
  switch (result.result) {
    case 'accepted':
      return accepted(order, result);
    case 'refused': {
      const { conflict: _, ...refused } = result;
      return refused;
    }
    default:
      return result;
  }
}

function accepted(order: PreparedOrder, result: Extract<InstanceCallResult, { result: 'accepted' }>): OrderResult {
  const subject = result.observation?.subject;
  const reference = referenceOf(result.target ?? order.target);
  const asked = order.kind === 'create' || order.kind === 'recreate' ? order.fields['instanceName'] : order.name;
  const known = subject?.on === 'deployment' ? subject.deployment.name : asked;
  const name = typeof known === 'string' && known !== '' ? known : (reference?.name ?? order.name);
  return { result: 'accepted', name, ...(reference ? { reference: { ...reference, name } } : {}) };
}
