import { describe, expect, test } from '@jest/globals';
import { createWorld, identity } from '../../../../packages/local-aws/test/supply-chain/support/world.ts';
import type { PlannedOperation, ResourceOperation } from '../../../../src/lib/model/resource-operation.ts';
import type { OperationPlan, OperationResult, ResourceManager } from '../../../../src/lib/ports.ts';
import {
  createSupplyChainProvider,
  createSupplyChainResourceManager,
} from '../../../../src/lib/providers/supply-chain/index.ts';
import { type Called, clientError, fakeApi } from './fake-api.ts';
import { inProcessApi } from './in-process.ts';
import { clock, idOf, instanceId, region, target } from './wire-instance.ts';

const token = '5a2ecc0e-68b1-4a1e-9a5b-1f1d0c7d3b11';
const account = identity.accountId;
const kmsKeyArn = `arn:aws:kms:${region}:${account}:key/b14ffc39-b7d4-45ab-991a-6257a7f0d24d`;

function operation(
  kind: ResourceOperation['kind'],
  name = '',
  fields: ResourceOperation['fields'] = {},
): ResourceOperation {
  return { kind, provider: 'supplyChain', name, fields };
}

/** A manager in front of the local service, which the test can also use past it. */
function open() {
  const world = createWorld();
  const now = { now: () => world.clock.nowMs() };
  const provider = createSupplyChainProvider(inProcessApi(world.supplyChain), { region, clock: now });
  return { ...world, manager: createSupplyChainResourceManager(provider, { region }) };
}

/** A manager in front of what the test answers. */
function deskThat(answer: (call: Called) => object) {
  const { api, calls } = fakeApi(answer);
  return {
    manager: createSupplyChainResourceManager(createSupplyChainProvider(api, { region, clock }), { region }),
    calls,
  };
}

function readyOf(plan: OperationPlan): PlannedOperation {
  if (plan.result !== 'ready') throw new Error(`not ready: ${JSON.stringify(plan)}`);
  return plan.operation;
}

async function carriedOut(manager: ResourceManager, given: ResourceOperation): Promise<OperationResult> {
  expect(manager.problemsWith(given)).toEqual([]);
  return manager.execute(readyOf(await manager.plan(given)), token);
}

function instance(members: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    instanceId,
    awsAccountId: '111122223333',
    state: 'Active',
    createdTime: new Date(clock.now()),
    instanceName: 'factory-eu',
    ...members,
  };
}

describe('what is wrong with an operation', () => {
  const { manager, calls } = deskThat(() => ({}));
  const membersOf = (given: ResourceOperation) => manager.problemsWith(given).map(({ member }) => member);

  test.each([
    ['nothing', operation('create'), []],
    ['nothing', operation('create', 'factory', { instanceName: 'factory', tags: { team: 'logistics' } }), []],
    ['the name', operation('create', '-'), ['instanceName']],
    [
      'a member',
      operation('create', '', { instanceName: 'x'.repeat(64), kmsKeyArn: 'alias/x' }),
      ['instanceName', 'kmsKeyArn'],
    ],
    ['a stranger', operation('create', '', { colour: 'red' }), ['colour']],
    ['a token', operation('create', '', { clientToken: token }), ['clientToken']],
    ['nothing', operation('update', 'factory', { instanceDescription: '' }), []],
    ['no change', operation('update', 'factory'), ['instanceName']],
    ['no name', operation('update', '', { instanceName: 'new' }), ['name']],
    ['what cannot change', operation('update', 'factory', { instanceName: 'new', kmsKeyArn }), ['kmsKeyArn']],
    ['an id', operation('update', 'factory', { instanceName: 'new', instanceId }), ['instanceId']],
    ['nothing', operation('delete', target), []],
    ['no name', operation('delete', ' '), ['name']],
    ['no instance', operation('delete', 'arn:aws:s3:::bucket'), ['name']],
    ['a field', operation('delete', 'factory', { force: true }), ['force']],
    ['nothing', operation('recreate', instanceId), []],
    ['both', operation('recreate', '', { instanceName: 'x' }), ['name', 'instanceName']],
  ])('%s: %j', (_, given, members) => {
    expect(membersOf(given)).toEqual(members);
    expect(calls).toEqual([]);
  });
});

