import { beforeEach, describe, expect, test } from '@jest/globals';
import { EcsUnavailable } from '../../../../src/lib/providers/ecs/index.ts';
import { clientError, minuteMs, Shop } from './shop.ts';

const secondMs = 1_000;
const breaker = { deploymentCircuitBreaker: { enable: true, rollback: true } };

let shop: Shop;
beforeEach(() => {
  shop = new Shop();
});

/** The statuses that are read while the clock moves in small steps, each once. */
async function statusesOf(name: string, untilMs: number, stepMs = secondMs): Promise<readonly string[]> {
  const seen: string[] = [];
  for (let passedMs = 0; passedMs <= untilMs; passedMs += stepMs) {
    const { facts } = await shop.only(name);
    const told = `${facts.status} ${facts.phase}`;
    if (seen.at(-1) !== told) seen.push(told);
    await shop.clock.advance(stepMs);
  }
  return seen;
}

describe('a service of a stack', () => {
  const stackId = 'arn:aws:cloudformation:eu-central-1:123456789012:stack/shop/5c7b2d60-0000-4000-8000-000000000001';
  const tagged = (value: string) => ({ tags: [{ key: 'aws:cloudformation:stack-id', value }] });

  test('says which stack may drive its deployment, until that has ended', async () => {
    await shop.run('orders', tagged(stackId));
    shop.script('orders', 'hang');
    shop.deploy('orders');
    await shop.clock.advance(minuteMs);
    const { whole, subject } = await shop.only('orders');
    expect(whole).toEqual({
      on: 'deployment',
      provider: 'cloudFormation',
      kind: 'stack',
      name: 'shop',
      target: stackId,
    });
    await shop.provider.perform('cancel', subject, undefined, 'it hangs');
    await shop.clock.advance(10 * minuteMs);
    expect(await shop.only('orders')).not.toHaveProperty('whole');
  });

  test.each(['', 'shop', 'arn:aws:s3:::stack/shop/1'])('the tag "%s" names no stack', async (value) => {
    await shop.run('orders', tagged(value));
    shop.script('orders', 'hang');
    shop.deploy('orders');
    expect(await shop.only('orders')).not.toHaveProperty('whole');
  });
});

