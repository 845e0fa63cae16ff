import { describe, expect, test } from '@jest/globals';
import { taken } from '../../../src/lib/model/idempotency.ts';
import type { ResourceOperation } from '../../../src/lib/model/resource-operation.ts';
import { unknownTarget } from '../../../src/lib/model/trail.ts';
import { minuteMs } from './harness.ts';
import { OperationWorld } from './operation-world.ts';

const create: ResourceOperation = {
  kind: 'create',
  provider: 'supplyChain',
  name: 'factory',
  fields: { instanceName: 'factory', webAppDnsDomain: 'factory' },
};

function about(
  kind: ResourceOperation['kind'],
  name: string,
  fields: ResourceOperation['fields'] = {},
): ResourceOperation {
  return { kind, provider: 'supplyChain', name, fields };
}

describe('an operation', () => {
  test('is carried out, with an item, a message, and the person told', async () => {
    const world = new OperationWorld();
    const answer = await world.operation(create);
    expect(answer).toEqual({ kind: 'operationAccepted', operation: 'create', name: 'factory' });
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
      const world = new OperationWorld();
      world.permission = { allowed: false, reason: 'you are not in @platform' };
      const operation = kind === 'create' ? create : about(kind, 'factory');
      const answer = await world.operation(operation);
      expect(answer).toEqual({ kind: 'refused', request: `${kind} factory`, reason: 'you are not in @platform' });
      expect(await world.operation(operation)).toEqual(answer);
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
      const world = new OperationWorld();
      const answer = await world.request({ type: 'operation', operation: create }, 'V1', world.nowMs - 16 * minuteMs);
      expect(answer).toEqual({ kind: 'tooOld', request: 'create factory', limitMs: 15 * minuteMs });
      expect(world.called).toEqual([]);
      expect(await world.trail(unknownTarget)).toMatchObject([
        { event: { what: 'refused', request: 'create factory' } },
      ]);
    });

    test('after its provider may have forgotten the token is not executed again', async () => {
      const world = new OperationWorld();
      const execution = { operation: { ...create, target: '' }, token: '3f8c1b2e-5a4d-4c6b-9e7f-001122334455' };
      await world.store.putRecord({ ...taken(undefined, 'V1', begun(world.nowMs)), execution });
      const answer = await world.request(
        { type: 'operation', operation: create },
        'V1',
        world.nowMs - 3 * 24 * 60 * minuteMs,
      );
      expect(answer).toEqual({ kind: 'operationUncertain', operation: 'create', name: 'factory' });
      expect(world.called).toEqual([]);
      expect(await world.trail(unknownTarget)).toMatchObject([
        { event: { what: 'refused', reason: expect.stringContaining('too old to try again') } },
      ]);
    });

    test('a while after it was begun is finished with its token', async () => {
      const world = new OperationWorld();
      const execution = { operation: { ...create, target: '' }, token: '3f8c1b2e-5a4d-4c6b-9e7f-001122334455' };
      await world.store.putRecord({ ...taken(undefined, 'V1', begun(world.nowMs)), execution });
      const answer = await world.request({ type: 'operation', operation: create }, 'V1', world.nowMs - 20 * minuteMs);
      expect(answer).toMatchObject({ kind: 'operationAccepted' });
    });
  });

  test('needs a permission for what it is about: its provider, kind and name', async () => {
    const world = new OperationWorld();
    await world.operation(create);
    await world.operation(about('delete', 'factory'), 'V2');
    const resource = { provider: 'supplyChain', kind: 'instance', name: 'factory', environment: '', service: '' };
    expect(world.askedAbout).toEqual([
      { on: 'resource', resource },
      { on: 'resource', resource },
    ]);
  });

  test('to delete and create again takes the right to both', async () => {
    const world = new OperationWorld();
    world.refusedActions = ['create'];
    expect(await world.operation(about('recreate', 'factory'))).toMatchObject({ kind: 'refused' });
    expect(world.asked.map(({ action }) => action)).toEqual(['delete', 'create']);
    expect(world.called).toEqual([]);
  });

  test('that cannot be: what is wrong is told, field by field, and the service is not asked', async () => {
    const world = new OperationWorld();
    const answer = await world.operation({
      ...create,
      fields: { instanceName: '-', webAppDnsDomain: 'x', colour: 'red' },
    });
    expect(answer).toMatchObject({
      kind: 'operationRefused',
      operation: 'create',
      name: 'factory',
      error: 'InvalidInput',
    });
    const members = answer.kind === 'operationRefused' ? answer.problems.map(({ member }) => member) : [];
    expect(members.toSorted()).toEqual(['colour', 'instanceName', 'webAppDnsDomain']);
    expect(world.called).toEqual([]);
    expect(await world.trail(unknownTarget)).toMatchObject([{ event: { what: 'refused', reason: 'InvalidInput' } }]);
  });

  test('that the service refuses is told in its own words', async () => {
    const world = new OperationWorld();
    await world.given('succeed', { webAppDnsDomain: 'factory' });
    expect(await world.operation({ ...create, name: 'other', fields: { webAppDnsDomain: 'factory' } })).toMatchObject({
      kind: 'operationRefused',
      name: 'other',
      error: 'ConflictException',
      message: expect.stringContaining('in use by another instance'),
    });
    expect(await world.trail(unknownTarget)).toMatchObject([
      { event: { what: 'refused', reason: 'ConflictException' } },
    ]);
  });

  test('about an instance that a button names by its ARN is told by the name that people know', async () => {
    const world = new OperationWorld();
    const id = await world.given('succeed');
    const target = world.targetOf(id);
    world.manager.execute = async () => ({ result: 'refused', error: 'ConflictException' });
    expect(await world.operation(about('delete', target), 'trigger-1')).toMatchObject({ name: 'factory' });
    const [refused] = await world.trail(unknownTarget);
    expect(refused?.event).toMatchObject({ request: 'delete factory' });
  });

  test('about something that is not there', async () => {
    const world = new OperationWorld();
    expect(await world.operation(about('delete', 'nowhere'))).toEqual({ kind: 'notFound', name: 'nowhere' });
    expect(world.called).toEqual(['ListInstances']);
  });

  test('of a provider that is not enabled', async () => {
    const world = new OperationWorld();
    const answer = await world.operation({ ...create, provider: 'elsewhere' });
    expect(answer).toEqual({ kind: 'failed', error: 'ProviderNotEnabled' });
  });

  test('delivered twice, one after the other, it is carried out and answered once', async () => {
    const world = new OperationWorld();
    const answer = await world.operation(create);
    expect(await world.operation(create)).toEqual(answer);
    expect(world.instances()).toHaveLength(1);
    expect(world.answers).toHaveLength(1);
    expect(world.called.filter((operation) => operation === 'CreateInstance')).toHaveLength(1);
  });

  test('delivered twice at once, it is carried out and answered once', async () => {
    const world = new OperationWorld();
    const came = await Promise.allSettled([world.operation(create), world.operation(create), world.operation(create)]);
    expect(came.some(({ status }) => status === 'fulfilled')).toBe(true);
    await world.deliver(create);
    expect(world.instances()).toHaveLength(1);
    expect(world.answers).toEqual([{ kind: 'operationAccepted', operation: 'create', name: 'factory' }]);
  });

  test.each(['fails', 'finds nothing'] as const)(
    'delivered twice, a delivery that %s says nothing of what the other has begun',
    async (how) => {
      const world = new OperationWorld();
      const prepare = world.manager.plan;
      world.manager.plan = async (operation) => {
        world.manager.plan = prepare;
        // The other delivery has executed it, and does not know yet what came of it.
        const place = world.manager.execute;
        world.manager.execute = async (...input) => {
          world.manager.execute = place;
          await place(...input);
          return { result: 'unknown', error: 'TimeoutError' };
        };
        await expect(world.operation(operation)).rejects.toMatchObject({ name: 'OperationUncertain' });
        if (how === 'fails') throw new Error('no answer');
        return { result: 'notFound' };
      };
      await expect(world.operation(create)).rejects.toMatchObject({ name: 'RequestUnderWay' });
      expect(world.answers).toEqual([]);
      expect(await world.trail(unknownTarget)).toEqual([]);
      expect(await world.operation(create)).toMatchObject({ kind: 'operationAccepted' });
      expect(world.instances()).toHaveLength(1);
    },
  );

  test('given twice is two operations', async () => {
    const world = new OperationWorld();
    const operation = { ...create, fields: {} };
    await world.operation(operation, 'trigger-1');
    await world.operation(operation, 'trigger-2');
    expect(world.instances()).toHaveLength(2);
  });
});