describe('create', () => {
  test('the instance is there, and where to look for it is said', async () => {
    const { manager, supplyChain } = open();
    const fields = { instanceDescription: 'all plants', webAppDnsDomain: 'factory', tags: { team: 'logistics' } };
    const result = await carriedOut(manager, operation('create', 'factory', fields));
    const [made] = supplyChain.call('ListInstances', {}).instances;
    expect(made).toMatchObject({ instanceName: 'factory', instanceDescription: 'all plants', state: 'Initializing' });
    const reference = {
      on: 'deployment',
      provider: 'supplyChain',
      kind: 'instance',
      name: 'factory',
      target: `arn:aws:scn:${region}:${account}:instance/${made?.instanceId}`,
    };
    expect(result).toEqual({ result: 'accepted', name: 'factory', reference });
  });

  test('goes by the name that was filled in', async () => {
    const { manager } = open();
    const { name, fields } = readyOf(await manager.plan(operation('create', '', { instanceName: ' factory ' })));
    expect([name, fields]).toEqual(['factory', { instanceName: ' factory ' }]);
  });

  test('without a name it goes by its id', async () => {
    const { manager, supplyChain } = open();
    const result = await carriedOut(manager, operation('create'));
    expect(result).toMatchObject({ name: supplyChain.call('ListInstances', {}).instances[0]?.instanceId });
  });

  test('executed again with its token it is the same instance', async () => {
    const { manager, names } = open();
    const ready = readyOf(await manager.plan(operation('create', 'factory')));
    const first = await manager.execute(ready, token);
    expect(await manager.execute(ready, token)).toEqual(first);
    expect(names()).toEqual(['factory']);
  });

  test('the quota of ten is told before trying', async () => {
    const { manager, create, names } = open();
    for (let count = 0; count < 9; count += 1) create();
    const last = readyOf(await manager.plan(operation('create', 'tenth')));
    expect(await manager.execute(last, token)).toMatchObject({ result: 'accepted' });
    expect(await manager.plan(operation('create', 'eleventh'))).toEqual({
      result: 'refused',
      error: 'ServiceQuotaExceeded',
      message: expect.stringMatching(/^There are 10 instances\. AWS allows 10 .* Delete one first/),
    });
    // The tenth, executed again, is not taken for an eleventh.
    expect(await manager.execute(last, token)).toMatchObject({ result: 'accepted' });
    expect(names()).toHaveLength(10);
  });

  test('where nobody can count, the service is left to say it', async () => {
    const { manager, calls } = deskThat(({ operation }) => {
      throw operation === 'ListInstances'
        ? clientError('AccessDeniedException', 403)
        : clientError('ServiceQuotaExceededException', 402);
    });
    expect(await carriedOut(manager, operation('create'))).toEqual({
      result: 'refused',
      error: 'ServiceQuotaExceededException',
      message: 'the words of ServiceQuotaExceededException',
    });
    expect(calls.map(({ operation }) => operation)).toEqual(['ListInstances', 'CreateInstance']);
  });

  test.each([
    [clientError('ThrottlingException', 429), { result: 'throttled' }],
    [clientError('TimeoutError'), { result: 'unknown', error: 'TimeoutError' }],
    [clientError('InternalServerException', 500), { result: 'unknown', error: 'InternalServerException' }],
    [
      clientError('AccessDeniedException', 403),
      { result: 'refused', error: 'AccessDeniedException', message: 'the words of AccessDeniedException' },
    ],
  ])('%s is told as what it is', async (error, expected) => {
    const { manager } = deskThat(({ operation }) => {
      if (operation === 'CreateInstance') throw error;
      return {};
    });
    expect(await carriedOut(manager, operation('create'))).toEqual(expected);
  });
});