describe('a service deployment', () => {
  test('is read in the words that rules know', async () => {
    await shop.run('orders', {
      tags: [
        { key: 'environment', value: 'prod' },
        { key: 'team', value: 'shop' },
      ],
    });
    shop.script('orders', 'hang');
    const startedAtMs = shop.clock.nowMs();
    shop.deploy('orders', { deploymentConfiguration: breaker });
    await shop.clock.advance(2 * minuteMs);
    const { facts, details, providerTimeMs } = await shop.only('orders');
    expect(facts).toEqual({
      provider: 'ecs',
      kind: 'service',
      target: 'arn:aws:ecs:eu-central-1:123456789012:service/shop/orders',
      name: 'shop/orders',
      account: '123456789012',
      region: 'eu-central-1',
      environment: 'prod',
      service: '',
      labels: { environment: 'prod', team: 'shop' },
      status: 'IN_PROGRESS',
      phase: 'running',
      operation: 'update',
      id: expect.stringMatching(/^[\w-]{20}$/),
      startedAtMs,
      endedAtMs: 0,
      lastProgressAtMs: startedAtMs + secondMs,
      expectedByMs: 0,
      initiator: '',
      cause: '',
      needsHuman: false,
      template: '',
      templateVersion: '',
    });
    expect(details).toEqual({
      actions: { cancel: { available: true } },
      links: {
        console: `https://eu-central-1.console.aws.amazon.com/ecs/v2/clusters/shop/services/orders/deployments/${facts.id}?region=eu-central-1`,
      },
      progress: '0 of 4 tasks run · circuit breaker: 1 of 3 failures',
      hint: '',
      operations: [],
    });
    expect(providerTimeMs).toBe(startedAtMs + secondMs);
  });

  test('rolling: from its beginning to its end', async () => {
    await shop.run('orders');
    shop.deploy('orders', { deploymentConfiguration: { bakeTimeInMinutes: 1 } });
    expect(await statusesOf('orders', 2 * minuteMs)).toEqual([
      'PENDING queued',
      'IN_PROGRESS running',
      'BAKE_TIME waiting',
      'SUCCESSFUL succeeded',
    ]);
  });

  test.each([
    ['BLUE_GREEN', {}, 5],
    ['CANARY', { canaryConfiguration: { canaryPercent: 10, canaryBakeTimeInMinutes: 4 } }, 9],
    ['LINEAR', { linearConfiguration: { stepPercent: 25, stepBakeTimeInMinutes: 3 } }, 14],
  ])(
    '%s: slow on purpose, it waits, and it has ended about when it is expected to',
    async (strategy, more, minutes) => {
      await shop.run('orders');
      const startedAtMs = shop.clock.nowMs() + secondMs;
      shop.deploy('orders', { deploymentConfiguration: { strategy, bakeTimeInMinutes: 5, ...more } });
      await shop.clock.advance(2 * secondMs);
      expect((await shop.only('orders')).facts.expectedByMs).toBe(startedAtMs + minutes * minuteMs);
      const statuses = await statusesOf('orders', (minutes + 1) * minuteMs);
      expect(statuses).toContain('BAKE_TIME waiting');
      expect(statuses.includes('PRODUCTION_TRAFFIC_SHIFT waiting')).toBe(strategy !== 'BLUE_GREEN');
      expect(statuses.at(-1)).toBe('SUCCESSFUL succeeded');
      const { facts } = await shop.only('orders');
      expect(Math.abs(facts.endedAtMs - facts.expectedByMs)).toBeLessThan(minuteMs);
    },
  );

  test.each([
    ['the circuit breaker', 'fail', breaker, 'breaker', 'circuit breaker threshold was exceeded'],
    [
      'an alarm',
      'alarm',
      { alarms: { enable: true, rollback: true, alarmNames: ['orders-5xx'] } },
      'alarm',
      'alarms were triggered',
    ],
  ] as const)(
    'rolled back by %s: it has failed, and the completed rollback is no success',
    async (_, outcome, configuration, cause, reason) => {
      await shop.run('orders');
      shop.script('orders', outcome);
      shop.deploy('orders', { deploymentConfiguration: configuration });
      const statuses = await statusesOf('orders', minuteMs);
      expect(statuses.slice(-2)).toEqual(['ROLLBACK_IN_PROGRESS stopping', 'ROLLBACK_SUCCESSFUL failed']);
      expect(shop.events.map(({ detail }) => Object(detail).eventName)).toContain('SERVICE_DEPLOYMENT_COMPLETED');
      const { facts, statusMessage } = await shop.only('orders');
      expect(facts).toMatchObject({ cause, needsHuman: false });
      expect(statusMessage).toContain(reason);
    },
  );

  test('the alarms that watch it, and those that went off, are told', async () => {
    await shop.run('orders');
    const alarms = { enable: true, rollback: false, alarmNames: ['orders-5xx', 'orders-slow'] };
    shop.script('orders', 'hang');
    shop.deploy('orders', { deploymentConfiguration: { alarms } });
    await shop.clock.advance(minuteMs);
    expect((await shop.only('orders')).details.progress).toBe('0 of 4 tasks run · 2 alarms watch');
    shop.script('orders', 'alarm');
    await shop.clock.advance(minuteMs);
    const { facts, details } = await shop.only('orders');
    expect(details.progress).toContain('alarm: orders-5xx, orders-slow');
    expect(facts).toMatchObject({ status: 'STOPPED', phase: 'failed', cause: 'alarm' });
  });

  test('the first one of a service that fails cannot be rolled back, and needs a person', async () => {
    shop.script('orders', 'fail');
    shop.create('orders', { deploymentConfiguration: breaker });
    await shop.clock.advance(minuteMs);
    const { facts, details, statusMessage } = await shop.only('orders');
    expect(facts).toMatchObject({ operation: 'create', status: 'ROLLBACK_FAILED', phase: 'failed', needsHuman: true });
    expect(statusMessage).toContain('No rollback candidate was found');
    expect(details.hint).not.toBe('');
    const reason = expect.stringContaining('no earlier deployment');
    expect(details.actions).toEqual({ rollback: { available: false, reason } });
  });

  test('an old one and a new one are under way side by side, until the old one has given way', async () => {
    await shop.run('orders');
    shop.script('orders', 'hang');
    shop.deploy('orders');
    await shop.clock.advance(minuteMs);
    const before = (await shop.only('orders')).facts;
    shop.deploy('orders');
    const both = await shop.observe('orders');
    const phases = both.map(({ subject }) => (subject.on === 'deployment' ? subject.deployment.phase : 'none'));
    expect([...new Set<string>(phases)].sort()).toEqual(['queued', 'stopping']);
    await shop.clock.advance(2 * secondMs);
    expect((await shop.only('orders')).facts.id).not.toBe(before.id);
    const ended = await shop.provider.observeAttempt(before);
    expect(ended?.subject).toMatchObject({ deployment: { id: before.id, status: 'STOPPED', phase: 'cancelled' } });
  });

  test('its pause is a wait for a person, with the id of what can be ended', async () => {
    await shop.run('orders');
    const hooks = [{ targetType: 'PAUSE', lifecycleStages: ['POST_TEST_TRAFFIC_SHIFT'] }];
    shop.deploy('orders', { deploymentConfiguration: { strategy: 'BLUE_GREEN', lifecycleHooks: hooks } });
    await shop.clock.advance(minuteMs);
    const { facts, details } = await shop.only('orders');
    expect(facts).toMatchObject({ status: 'AWAITING_ACTION', phase: 'waiting' });
    expect(facts.expectedByMs).toBeGreaterThan(shop.clock.nowMs() + 23 * 60 * minuteMs);
    expect(details.actions).toEqual({
      cancel: { available: true },
      continue: { available: true, about: expect.stringMatching(/^ecs-pause-[\w-]{43}$/) },
    });
    expect(details.hint).toContain('rolls back');
    const about = details.actions.continue?.available === true ? details.actions.continue.about : undefined;
    expect(await shop.provider.perform('continue', { on: 'deployment', deployment: facts }, about)).toEqual({
      result: 'accepted',
    });
    expect(shop.calls.at(-1)).toEqual({
      operation: 'ContinueServiceDeployment',
      input: { serviceDeploymentArn: expect.stringContaining(facts.id), hookId: about, action: 'CONTINUE' },
    });
    await shop.clock.advance(minuteMs);
    expect((await shop.only('orders')).facts.status).toBe('SUCCESSFUL');
  });

  test('each step of a linear one has a pause of its own', async () => {
    await shop.run('orders');
    const lifecycleHooks = [{ targetType: 'PAUSE', lifecycleStages: ['PRODUCTION_TRAFFIC_SHIFT'] }];
    const linearConfiguration = { stepPercent: 50, stepBakeTimeInMinutes: 1 };
    shop.deploy('orders', { deploymentConfiguration: { strategy: 'LINEAR', linearConfiguration, lifecycleHooks } });
    const seen = new Set<string>();
    for (let pauses = 0; pauses < 2; pauses += 1) {
      await shop.clock.advance(2 * minuteMs);
      const { facts, details } = await shop.only('orders');
      const about = details.actions.continue?.available === true ? details.actions.continue.about : undefined;
      seen.add(about ?? '');
      await shop.provider.perform('continue', { on: 'deployment', deployment: facts }, about);
    }
    await shop.clock.advance(2 * minuteMs);
    expect((await shop.only('orders')).facts.phase).toBe('succeeded');
    expect(seen.size).toBe(2);
  });

  test('tasks that start and stop for ever take it no farther', async () => {
    await shop.run('orders');
    shop.script('orders', 'flap');
    shop.deploy('orders', { deploymentConfiguration: breaker });
    const farthest: number[] = [];
    for (let seconds = 0; seconds < 120; seconds += 5) {
      await shop.clock.advance(5 * secondMs);
      const { facts, progress = 0 } = await shop.only('orders');
      expect(facts.status).toBe('IN_PROGRESS');
      farthest.push(Math.max(progress, farthest.at(-1) ?? 0));
    }
    expect(new Set(farthest.slice(3)).size).toBe(1);
  });

  test('the highest of what was seen counts as progress, whatever its name', async () => {
    await shop.run('orders');
    shop.script('orders', 'slow');
    shop.deploy('orders', { desiredCount: 4 });
    const progress: number[] = [];
    for (let tasks = 0; tasks < 4; tasks += 1) {
      await shop.clock.advance(6 * secondMs);
      progress.push((await shop.only('orders')).progress ?? 0);
    }
    expect(progress).toEqual([...new Set(progress)].toSorted((left, right) => left - right));
  });
});

