import { describe, expect, test } from '@jest/globals';
import { commandQueue, lastWordDelivery } from '../../../src/lib/flow/index.ts';
import type { IdempotencyRecord } from '../../../src/lib/model/idempotency.ts';
import type { Answer, Interaction } from '../../../src/lib/model/request.ts';
import type { ResourceOperation } from '../../../src/lib/model/resource-operation.ts';
import { unknownTarget } from '../../../src/lib/model/trail.ts';
import { ChatBusy } from '../../../src/lib/ports.ts';
import { OperationWorld } from './operation-world.ts';

const create: ResourceOperation = {
  kind: 'create',
  provider: 'supplyChain',
  name: 'factory',
  fields: { instanceName: 'factory' },
};

const gone = async (): Promise<never> => {
  throw new Error('gone');
};

/** What never works in it, from the first delivery to the last. */
const broken: Readonly<Record<string, (world: OperationWorld) => void>> = {
  'reading records': (world) => Object.assign(world.store, { getRecord: gone }),
  'writing records': (world) => Object.assign(world.store, { putRecord: gone }),
  'records, which somebody else always writes first': (world) =>
    Object.assign(world.store, { putRecord: async () => undefined }),
  'the trail': (world) => Object.assign(world.store, { appendTrail: gone }),
  planning: (world) => Object.assign(world.manager, { plan: gone }),
  'planning, for its rate': (world) => Object.assign(world.manager, { plan: async () => ({ result: 'throttled' }) }),
  executing: (world) => Object.assign(world.manager, { execute: gone }),
  'executing, for its rate': (world) =>
    Object.assign(world.manager, { execute: async () => ({ result: 'throttled' }) }),
  'the answer of executing': (world) =>
    Object.assign(world.manager, { execute: async () => ({ result: 'unknown', error: 'TimeoutError' }) }),
  'what it has to wait for': (world) =>
    Object.assign(world.manager, { execute: async () => ({ result: 'notYet', because: 'the old one is there' }) }),
};

describe.each(Object.keys(broken))('where %s never works', (name) => {
  test.each([
    ['and no time passes', 0],
    ['and each delivery is as late as a dead function makes it', commandQueue.visibilityTimeoutMs],
  ])('an operation ends by telling, once, before its last delivery: %s', async (_when, waitMs) => {
    const world = new OperationWorld();
    broken[name]?.(world);
    const answer = await world.deliver(create, { waitMs });
    expect(world.answers).toEqual([answer]);
    expect(answer.kind).toMatch(/^(?:failed|operationRefused|operationUncertain|operationAccepted)$/);
  });
});

describe('from the delivery on that has the last word', () => {
  const lost = (world: OperationWorld) =>
    Object.assign(world.manager, { execute: async () => ({ result: 'unknown', error: 'TimeoutError' }) });

  test('what is uncertain is told as uncertain, and stands in the trail', async () => {
    const world = new OperationWorld();
    lost(world);
    await expect(world.delivery(create, lastWordDelivery - 1)).rejects.toMatchObject({ name: 'OperationUncertain' });
    expect(world.answers).toEqual([]);
    const answer = await world.delivery(create, lastWordDelivery);
    expect(answer).toEqual({ kind: 'operationUncertain', operation: 'create', name: 'factory' });
    expect(world.answers).toEqual([answer]);
    expect(await world.trail(unknownTarget)).toMatchObject([
      { event: { what: 'refused', request: 'create factory', reason: expect.stringContaining('without a certain') } },
    ]);
  });

  test('what has to wait is told with its reason', async () => {
    const world = new OperationWorld();
    broken['what it has to wait for']?.(world);
    expect(await world.delivery(create, lastWordDelivery)).toMatchObject({
      kind: 'operationRefused',
      error: 'NotYet',
      message: 'the old one is there',
    });
  });

  test('a busy chat gets the answer with the next delivery, the same one', async () => {
    const world = new OperationWorld();
    lost(world);
    const { answer: tell } = world.chat;
    world.chat.answer = () => Promise.reject(new ChatBusy(1000));
    await expect(world.delivery(create, lastWordDelivery)).rejects.toBeInstanceOf(ChatBusy);
    world.chat.answer = tell;
    // Were it certain by now, another answer would contradict the one that was kept.
    Object.assign(world.manager, { execute: async () => ({ result: 'refused', error: 'Late' }) });
    expect(await world.delivery(create, lastWordDelivery + 1)).toMatchObject({ kind: 'operationUncertain' });
    expect(world.answers).toHaveLength(1);
  });

  test.each<[Interaction, Answer]>([
    [
      { type: 'command', command: { name: 'accept', id: 'c-1' } },
      { kind: 'pending', action: 'accept', name: 'c-1' },
    ],
    [
      { type: 'command', command: { name: 'status', target: 'orders' } },
      { kind: 'failed', error: 'GaveUp' },
    ],
    [
      { type: 'click', action: 'cancel', key: { target: 'arn:x', attempt: '1' } },
      { kind: 'pending', action: 'cancel', name: 'arn:x' },
    ],
  ])('what else may have been done is not told as "nothing was done": %j', async (interaction, answer) => {
    const world = new OperationWorld();
    Object.assign(world.store, { getRecord: gone });
    expect(await world.request(interaction, 'V1', undefined, lastWordDelivery)).toEqual(answer);
    expect(world.answers).toEqual([answer]);
  });

  test('another delivery that is being handled gives the answer, as long as this one can come again', async () => {
    const world = new OperationWorld();
    broken['records, which somebody else always writes first']?.(world);
    const next = commandQueue.maxReceiveCount - 1;
    await expect(world.delivery(create, next)).rejects.toMatchObject({ name: 'RequestUnderWay' });
    expect(world.answers).toEqual([]);
  });

  test('a refusal by another delivery, just before the last word is written, stays the answer and the reason', async () => {
    const world = new OperationWorld();
    const { store } = world;
    const { putRecord } = store;
    world.manager.plan = gone;
    let isOther = false;
    Object.assign(store, {
      putRecord: async (record: IdempotencyRecord) => {
        if (record.answer !== undefined && !isOther) {
          isOther = true;
          world.permission = { allowed: false, reason: 'nobody may' };
          expect(await world.delivery(create, 1)).toMatchObject({ kind: 'refused' });
        }
        return putRecord(record);
      },
    });
    expect(await world.delivery(create, commandQueue.maxReceiveCount)).toMatchObject({ kind: 'refused' });
    expect(world.answers).toHaveLength(1);
    expect(await world.trail(unknownTarget)).toMatchObject([{ event: { what: 'refused', reason: 'nobody may' } }]);
  });

  test('what goes well is told as ever', async () => {
    const world = new OperationWorld();
    expect(await world.delivery(create, commandQueue.maxReceiveCount)).toMatchObject({ kind: 'operationAccepted' });
  });
});
