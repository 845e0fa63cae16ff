import * as client from '@aws-sdk/client-ecs';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import type { Observation } from '../../../../src/lib/model/observation.ts';
import { createEcsApi, createEcsProvider } from '../../../../src/lib/providers/ecs/index.ts';
import { clientError, minuteMs, Shop } from './shop.ts';

const definition = (revision: number) => `arn:aws:ecs:eu-central-1:123456789012:task-definition/orders:${revision}`;
const breaker = (rollback: boolean) => ({
  deploymentConfiguration: { deploymentCircuitBreaker: { enable: true, rollback } },
});
const dayMs = 24 * 60 * minuteMs;

let shop: Shop;
beforeEach(() => {
  shop = shopWith();
});

function shopWith(powers = { cancel: true, approve: true, redeploy: true }): Shop {
  const made = new Shop(powers);
  for (let revisions = 0; revisions < 4; revisions += 1) {
    made.ecs.call('RegisterTaskDefinition', { family: 'orders', containerDefinitions: [{ name: 'web' }] });
  }
  return made;
}

/** Runs a revision, and then fails to deploy another one, without a rollback. */
async function failed(input: object = {}, from: object = {}): Promise<void> {
  await shop.run('orders', { taskDefinition: 'orders:1', ...from });
  await fail(input);
}

async function fail(input: object = {}): Promise<void> {
  shop.script('orders', 'fail');
  shop.deploy('orders', { taskDefinition: 'orders:2', ...breaker(false), ...input });
  await shop.clock.advance(30 * minuteMs);
}

const rollbackIn = ({ details }: Pick<Observation, 'details'>) => details.actions.rollback;
const aboutIn = (observation: Pick<Observation, 'details'>) => {
  const rollback = rollbackIn(observation);
  return rollback?.available === true ? rollback.about : undefined;
};
const reasonNow = async () => {
  const rollback = rollbackIn(await shop.only('orders'));
  return rollback?.available === false ? rollback.reason : rollback;
};
const acted = () => shop.calls.filter(({ operation }) => operation === 'UpdateService');

describe('what can be rolled back', () => {
  test('is what was stopped: the task definition of the last deployment that succeeded is deployed, and nothing else is changed', async () => {
    await failed();
    const attempt = await shop.only('orders');
    expect(attempt.facts.status).toBe('STOPPED');
    expect(rollbackIn(attempt)).toEqual({ available: true, about: definition(1) });
    expect(acted()).toEqual([]);
    expect(await shop.provider.perform('rollback', attempt.subject, definition(1))).toEqual({ result: 'accepted' });
    expect(acted().map(({ input }) => input)).toEqual([
      { cluster: 'shop', service: 'orders', taskDefinition: definition(1) },
    ]);
    shop.script('orders', 'succeed');
    await shop.clock.advance(30 * minuteMs);
    const after = await shop.only('orders');
    expect([after.facts.status, after.facts.id === attempt.facts.id, rollbackIn(after)]).toEqual([
      'SUCCESSFUL',
      false,
      undefined,
    ]);
    const { services } = shop.ecs.call('DescribeServices', { cluster: 'shop', services: ['orders'] });
    expect(services).toMatchObject([{ taskDefinition: definition(1) }]);
  });

  test('is what could not be rolled back by ECS', async () => {
    await failed();
    shop.instead = (operation, input) =>
      operation === 'DescribeServiceDeployments' ? described(input, { status: 'ROLLBACK_FAILED' }) : undefined;
    const attempt = await shop.only('orders');
    expect([attempt.facts.needsHuman, aboutIn(attempt)]).toEqual([true, definition(1)]);
  });

  test('goes back to the newest one that succeeded, over those that did not, and over rolled back ones', async () => {
    await failed();
    shop.script('orders', 'succeed');
    shop.deploy('orders', { taskDefinition: 'orders:3' });
    await shop.clock.advance(30 * minuteMs);
    await fail({ taskDefinition: 'orders:2', ...breaker(true) });
    expect(await reasonNow()).toContain('ECS itself has rolled it back');
    await fail({ taskDefinition: 'orders:4' });
    await fail();
    expect(aboutIn(await shop.only('orders'))).toBe(definition(3));
  });

  test('looks back a week at first, and further where nothing succeeded in it', async () => {
    await shop.run('orders', { taskDefinition: 'orders:1' });
    await shop.clock.advance(8 * dayMs);
    await fail();
    shop.calls.length = 0;
    expect(aboutIn(await shop.only('orders'))).toBe(definition(1));
    const succeeded = shop.calls.filter(({ input }) => JSON.stringify(input['status']) === '["SUCCESSFUL"]');
    expect(succeeded.map(({ input }) => Object.keys(Object(input['createdAt'])))).toEqual([
      ['after', 'before'],
      ['before'],
    ]);
    shop.script('orders', 'succeed');
    shop.deploy('orders', { taskDefinition: 'orders:3' });
    await shop.clock.advance(30 * minuteMs);
    await fail();
    expect(aboutIn(await shop.only('orders'))).toBe(definition(3));
    shop.calls.length = 0;
    await shop.only('orders');
    expect(shop.calls.map(({ operation }) => operation)).toEqual([
      'ListServiceDeployments',
      'ListServiceDeployments',
      'DescribeServiceDeployments',
      'ListServiceDeployments',
      'DescribeServiceRevisions',
      'DescribeTaskDefinition',
    ]);
  });
});