describe('cancelling', () => {
  async function hanging(name = 'orders') {
    await shop.run(name);
    shop.script(name, 'hang');
    shop.deploy(name);
    await shop.clock.advance(minuteMs);
    return (await shop.only(name)).subject;
  }

  test('always says that it wants a rollback, and names the deployment', async () => {
    const subject = await hanging();
    expect(await shop.provider.perform('cancel', subject)).toEqual({ result: 'accepted' });
    expect(shop.calls.at(-1)).toEqual({
      operation: 'StopServiceDeployment',
      input: {
        serviceDeploymentArn: `arn:aws:ecs:eu-central-1:123456789012:service-deployment/shop/orders/${subject.deployment.id}`,
        stopType: 'ROLLBACK',
      },
    });
    const statuses = await statusesOf('orders', 20 * secondMs);
    expect(statuses).toEqual([
      'ROLLBACK_REQUESTED stopping',
      'ROLLBACK_IN_PROGRESS stopping',
      'ROLLBACK_SUCCESSFUL cancelled',
    ]);
    expect((await shop.only('orders')).facts.cause).toBe('asked');
  });

  test('costs two calls a look and one to act, two more than with Proton, once the tags are known', async () => {
    await hanging();
    shop.calls.length = 0;
    const look = await shop.only('orders');
    await shop.only('orders');
    await shop.provider.perform('cancel', look.subject);
    expect(shop.calls.map(({ operation }) => operation)).toEqual([
      'ListServiceDeployments',
      'DescribeServiceDeployments',
      'ListServiceDeployments',
      'DescribeServiceDeployments',
      'StopServiceDeployment',
    ]);
  });

  test('a second time is taken while it is being rolled back, and conflicts once it has ended', async () => {
    const subject = await hanging();
    await shop.provider.perform('cancel', subject);
    expect(await shop.provider.perform('cancel', subject)).toEqual({ result: 'accepted' });
    await shop.clock.advance(minuteMs);
    const refused = { result: 'refused', conflict: true, error: 'ConflictException' };
    expect(await shop.provider.perform('cancel', subject)).toEqual(refused);
  });

  test('is offered once: not while it is being stopped, and not when it has ended', async () => {
    const subject = await hanging();
    await shop.provider.perform('cancel', subject);
    expect((await shop.only('orders')).details.actions).toEqual({});
    await shop.clock.advance(minuteMs);
    expect(Object.keys((await shop.only('orders')).details.actions)).toEqual(['rollback']);
  });

  test('the first deployment of a service is for people to decide', async () => {
    shop.script('orders', 'hang');
    shop.create('orders');
    await shop.clock.advance(minuteMs);
    const { details } = await shop.only('orders');
    expect(details.actions.cancel).toEqual({ available: true, askFirst: expect.stringMatching(/first deployment/) });
  });

  test('where the switch is off, nobody is offered it, and the reason is said', async () => {
    shop = new Shop({ cancel: false, approve: false, redeploy: false });
    await hanging();
    const { cancel } = (await shop.only('orders')).details.actions;
    expect(cancel).toEqual({ available: false, reason: expect.stringContaining('bot.yml') });
  });

  test.each([
    ['ThrottlingException', 400, { result: 'throttled' }],
    ['AccessDeniedException', 400, { result: 'refused', conflict: false, error: 'AccessDeniedException' }],
    ['ClientException', 400, { result: 'refused', conflict: false, error: 'ClientException' }],
    ['InvalidParameterException', 400, { result: 'refused', conflict: false, error: 'InvalidParameterException' }],
    ['UnsupportedFeatureException', 400, { result: 'refused', conflict: false, error: 'UnsupportedFeatureException' }],
    ['ConflictException', 400, { result: 'refused', conflict: true, error: 'ConflictException' }],
    [
      'ServiceDeploymentNotFoundException',
      400,
      { result: 'refused', conflict: true, error: 'ServiceDeploymentNotFoundException' },
    ],
    ['ServerException', 500, { result: 'unknown', error: 'ServerException' }],
    ['TimeoutError', 0, { result: 'unknown', error: 'TimeoutError' }],
    ['RequestLimitExceeded', 400, { result: 'throttled' }],
  ])('%s means what it says', async (name, statusCode, expected) => {
    const subject = await hanging();
    shop.instead = () => {
      throw clientError(name, statusCode);
    };
    expect(await shop.provider.perform('cancel', subject)).toEqual(expected);
  });

  test('what is no service deployment is refused without a call', async () => {
    const subject = await hanging();
    shop.calls.length = 0;
    const daemon = { on: 'deployment', deployment: { ...subject.deployment, kind: 'daemon' } } as const;
    expect(await shop.provider.perform('cancel', daemon)).toMatchObject({ result: 'refused' });
    expect(await shop.provider.perform('accept', subject)).toMatchObject({ result: 'refused' });
    expect(await shop.provider.perform('continue', subject)).toMatchObject({ result: 'refused' });
    expect(shop.calls).toEqual([]);
  });
});

