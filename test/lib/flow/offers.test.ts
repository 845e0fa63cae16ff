import { expect, test } from '@jest/globals';
import type { Item } from '../../../src/lib/model/item.ts';
import type { ResourceOperation } from '../../../src/lib/model/resource-operation.ts';
import { OperationWorld } from './operation-world.ts';

function offersOf({ details }: Item): string {
  return details.operations.join(',');
}

/** A creation that has failed, and was told. */
async function failedCreation() {
  const world = new OperationWorld();
  const shown: { readonly attempt: string; readonly offers: string }[] = [];
  const { chat } = world;
  world.chat = {
    ...chat,
    show: (channel, view, ts) => {
      const item = view.kind === 'story' ? view.root : view.item;
      shown.push({ attempt: item.key.attempt, offers: offersOf(item) });
      return chat.show(channel, view, ts);
    },
  };
  const target = world.targetOf(await world.given('fail'));
  await world.observe({
    reference: { on: 'deployment', provider: 'supplyChain', kind: 'instance', name: 'x', target },
  });
  await world.settle();
  const { attempt } = (await world.newest(target)).key;
  return { world, target, attempt, lastOffers: () => shown.findLast((one) => one.attempt === attempt)?.offers };
}

const deletionOf = (name: string): ResourceOperation => ({ kind: 'delete', provider: 'supplyChain', name, fields: {} });

test('a creation that failed offers what can be done', async () => {
  const { lastOffers } = await failedCreation();
  expect(lastOffers()).toBe('recreate,delete');
});

test('once its deletion has begun, its message offers nothing any more', async () => {
  const { world, target, attempt, lastOffers } = await failedCreation();
  await world.operation(deletionOf(target));
  await world.settle();
  expect((await world.newest(target)).key.attempt).not.toBe(attempt);
  expect(lastOffers()).toBe('');
});

test('nor does it when nobody saw the deletion, and the instance is gone', async () => {
  const { world, target, lastOffers } = await failedCreation();
  world.service.call('DeleteInstance', { instanceId: target.split('/').at(-1) ?? '' });
  await world.pass(24 * 60 * 60_000);
  await world.observe({
    reference: { on: 'deployment', provider: 'supplyChain', kind: 'instance', name: 'x', target },
  });
  await world.settle();
  await world.notify((await world.newest(target)).key);
  expect(lastOffers()).toBe('');
});