describe('which instance is meant', () => {
  test.each(['factory', 'its id', 'its ARN'])('by %s', async (how) => {
    const { manager, create, get } = open();
    const id = create({ instanceName: 'factory' });
    const arn = `arn:aws:scn:${region}:${account}:instance/${id}`;
    const name = { factory: 'factory', 'its id': id, 'its ARN': arn }[how] ?? '';
    expect(readyOf(await manager.plan(operation('delete', name)))).toEqual({
      ...operation('delete', 'factory'),
      target: arn,
    });
    expect(await manager.resources?.describe(name)).toMatchObject({ id, name: 'factory', state: get(id).state });
  });

  test('is asked back where two have the name', async () => {
    const { manager, create } = open();
    const ids = [create({ instanceName: 'factory' }), create({ instanceName: 'factory' })];
    expect(await manager.plan(operation('delete', 'factory'))).toEqual({
      result: 'refused',
      error: 'AmbiguousName',
      message: expect.stringContaining(ids.join(', ')),
    });
  });

  test('and not one that comes later and has the same name', async () => {
    const { manager, create, get, clock: time } = open();
    const first = create({ instanceName: 'factory' });
    await time.advance(60_000);
    const ready = readyOf(await manager.plan(operation('delete', 'factory')));
    await manager.execute(ready, token);
    await time.advance(600_000);
    const second = create({ instanceName: 'factory' });
    await time.advance(60_000);
    expect(second).not.toBe(first);
    expect(await manager.execute(ready, token)).toMatchObject({ result: 'accepted' });
    expect(get(second).state).toBe('Active');
  });

  test.each(['nowhere', idOf(5), `arn:aws:scn:${region}:${account}:instance/${idOf(5)}`])(
    '%s is not there',
    async (name) => {
      const { manager } = open();
      for (const kind of ['update', 'delete', 'recreate'] as const) {
        expect(await manager.plan(operation(kind, name))).toEqual({ result: 'notFound' });
      }
      expect(await manager.resources?.describe(name)).toBeUndefined();
    },
  );

  test('one of another Region is not looked for here', async () => {
    const { manager } = open();
    const elsewhere = `arn:aws:scn:us-west-2:${account}:instance/${instanceId}`;
    expect(await manager.plan(operation('delete', elsewhere))).toMatchObject({
      result: 'refused',
      error: 'OtherRegion',
    });
  });

  test('a throttle is told as one; another failure is no answer', async () => {
    const throttled = deskThat(() => {
      throw clientError('ThrottlingException', 429);
    });
    expect(await throttled.manager.plan(operation('delete', instanceId))).toEqual({ result: 'throttled' });
    const failing = deskThat(() => {
      throw clientError('TimeoutError');
    });
    await expect(failing.manager.plan(operation('delete', instanceId))).rejects.toThrow('did not answer GetInstance');
  });
});

describe('delete', () => {
  test('begins, and to say it again changes nothing', async () => {
    const { manager, create, get, clock: time } = open();
    const id = create({ instanceName: 'factory' });
    await time.advance(60_000);
    const first = await carriedOut(manager, operation('delete', 'factory'));
    expect(first).toMatchObject({ result: 'accepted', name: 'factory', reference: { name: 'factory' } });
    expect(get(id).state).toBe('Deleting');
    expect(await carriedOut(manager, operation('delete', id))).toEqual(first);
    await time.advance(20_000);
    expect(await manager.plan(operation('delete', id))).toEqual({ result: 'notFound' });
  });

  test('of what is gone meanwhile is done', async () => {
    const { manager, create, clock: time } = open();
    create({ instanceName: 'factory' });
    await time.advance(60_000);
    const ready = readyOf(await manager.plan(operation('delete', 'factory')));
    await manager.execute(ready, token);
    await time.advance(24 * 60 * 60_000);
    expect(await manager.execute(ready, token)).toMatchObject({
      result: 'accepted',
      name: 'factory',
      reference: { target: ready.target },
    });
  });

  test('is not done because a proxy says "not found"', async () => {
    const { manager } = deskThat(({ operation }) => {
      if (operation === 'DeleteInstance') throw clientError('ResourceNotFoundException', 404, true);
      return { instance: instance() };
    });
    expect(await carriedOut(manager, operation('delete', instanceId))).toMatchObject({ result: 'refused' });
  });

  test('while it is being created is refused, in AWS’s words', async () => {
    const { manager, create } = open();
    create({ instanceName: 'factory' });
    expect(await carriedOut(manager, operation('delete', 'factory'))).toEqual({
      result: 'refused',
      error: 'ConflictException',
      message: expect.stringContaining('Wait until that has ended'),
    });
  });
});