describe('looking', () => {
  test('a service without a recent deployment is there, and shows none', async () => {
    await shop.run('orders');
    await shop.clock.advance(48 * 60 * minuteMs);
    expect(await shop.provider.observe(shop.reference('orders'))).toMatchObject({
      attempts: [],
      gone: false,
      completeSinceMs: 0,
    });
    // Who asks by its name wants to know which one it is.
    const { target: _unknown, ...named } = shop.reference('orders');
    expect(await shop.provider.observe(named)).toMatchObject({ reference: shop.reference('orders') });
  });

  test('a service or a cluster that is not there is gone, where it was known', async () => {
    await shop.run('orders');
    shop.ecs.call('DeleteService', { cluster: 'shop', service: 'orders', force: true });
    expect(await shop.provider.observe(shop.reference('orders'))).toMatchObject({ attempts: [], gone: true });
    shop.ecs.call('DeleteCluster', { cluster: 'shop' });
    expect(await shop.provider.observe(shop.reference('orders'))).toMatchObject({ attempts: [], gone: true });
    const { target: _unknown, ...named } = shop.reference('nothing');
    expect(await shop.provider.observe(named)).toBeUndefined();
  });

  test('a cluster that is deleted in the middle of a look is no error, and nothing is lost', async () => {
    await shop.run('orders');
    shop.script('orders', 'hang');
    shop.deploy('orders');
    shop.instead = (operation) => {
      if (operation === 'DescribeServiceDeployments') throw clientError('ClusterNotFoundException');
      return undefined;
    };
    expect(await shop.provider.observe(shop.reference('orders'))).toMatchObject({ attempts: [], gone: true });
    shop.instead = (operation) => (operation === 'DescribeServiceDeployments' ? { serviceDeployments: [] } : undefined);
    const state = await shop.provider.observe(shop.reference('orders'));
    expect(state).toMatchObject({ attempts: [], gone: false });
    expect(state).not.toHaveProperty('completeSinceMs');
  });

  test('services that somebody else deploys are none of this back end', async () => {
    shop.create('orders', { deploymentController: { type: 'CODE_DEPLOY' } });
    expect(await shop.provider.observe(shop.reference('orders'))).toBeUndefined();
  });

  test('an answer that does not come is told as one, with what to do', async () => {
    await shop.run('orders');
    shop.instead = () => {
      throw clientError('AccessDeniedException');
    };
    await expect(shop.provider.observe(shop.reference('orders'))).rejects.toThrow(EcsUnavailable);
    await expect(shop.provider.observe(shop.reference('orders'))).rejects.toThrow(/role allows ecs:/);
  });

  test('tags that cannot be read keep a target from being taken for one without an environment', async () => {
    await shop.run('orders');
    shop.script('orders', 'hang');
    shop.deploy('orders');
    shop.instead = (operation) => {
      if (operation === 'ListTagsForResource') throw clientError('AccessDeniedException');
      return undefined;
    };
    await expect(shop.provider.observe(shop.reference('orders'))).rejects.toThrow(/ListTagsForResource/);
  });

  test('tags are read once in ten minutes, whatever characters are in them', async () => {
    const value = 'a+b=c:d/e@f_g-h. ü';
    shop.create('orders', {
      tags: [
        { key: 'env', value },
        { key: '+-=._:/@', value: '' },
      ],
    });
    await shop.clock.advance(minuteMs);
    expect((await shop.only('orders')).facts).toMatchObject({ environment: value, labels: { '+-=._:/@': '' } });
    await shop.only('orders');
    expect(shop.calls.filter(({ operation }) => operation === 'ListTagsForResource')).toHaveLength(1);
    await shop.clock.advance(10 * minuteMs);
    await shop.only('orders');
    expect(shop.calls.filter(({ operation }) => operation === 'ListTagsForResource')).toHaveLength(2);
  });

  test('more than twenty under way are described in batches', async () => {
    await shop.run('orders');
    const [one] = Object(
      shop.ecs.call('ListServiceDeployments', { cluster: 'shop', service: 'orders' }),
    ).serviceDeployments;
    const arns = Array.from({ length: 25 }, (_, index) => `${String(one.serviceDeploymentArn)}${index}`);
    shop.calls.length = 0;
    shop.instead = (operation) => {
      if (operation === 'ListServiceDeployments') {
        return { serviceDeployments: arns.map((serviceDeploymentArn) => ({ serviceDeploymentArn })) };
      }
      return undefined;
    };
    await shop.provider.observe(shop.reference('orders'));
    const described = shop.calls.filter(({ operation }) => operation === 'DescribeServiceDeployments');
    expect(described.map(({ input }) => Object(input['serviceDeploymentArns']).length)).toEqual([20, 5]);
  });
});

describe('daemons', () => {
  test('are looked at, and never cancelled', async () => {
    shop.ecs.call('CreateDaemon', { daemonName: 'agent', clusterArn: 'shop', tags: [{ key: 'env', value: 'prod' }] });
    await shop.clock.advance(2 * secondMs);
    const [reference] = shop.provider.candidates('arn:aws:ecs:eu-central-1:123456789012:daemon/shop/agent');
    if (reference === undefined) throw new Error('it is none');
    const state = await shop.provider.observe(reference);
    expect(state?.attempts).toMatchObject([
      {
        subject: {
          deployment: {
            kind: 'daemon',
            name: 'shop/agent',
            status: 'IN_PROGRESS',
            phase: 'running',
            environment: 'prod',
          },
        },
        details: { actions: { cancel: { available: false, reason: expect.stringContaining('no operation') } } },
      },
    ]);
    await shop.clock.advance(minuteMs);
    const [ended] = (await shop.provider.observe(reference))?.attempts ?? [];
    expect(ended?.subject).toMatchObject({ deployment: { status: 'SUCCESSFUL', phase: 'succeeded' } });
    expect(ended?.details.actions).toEqual({});
  });
});
