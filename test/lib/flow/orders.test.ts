import { describe, expect, test } from '@jest/globals';
import { taken } from '../../../src/lib/model/idempotency.ts';
import type { Order } from '../../../src/lib/model/order.ts';
import { unknownTarget } from '../../../src/lib/model/trail.ts';
import { minuteMs } from './harness.ts';
import { OrderWorld } from './order-world.ts';

const create: Order = {
  kind: 'create',
  provider: 'supplyChain',
  name: 'factory',
  fields: { instanceName: 'factory', webAppDnsDomain: 'factory' },
};

function about(kind: Order['kind'], name: string, fields: Order['fields'] = {}): Order {
  return { kind, provider: 'supplyChain', name, fields };
}

describe('an order', () => {
  test('is carried out, with an item, a message, and the person told', async () => {
    const world = new OrderWorld();
    const answer = await world.order(create);
    expect(answer).toEqual({ kind: 'ordered', order: 'create', name: 'factory' });
    expect(world.answers).toEqual([answer]);
    expect(world.asked).toEqual([{ action: 'create', environment: '' }]);
    const [instance] = world.instances();
    const target = world.targetOf(instance?.instanceId ?? '');
    const item = await world.newest(target);
    expect(item.subject).toMatchObject({ deployment: { status: 'IN_PROGRESS', operation: 'create', name: 'factory' } });
    await world.settle();
    await world.pass(60 * minuteMs);
    await world.settle();
    expect((await world.newest(target)).subject).toMatchObject({ deployment: { status: 'SUCCEEDED' } });
    expect(new Set(world.shown.map(({ ts }) => ts)).size).toBe(1);
    expect(world.shown.at(-1)?.stateVersion).toBe((await world.newest(target)).stateVersion);
    expect((await world.trail(target)).filter(({ event }) => event.what === 'requested')).toMatchObject([
      { actor: { type: 'person', userId: 'U0CLEO001' }, event: { request: 'create factory' } },
    ]);
  });

  test.each(['create', 'update', 'delete', 'recreate'] as const)(
    '%s that the person may not give: told, in the trail once, nothing done',
    async (kind) => {
      const world = new OrderWorld();
      world.permission = { allowed: false, reason: 'you are not in @platform' };
      const order = kind === 'create' ? create : about(kind, 'factory');
      const answer = await world.order(order);
      expect(answer).toEqual({ kind: 'refused', request: `${kind} factory`, reason: 'you are not in @platform' });
      expect(await world.order(order)).toEqual(answer);
      expect(world.answers).toEqual([answer]);
      expect(world.called).toEqual([]);
      expect(world.asked).toEqual([{ action: kind === 'recreate' ? 'delete' : kind, environment: '' }]);
      expect(await world.trail(unknownTarget)).toMatchObject([
        { event: { what: 'refused', request: `${kind} factory`, reason: 'you are not in @platform' } },
      ]);
    },
  );

  describe('that comes late', () => {
    const begun = (nowMs: number) => ({ nowMs, leaseMs: 0, timeToLiveMs: 40 * 24 * 60 * minuteMs });

    test('is refused, and nothing is done', async () => {
      const world = new OrderWorld();
      const answer = await world.request({ type: 'order', order: create }, 'V1', world.nowMs - 16 * minuteMs);
      expect(answer).toEqual({ kind: 'tooOld', request: 'create factory', limitMs: 15 * minuteMs });
      expect(world.called).toEqual([]);
      expect(await world.trail(unknownTarget)).toMatchObject([
        { event: { what: 'refused', request: 'create factory' } },
      ]);
    });

    test('after its provider may have forgotten the token is not placed again', async () => {
      const world = new OrderWorld();
      const placing = { order: { ...create, target: '' }, token: '3f8c1b2e-5a4d-4c6b-9e7f-001122334455' };
      await world.store.putRecord({ ...taken(undefined, 'V1', begun(world.nowMs)), placing });
      const answer = await world.request({ type: 'order', order: create }, 'V1', world.nowMs - 3 * 24 * 60 * minuteMs);
      expect(answer).toEqual({ kind: 'orderUncertain', order: 'create', name: 'factory' });
      expect(world.called).toEqual([]);
      expect(await world.trail(unknownTarget)).toMatchObject([
        { event: { what: 'refused', reason: expect.stringContaining('too old to be tried again') } },
      ]);
    });

    test('a while after it was begun is finished with its token', async () => {
      const world = new OrderWorld();
      const placing = { order: { ...create, target: '' }, token: '3f8c1b2e-5a4d-4c6b-9e7f-001122334455' };
      await world.store.putRecord({ ...taken(undefined, 'V1', begun(world.nowMs)), placing });
      const answer = await world.request({ type: 'order', order: create }, 'V1', world.nowMs - 20 * minuteMs);
      expect(answer).toMatchObject({ kind: 'ordered' });
    });
  });

  test('needs a permission for what it is about: its provider, kind and name', async () => {
    const world = new OrderWorld();
    await world.order(create);
    await world.order(about('delete', 'factory'), 'V2');
    const resource = { provider: 'supplyChain', kind: 'instance', name: 'factory' };
    expect(world.askedAbout).toEqual([
      { on: 'resource', resource },
      { on: 'resource', resource },
    ]);
  });

  test('to delete and create again takes the right to both', async () => {
    const world = new OrderWorld();
    world.refusedActions = ['create'];
    expect(await world.order(about('recreate', 'factory'))).toMatchObject({ kind: 'refused' });
    expect(world.asked.map(({ action }) => action)).toEqual(['delete', 'create']);
    expect(world.called).toEqual([]);
  });

  test('that cannot be: what is wrong is told, field by field, and the service is not asked', async () => {
    const world = new OrderWorld();
    const answer = await world.order({ ...create, fields: { instanceName: '-', webAppDnsDomain: 'x', colour: 'red' } });
    expect(answer).toMatchObject({ kind: 'orderRefused', order: 'create', name: 'factory', error: 'InvalidInput' });
    const members = answer.kind === 'orderRefused' ? answer.problems.map(({ member }) => member) : [];
    expect(members.toSorted()).toEqual(['colour', 'instanceName', 'webAppDnsDomain']);
    expect(world.called).toEqual([]);
    expect(await world.trail(unknownTarget)).toMatchObject([{ event: { what: 'refused', reason: 'InvalidInput' } }]);
  });

  test('that the service refuses is told in its own words', async () => {
    const world = new OrderWorld();
    await world.given('succeed', { webAppDnsDomain: 'factory' });
    expect(await world.order({ ...create, name: 'other', fields: { webAppDnsDomain: 'factory' } })).toMatchObject({
      kind: 'orderRefused',
      name: 'other',
      error: 'ConflictException',
      message: expect.stringContaining('in use by another instance'),
    });
    expect(await world.trail(unknownTarget)).toMatchObject([
      { event: { what: 'refused', reason: 'ConflictException' } },
    ]);
  });

  test('about an instance that a button names by its ARN is told by the name that people know', async () => {
    const world = new OrderWorld();
    const id = await world.given('succeed');
    const target = world.targetOf(id);
    world.desk.place = async () => ({ result: 'refused', error: 'ConflictException' });
    expect(await world.order(about('delete', target), 'trigger-1')).toMatchObject({ name: 'factory' });
    const [refused] = await world.trail(unknownTarget);
    expect(refused?.event).toMatchObject({ request: 'delete factory' });
  });

  test('about something that is not there', async () => {
    const world = new OrderWorld();
    expect(await world.order(about('delete', 'nowhere'))).toEqual({ kind: 'notFound', name: 'nowhere' });
    expect(world.called).toEqual(['ListInstances']);
  });

  test('of a provider that is not enabled', async () => {
    const world = new OrderWorld();
    const answer = await world.order({ ...create, provider: 'elsewhere' });
    expect(answer).toEqual({ kind: 'failed', error: 'ProviderNotEnabled' });
  });

  test('delivered twice, one after the other, it is carried out and answered once', async () => {
    const world = new OrderWorld();
    const answer = await world.order(create);
    expect(await world.order(create)).toEqual(answer);
    expect(world.instances()).toHaveLength(1);
    expect(world.answers).toHaveLength(1);
    expect(world.called.filter((operation) => operation === 'CreateInstance')).toHaveLength(1);
  });

  test('delivered twice at once, it is carried out and answered once', async () => {
    const world = new OrderWorld();
    const came = await Promise.allSettled([world.order(create), world.order(create), world.order(create)]);
    expect(came.some(({ status }) => status === 'fulfilled')).toBe(true);
    await world.deliver(create);
    expect(world.instances()).toHaveLength(1);
    expect(world.answers).toEqual([{ kind: 'ordered', order: 'create', name: 'factory' }]);
  });

  test.each(['fails', 'finds nothing'] as const)(
    'delivered twice, a delivery that %s says nothing of what the other has begun',
    async (how) => {
      const world = new OrderWorld();
      const prepare = world.desk.prepare;
      world.desk.prepare = async (order) => {
        world.desk.prepare = prepare;
        // The other delivery has placed it, and does not know yet what came of it.
        const place = world.desk.place;
        world.desk.place = async (...input) => {
          world.desk.place = place;
          await place(...input);
          return { result: 'unknown', error: 'TimeoutError' };
        };
        await expect(world.order(order)).rejects.toMatchObject({ name: 'OrderUncertain' });
        if (how === 'fails') throw new Error('no answer');
        return { result: 'notFound' };
      };
      await expect(world.order(create)).rejects.toMatchObject({ name: 'RequestUnderWay' });
      expect(world.answers).toEqual([]);
      expect(await world.trail(unknownTarget)).toEqual([]);
      expect(await world.order(create)).toMatchObject({ kind: 'ordered' });
      expect(world.instances()).toHaveLength(1);
    },
  );

  test('given twice is two orders', async () => {
    const world = new OrderWorld();
    const order = { ...create, fields: {} };
    await world.order(order, 'trigger-1');
    await world.order(order, 'trigger-2');
    expect(world.instances()).toHaveLength(2);
  });
});