function described(input: object, changes: object): Record<string, unknown> {
  const answer = shop.ecs.call('DescribeServiceDeployments', input);
  const [deployment] = Object(answer['serviceDeployments']);
  const toDate = (atSeconds: number) => new Date(atSeconds * 1000);
  const { createdAt, startedAt, finishedAt, stoppedAt, ...rest } = Object(deployment);
  const times = { createdAt: toDate(createdAt), startedAt: toDate(startedAt), finishedAt: toDate(finishedAt) };
  return { serviceDeployments: [{ ...rest, ...times, stoppedAt: toDate(stoppedAt), ...changes }] };
}

describe('why not', () => {
  test('where the switch is off', async () => {
    shop = shopWith({ cancel: true, approve: true, redeploy: false });
    await failed();
    expect(await reasonNow()).toContain('"redeploy" of "ecs" is off in bot.yml');
  });

  test('where a stack deploys the service: the stack is named', async () => {
    const value = 'arn:aws:cloudformation:eu-central-1:123456789012:stack/checkout/0f1e2d3c';
    await failed({}, { tags: [{ key: 'aws:cloudformation:stack-id', value }] });
    expect(await reasonNow()).toMatch(/belongs to the stack checkout,.*roll the stack back instead/);
  });

  test('where nothing has succeeded before', async () => {
    shop.script('orders', 'fail');
    shop.create('orders', { taskDefinition: 'orders:1', ...breaker(false) });
    await shop.clock.advance(30 * minuteMs);
    expect(await reasonNow()).toBe('no earlier deployment of the service that succeeded is known');
  });

  test('where the task definition is the same', async () => {
    await failed({ taskDefinition: 'orders:1' });
    expect(await reasonNow()).toContain('the same task definition');
  });

  test.each(['deregistered', 'deleted'])('where the task definition was %s', async (how) => {
    await failed();
    shop.ecs.call('DeregisterTaskDefinition', { taskDefinition: 'orders:1' });
    shop.instead = (operation) => {
      if (how === 'deleted' && operation === 'DescribeTaskDefinition') throw clientError('ClientException');
      return undefined;
    };
    expect(await reasonNow()).toContain('was deregistered: register it again');
  });

  test.each([
    [[], 'ECS does not say which task definition'],
    [[{ serviceRevisionArn: 'other', taskDefinition: 'orders:1' }], 'ECS does not say which task definition'],
  ])('where ECS knows the revision no more: %j', async (serviceRevisions, reason) => {
    await failed();
    shop.instead = (operation) => (operation === 'DescribeServiceRevisions' ? { serviceRevisions } : undefined);
    expect(await reasonNow()).toContain(reason);
  });

  test.each([
    [29_999, 'ECS may not list yet what succeeded before'],
    [30_000, { available: true, about: definition(1) }],
  ])('where it began %d ms ago, as long as lists may lag', async (ageMs, expected) => {
    await failed();
    const createdAt = new Date(shop.clock.nowMs() - ageMs);
    shop.instead = (operation, input) =>
      operation === 'DescribeServiceDeployments' ? described(input, { createdAt }) : undefined;
    const now = await reasonNow();
    if (typeof expected === 'string') expect(now).toContain(expected);
    else expect(now).toEqual(expected);
  });

  test('where it began a day ago: the button would outlive what is shown', async () => {
    await failed();
    await shop.clock.advance(23 * 60 * minuteMs);
    expect(await reasonNow()).toContain('began almost a day ago');
  });

  test.each(['DescribeServiceRevisions', 'DescribeTaskDefinition'])(
    'where %s is denied; how it ended is shown all the same',
    async (denied) => {
      await failed();
      shop.instead = (operation) => {
        if (operation === denied) throw clientError('AccessDeniedException');
        return undefined;
      };
      expect((await shop.only('orders')).facts.status).toBe('STOPPED');
      expect(await reasonNow()).toContain(`ECS refuses ${denied} (AccessDeniedException)`);
    },
  );

  test.each([
    ['ThrottlingException', 400, 'ThrottlingException'],
    ['ServiceNotFoundException', 400, undefined],
    ['ServerException', 500, 'EcsUnavailable'],
    ['TimeoutError', 0, 'EcsUnavailable'],
  ])('is not made up where the answer is %s', async (name, statusCode, thrown) => {
    await failed();
    shop.instead = (operation) => {
      if (operation === 'DescribeServiceRevisions') throw clientError(name, statusCode);
      return undefined;
    };
    const look = shop.provider.observe(shop.reference('orders'));
    if (thrown === undefined) expect(await look).toMatchObject({ gone: true });
    else await expect(look).rejects.toMatchObject({ name: thrown });
  });

  test('nothing is offered for what succeeded, is under way, or is a daemon', async () => {
    await shop.run('orders', { taskDefinition: 'orders:1' });
    expect(rollbackIn(await shop.only('orders'))).toBeUndefined();
    shop.script('orders', 'hang');
    shop.deploy('orders', { taskDefinition: 'orders:2' });
    await shop.clock.advance(5 * minuteMs);
    expect(rollbackIn(await shop.only('orders'))).toBeUndefined();
    const daemon = { on: 'deployment', deployment: { ...(await shop.only('orders')).facts, kind: 'daemon' } } as const;
    expect(await shop.provider.perform('rollback', daemon)).toMatchObject({ error: 'NotAServiceDeployment' });
    expect(acted()).toEqual([]);
  });
});