describe('update', () => {
  test('changes the name, and is told under it', async () => {
    const { manager, create, get, clock: time } = open();
    const id = create({ instanceName: 'factory' });
    await time.advance(60_000);
    const result = await carriedOut(manager, operation('update', 'factory', { instanceName: 'plant' }));
    expect(result).toMatchObject({ result: 'accepted', name: 'plant', reference: { name: 'plant' } });
    expect(get(id).instanceName).toBe('plant');
  });

  test('of what is gone meanwhile finds nothing', async () => {
    const { manager, create, remove, clock: time } = open();
    const id = create({ instanceName: 'factory' });
    await time.advance(60_000);
    const ready = readyOf(await manager.plan(operation('update', id, { instanceName: 'plant' })));
    remove(id);
    await time.advance(24 * 60 * 60_000);
    expect(await manager.execute(ready, token)).toEqual({ result: 'notFound' });
  });
});

describe('recreate', () => {
  const fields = { instanceName: 'factory', instanceDescription: 'all plants', kmsKeyArn, webAppDnsDomain: 'factory' };

  async function failed(input: object = fields) {
    const opened = open();
    opened.supplyChain.script('instance/factory', 'fail');
    const id = opened.create(input);
    await opened.clock.advance(60_000);
    opened.supplyChain.script('instance/factory', 'succeed');
    return { ...opened, id };
  }

  test('waits for the old one, then makes one like it, once, however often it is executed', async () => {
    const { manager, id, get, supplyChain, clock: time } = await failed();
    const ready = readyOf(await manager.plan(operation('recreate', id)));
    expect(await manager.execute(ready, token)).toMatchObject({
      result: 'notYet',
      because: expect.stringContaining('keeps its web domain'),
    });
    expect(get(id).state).toBe('Deleting');
    await time.advance(20_000);
    const result = await manager.execute(ready, token);
    expect(await manager.execute(ready, token)).toEqual(result);
    const [old, made, ...others] = supplyChain.call('ListInstances', {}).instances;
    expect([old?.state, others]).toEqual(['Deleted', []]);
    expect(made).toMatchObject({ ...fields, state: 'Initializing' });
    expect(result).toMatchObject({
      result: 'accepted',
      name: 'factory',
      reference: { target: expect.stringContaining(made?.instanceId ?? 'none') },
      note: expect.stringContaining('Tags cannot be read back'),
    });
    // When the old one is not even shown any more, it is still the same operation.
    await time.advance(6 * 60 * 60_000);
    expect(await manager.execute(ready, token)).toMatchObject({ result: 'accepted' });
    expect(supplyChain.call('ListInstances', {}).instances).toHaveLength(1);
  });

  test('at once where nothing is in the way; pressed twice, by two people, it is one', async () => {
    const { manager, id, supplyChain } = await failed({ instanceName: 'factory' });
    const [one, other] = await Promise.all([
      manager.plan(operation('recreate', id)),
      manager.plan(operation('recreate', id)),
    ]);
    const first = await manager.execute(readyOf(one), token);
    expect(first).toMatchObject({ result: 'accepted' });
    expect(await manager.execute(readyOf(other), `${token}-another`)).toEqual(first);
    expect(supplyChain.call('ListInstances', {}).instances.map(({ state }) => state)).toEqual([
      'Deleting',
      'Initializing',
    ]);
  });

  test.each(['Active', 'Initializing', 'Deleting', 'DeleteFailed', 'Hibernating'])(
    'is refused of an instance that is %s: it would delete it',
    async (state) => {
      const { manager, calls } = deskThat(() => ({ instance: instance({ state }) }));
      expect(await manager.plan(operation('recreate', instanceId))).toMatchObject({
        result: 'refused',
        error: 'NotFailed',
        message: expect.stringContaining(`Its state is ${state}.`),
      });
      expect(calls.map(({ operation }) => operation)).toEqual(['GetInstance']);
    },
  );

  test('in a full account waits for the old one’s place', async () => {
    const { manager, id, create } = await failed({ instanceName: 'factory' });
    for (let count = 0; count < 9; count += 1) create();
    const ready = readyOf(await manager.plan(operation('recreate', id)));
    expect(await manager.execute(ready, token)).toMatchObject({ result: 'notYet' });
  });

  test('a domain that somebody else has taken: what was done and what was not is said', async () => {
    const { manager, id, create, clock: time } = await failed();
    const ready = readyOf(await manager.plan(operation('recreate', id)));
    await manager.execute(ready, token);
    await time.advance(20_000);
    create({ webAppDnsDomain: 'factory' });
    expect(await manager.execute(ready, token)).toEqual({
      result: 'refused',
      error: 'ConflictException',
      message: expect.stringMatching(
        /in use by another instance[^]*deletion of the old instance has begun; no new one/,
      ),
    });
  });

  test.each([
    ['ThrottlingException', 429, { result: 'throttled' }],
    ['TimeoutError', undefined, { result: 'unknown', error: 'TimeoutError' }],
    [
      'AccessDeniedException',
      403,
      { result: 'refused', error: 'AccessDeniedException', message: 'the words of AccessDeniedException' },
    ],
  ])('a deletion that ends in %s: nothing is created', async (name, status, expected) => {
    const { manager, calls } = deskThat(({ operation }) => {
      if (operation === 'DeleteInstance') throw clientError(name, status);
      return { instance: instance({ state: 'CreateFailed' }) };
    });
    expect(await carriedOut(manager, operation('recreate', instanceId))).toEqual(expected);
    expect(calls.some(({ operation }) => operation === 'CreateInstance')).toBe(false);
  });
});