describe('nobody can tell', () => {
  test('whether it was taken: it comes back, and after eight minutes the person is told', async () => {
    const world = new OrderWorld();
    const lost = Object.assign(new Error('no answer'), { name: 'TimeoutError' });
    world.desk.place = async () => ({ result: 'unknown', error: lost.name });
    const expectUncertain = () => expect(world.order(create)).rejects.toMatchObject({ name: 'OrderUncertain' });
    await expectUncertain();
    await world.pass(8 * minuteMs - 1);
    await expectUncertain();
    expect(world.answers).toEqual([]);
    await world.pass(1);
    const answer = await world.order(create);
    expect(answer).toEqual({ kind: 'orderUncertain', order: 'create', name: 'factory' });
    expect(world.answers).toEqual([answer]);
    expect(await world.trail(unknownTarget)).toMatchObject([
      { event: { what: 'requested', request: 'create factory' } },
    ]);
  });

  test('the same, where the desk fails, or the trail does', async () => {
    for (const port of ['desk', 'trail'] as const) {
      const world = new OrderWorld();
      const fail = async () => Promise.reject(new Error('gone'));
      if (port === 'desk') world.desk.place = fail;
      else world.store.appendTrail = fail;
      await expect(world.order(create)).rejects.toMatchObject({ name: 'OrderUncertain' });
      await world.pass(8 * minuteMs);
      expect(await world.order(create)).toMatchObject({ kind: 'orderUncertain' });
    }
  });

  test('a throttle comes back; if it never ends, nothing was done, and that is told', async () => {
    const world = new OrderWorld();
    world.desk.prepare = async () => ({ result: 'throttled' });
    await expect(world.order(create)).rejects.toMatchObject({ name: 'OrderUncertain' });
    await world.pass(8 * minuteMs);
    expect(await world.order(create)).toEqual({ kind: 'failed', error: 'Throttled' });
  });

  test('what has to wait for too long is told with the reason', async () => {
    const world = new OrderWorld();
    world.desk.place = async () => ({ result: 'notYet', because: 'the old one is still there' });
    await expect(world.order(create)).rejects.toMatchObject({ name: 'OrderUncertain' });
    await world.pass(8 * minuteMs);
    expect(await world.order(create)).toMatchObject({ kind: 'orderRefused', message: 'the old one is still there' });
  });

  test('a permission that is taken away meanwhile does not hide that it was carried out', async () => {
    const world = new OrderWorld();
    const place = world.desk.place;
    world.desk.place = async (order, token) => {
      await place(order, token);
      return { result: 'unknown', error: 'TimeoutError' };
    };
    await expect(world.order(create)).rejects.toMatchObject({ name: 'OrderUncertain' });
    world.desk.place = place;
    world.permission = { allowed: false, reason: 'not any more' };
    expect(await world.order(create)).toMatchObject({ kind: 'ordered' });
    expect(world.instances()).toHaveLength(1);
  });
});