describe('nothing is deployed', () => {
  test('for another version than the one that was shown, or by facts that no read has made', async () => {
    await failed();
    const { subject } = await shop.only('orders');
    const refused = { result: 'refused', conflict: true, error: 'NotShown' };
    expect(await shop.provider.perform('rollback', subject, definition(2))).toEqual(refused);
    expect(await shop.provider.perform('rollback', subject)).toEqual(refused);
    const copy = { on: 'deployment', deployment: { ...subject.deployment } } as const;
    expect(await shop.provider.perform('rollback', copy, definition(1))).toEqual(refused);
    expect(acted()).toEqual([]);
  });

  test('where a newer deployment has begun: the one that failed is not shown any more', async () => {
    await failed();
    shop.script('orders', 'hang');
    shop.deploy('orders', { taskDefinition: 'orders:3' });
    const { facts, details } = await shop.only('orders');
    expect([facts.status, details.actions.rollback]).toEqual(['PENDING', undefined]);
  });
});

describe('the call on the wire', () => {
  const options = { region: 'eu-central-1', credentials: { accessKeyId: 'a', secretAccessKey: 'b' } };
  const clients = {
    reading: new client.ECSClient(options),
    acting: new client.ECSClient({ ...options, maxAttempts: 1 }),
  };
  const reading = mockClient(clients.reading);
  const acting = mockClient(clients.acting);
  const arn = 'arn:aws:ecs:eu-central-1:123456789012:service-deployment/shop/orders';
  const at = (minutes: number) => new Date(Date.parse('2026-11-21T09:00:00Z') + minutes * minuteMs);
  const failedOne = {
    serviceDeploymentArn: `${arn}/failed`,
    status: 'STOPPED' as const,
    createdAt: at(60),
    targetServiceRevision: { arn: 'failed-revision' },
    sourceServiceRevisions: [{ arn: 'good-revision' }],
  };
  const goodOne = { serviceDeploymentArn: `${arn}/good`, targetServiceRevisionArn: 'good-revision', createdAt: at(0) };

  async function offered() {
    reading.on(client.ListServiceDeploymentsCommand).resolves({ serviceDeployments: [] });
    reading
      .on(client.ListServiceDeploymentsCommand, { status: undefined })
      .resolves({ serviceDeployments: [failedOne] })
      .on(client.ListServiceDeploymentsCommand, { status: ['SUCCESSFUL'], nextToken: undefined })
      .resolves({ serviceDeployments: [], nextToken: 'more' })
      .on(client.ListServiceDeploymentsCommand, { status: ['SUCCESSFUL'], nextToken: 'more' })
      .resolves({ serviceDeployments: [goodOne] })
      .on(client.DescribeServiceDeploymentsCommand)
      .resolves({ serviceDeployments: [failedOne] })
      .on(client.DescribeServiceRevisionsCommand)
      .resolves({
        serviceRevisions: [
          { serviceRevisionArn: 'good-revision', taskDefinition: definition(1) },
          { serviceRevisionArn: 'failed-revision', taskDefinition: definition(2) },
        ],
      })
      .on(client.DescribeTaskDefinitionCommand, { taskDefinition: definition(1) })
      .resolves({ taskDefinition: { status: 'ACTIVE' } });
    const api = createEcsApi(clients);
    const provider = createEcsProvider({
      api,
      listing: api,
      clock: { now: () => at(70).getTime() },
      labelsOf: async () => ({ environment: '', service: '', labels: {} }),
      powers: { cancel: true, approve: true, redeploy: true },
    });
    const [attempt] = (await provider.observe(shop.reference('orders')))?.attempts ?? [];
    if (attempt === undefined) throw new Error('nothing is shown');
    return { provider, attempt };
  }

  beforeEach(() => {
    reading.reset();
    acting.reset();
  });

  test('is one, by the client that makes one attempt; the list before it is read to its end', async () => {
    acting.onAnyCommand().resolves({});
    const { provider, attempt } = await offered();
    expect(aboutIn(attempt)).toBe(definition(1));
    expect(await provider.perform('rollback', attempt.subject, definition(1))).toEqual({ result: 'accepted' });
    expect(acting.calls().map(({ args }) => [args[0].constructor.name, args[0].input])).toEqual([
      ['UpdateServiceCommand', { cluster: 'shop', service: 'orders', taskDefinition: definition(1) }],
    ]);
  });

  test.each([
    // Every error that the API model declares, and what is not declared.
    ['AccessDeniedException', 400, { result: 'refused', conflict: false }],
    ['PlatformUnknownException', 400, { result: 'refused', conflict: false }],
    ['NamespaceNotFoundException', 400, { result: 'refused', conflict: false }],
    ['ServiceNotActiveException', 400, { result: 'refused', conflict: true }],
    ['InvalidParameterException', 400, { result: 'refused', conflict: false }],
    ['ClientException', 400, { result: 'refused', conflict: false }],
    ['ServiceNotFoundException', 400, { result: 'refused', conflict: true }],
    ['ClusterNotFoundException', 400, { result: 'refused', conflict: true }],
    ['PlatformTaskDefinitionIncompatibilityException', 400, { result: 'refused', conflict: false }],
    ['UnsupportedFeatureException', 400, { result: 'refused', conflict: false }],
    ['ThrottlingException', 400, { result: 'throttled' }],
    ['RequestLimitExceeded', 400, { result: 'throttled' }],
    ['ServerException', 500, { result: 'unknown' }],
    ['TimeoutError', 0, { result: 'unknown' }],
    ['RequestTimeout', 408, { result: 'unknown' }],
  ])('is answered with %s', async (name, statusCode, expected) => {
    acting.onAnyCommand().rejects(clientError(name, statusCode));
    const { provider, attempt } = await offered();
    const result = await provider.perform('rollback', attempt.subject, definition(1));
    expect(result).toMatchObject(expected);
    if (result.result === 'refused' || result.result === 'unknown') expect(result.error).toBe(name);
    expect(acting.calls()).toHaveLength(1);
  });
});