describe('nobody can tell', () => {
  test('whether it was taken: it comes back, and after eight minutes the person is told', async () => {
    const world = new OperationWorld();
    const lost = Object.assign(new Error('no answer'), { name: 'TimeoutError' });
    world.manager.execute = async () => ({ result: 'unknown', error: lost.name });
    const expectUncertain = () => expect(world.operation(create)).rejects.toMatchObject({ name: 'OperationUncertain' });
    await expectUncertain();
    await world.pass(8 * minuteMs - 1);
    await expectUncertain();
    expect(world.answers).toEqual([]);
    await world.pass(1);
    const answer = await world.operation(create);
    expect(answer).toEqual({ kind: 'operationUncertain', operation: 'create', name: 'factory' });
    expect(world.answers).toEqual([answer]);
    expect(await world.trail(unknownTarget)).toMatchObject([
      { event: { what: 'requested', request: 'create factory' } },
    ]);
  });

  test('the same, where the manager fails, or the trail does', async () => {
    for (const port of ['manager', 'trail'] as const) {
      const world = new OperationWorld();
      const fail = async () => Promise.reject(new Error('gone'));
      if (port === 'manager') world.manager.execute = fail;
      else world.store.appendTrail = fail;
      await expect(world.operation(create)).rejects.toMatchObject({ name: 'OperationUncertain' });
      await world.pass(8 * minuteMs);
      expect(await world.operation(create)).toMatchObject({ kind: 'operationUncertain' });
    }
  });

  test('a throttle comes back; if it never ends, nothing was done, and that is told', async () => {
    const world = new OperationWorld();
    world.manager.plan = async () => ({ result: 'throttled' });
    await expect(world.operation(create)).rejects.toMatchObject({ name: 'OperationUncertain' });
    await world.pass(8 * minuteMs);
    expect(await world.operation(create)).toEqual({ kind: 'failed', error: 'Throttled' });
  });

  test('what has to wait for too long is told with the reason', async () => {
    const world = new OperationWorld();
    world.manager.execute = async () => ({ result: 'notYet', because: 'the old one is still there' });
    await expect(world.operation(create)).rejects.toMatchObject({ name: 'OperationUncertain' });
    await world.pass(8 * minuteMs);
    expect(await world.operation(create)).toMatchObject({
      kind: 'operationRefused',
      message: 'the old one is still there',
    });
  });

  test('a refusal after a call that nobody knows the result of says that this call may still take effect', async () => {
    const world = new OperationWorld();
    world.manager.execute = async () => ({ result: 'refused', error: 'ConflictException' });
    expect(await world.operation(create)).not.toHaveProperty('wasCalledBefore');

    const another = new OperationWorld();
    another.manager.execute = async () => ({ result: 'unknown', error: 'TimeoutError' });
    await expect(another.operation(create)).rejects.toMatchObject({ name: 'OperationUncertain' });
    another.manager.execute = async () => ({ result: 'refused', error: 'ConflictException' });
    expect(await another.operation(create)).toMatchObject({ kind: 'operationRefused', wasCalledBefore: true });
  });

  test('a permission that is taken away meanwhile does not hide that it was carried out', async () => {
    const world = new OperationWorld();
    const place = world.manager.execute;
    world.manager.execute = async (operation, token) => {
      await place(operation, token);
      return { result: 'unknown', error: 'TimeoutError' };
    };
    await expect(world.operation(create)).rejects.toMatchObject({ name: 'OperationUncertain' });
    world.manager.execute = place;
    world.permission = { allowed: false, reason: 'not any more' };
    expect(await world.operation(create)).toMatchObject({ kind: 'operationAccepted' });
    expect(world.instances()).toHaveLength(1);
  });
});