describe('what there is', () => {
  test('is listed without what is deleted, and with where its people go', async () => {
    const { manager, create, remove, clock: time, supplyChain } = open();
    const createdAtMs = time.nowMs();
    supplyChain.script('instance/broken', 'fail', { statusMessage: 'Access denied when creating a bucket.' });
    const gone = create({ instanceName: 'gone' });
    const factory = create({ instanceName: 'factory', instanceDescription: 'all plants', webAppDnsDomain: 'factory' });
    const broken = create({ instanceName: 'broken' });
    const nameless = create();
    await time.advance(60_000);
    remove(gone);
    await time.advance(60_000);
    const place = { account: '123456789012', region: 'eu-central-1' };
    const common = { ...place, state: 'Active', description: '', statusMessage: '', createdAtMs, link: '' };
    const arnOf = (id: string) => ({ target: `arn:aws:scn:eu-central-1:123456789012:instance/${id}` });
    expect(await manager.resources?.list()).toEqual([
      {
        ...common,
        ...arnOf(factory),
        id: factory,
        name: 'factory',
        description: 'all plants',
        link: 'https://factory.scn.global.on.aws',
      },
      {
        ...common,
        ...arnOf(broken),
        id: broken,
        name: 'broken',
        state: 'CreateFailed',
        statusMessage: 'Access denied when creating a bucket.',
      },
      { ...common, ...arnOf(nameless), id: nameless, name: nameless },
    ]);
  });

  test('a link leads to no place that somebody made up', async () => {
    for (const webAppDnsDomain of ['evil.example/', 'a b', '-', 'x>|click', '@evil']) {
      const { manager } = deskThat(() => ({ instance: instance({ webAppDnsDomain }) }));
      expect(await manager.resources?.describe(instanceId)).toMatchObject({ link: '' });
    }
  });

  test('members that are missing are empty', async () => {
    const { manager } = deskThat(() => ({ instance: { instanceId } }));
    const nothing = { description: '', state: '', statusMessage: '', createdAtMs: 0, link: '' };
    const empty = { ...nothing, target: '', account: '', region: 'eu-central-1' };
    expect(await manager.resources?.describe(instanceId)).toEqual({ ...empty, id: instanceId, name: instanceId });
  });
});
