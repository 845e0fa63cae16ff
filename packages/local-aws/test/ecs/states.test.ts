import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { minuteMs, World } from './support/world.ts';

const breaker = { deploymentCircuitBreaker: { enable: true, rollback: true } };

let world: World;
beforeEach(() => {
  world = new World();
});
afterEach(() => {
  world.ecs.stop();
  expect(world.clock.pendingTimers).toBe(0);
});

describe('deployments that succeed', () => {
  test('rolling: no stage, unless it bakes', async () => {
    await world.redeploy({ bakeTimeInMinutes: 1 });
    expect(await world.passes(2 * minuteMs)).toEqual([
      'PENDING',
      'IN_PROGRESS',
      'IN_PROGRESS BAKE_TIME',
      'SUCCESSFUL BAKE_TIME',
    ]);
    expect(world.events.map(({ name }) => name)).toEqual([
      'SERVICE_DEPLOYMENT_IN_PROGRESS',
      'SERVICE_DEPLOYMENT_COMPLETED',
    ]);
  });

  test('blue/green: through all stages, in their order', async () => {
    await world.redeploy({ strategy: 'BLUE_GREEN', bakeTimeInMinutes: 1 });
    expect(await world.passes(2 * minuteMs)).toEqual([
      'PENDING',
      'IN_PROGRESS PRE_SCALE_UP',
      'IN_PROGRESS SCALE_UP',
      'IN_PROGRESS POST_SCALE_UP',
      'IN_PROGRESS TEST_TRAFFIC_SHIFT',
      'IN_PROGRESS POST_TEST_TRAFFIC_SHIFT',
      'IN_PROGRESS PRE_PRODUCTION_TRAFFIC_SHIFT',
      'IN_PROGRESS POST_PRODUCTION_TRAFFIC_SHIFT',
      'IN_PROGRESS BAKE_TIME',
      'IN_PROGRESS CLEAN_UP',
      'SUCCESSFUL CLEAN_UP',
    ]);
  });

  test.each([
    ['CANARY', { canaryConfiguration: { canaryPercent: 5, canaryBakeTimeInMinutes: 2 } }, [5, 100], 2],
    ['LINEAR', { linearConfiguration: { stepPercent: 40, stepBakeTimeInMinutes: 2 } }, [40, 80, 100], 4],
  ])(
    '%s: traffic moves step by step, with a wait between and none behind the last',
    async (strategy, more, weights, minutes) => {
      await world.redeploy({ strategy, ...more });
      const seen: number[] = [];
      const startedMs = world.clock.nowMs();
      while (world.newest()['status'] !== 'SUCCESSFUL') {
        const { requestedProductionTrafficWeight: weight } = Object(world.newest()['targetServiceRevision']);
        if (weight > 0 && seen.at(-1) !== weight) seen.push(weight);
        await world.clock.advance(100);
      }
      // Without the last step, which has no wait, it may pass unseen.
      expect(weights).toEqual(expect.arrayContaining(seen));
      const tookMs = world.clock.nowMs() - startedMs;
      expect(tookMs).toBeGreaterThan(minutes * minuteMs);
      expect(tookMs).toBeLessThan((minutes + 1) * minuteMs);
    },
  );

  test('slow, and healthy: one task after the other', async () => {
    await world.redeploy(breaker, 'slow');
    const running: number[] = [];
    for (let tasks = 0; tasks < 5; tasks += 1) {
      await world.clock.advance(5_000);
      running.push(Object(world.newest()['targetServiceRevision']).runningTaskCount);
    }
    expect(running).toEqual([0, 1, 2, 3, 4]);
    await world.clock.advance(2_000);
    expect(world.newest()['status']).toBe('SUCCESSFUL');
  });
});

describe('deployments that do not', () => {
  test('hang: nothing is ever told of it, and the breaker never counts enough', async () => {
    await world.redeploy(breaker, 'hang');
    await world.clock.advance(24 * 60 * minuteMs);
    expect(world.newest()).toMatchObject({
      status: 'IN_PROGRESS',
      deploymentCircuitBreaker: { status: 'MONITORING', failureCount: 1, threshold: 3 },
    });
    expect(world.events.map(({ name }) => name)).toEqual(['SERVICE_DEPLOYMENT_IN_PROGRESS']);
    world.ecs.script('shop/orders', 'succeed');
    await world.clock.advance(minuteMs);
    expect(world.newest()['status']).toBe('SUCCESSFUL');
  });

  test('fail with a breaker: rolled back, and the completed rollback is told as if it were a success', async () => {
    await world.redeploy(breaker, 'fail');
    await world.clock.advance(minuteMs);
    expect(world.newest()).toMatchObject({
      status: 'ROLLBACK_SUCCESSFUL',
      deploymentCircuitBreaker: { status: 'TRIGGERED', failureCount: 3 },
      rollback: { reason: expect.stringContaining('circuit breaker threshold was exceeded') },
    });
    expect(world.events.map(({ name }) => name)).toEqual([
      'SERVICE_DEPLOYMENT_IN_PROGRESS',
      'SERVICE_DEPLOYMENT_FAILED',
      'SERVICE_DEPLOYMENT_IN_PROGRESS',
      'SERVICE_DEPLOYMENT_COMPLETED',
    ]);
    expect(world.events[2]?.detail['reason']).toMatch(/rolling back to deploymentId ecs-svc\/\d{19}\./);
  });

  test('fail with a breaker that does not roll back, and without a breaker', async () => {
    await world.redeploy({ deploymentCircuitBreaker: { enable: true, rollback: false } }, 'fail');
    await world.clock.advance(minuteMs);
    expect(world.newest()).toMatchObject({ status: 'STOPPED', stoppedAt: expect.any(Number) });
    const other = new World();
    await other.redeploy({}, 'fail');
    await other.clock.advance(60 * minuteMs);
    expect(other.newest()).toMatchObject({ status: 'IN_PROGRESS', deploymentCircuitBreaker: { status: 'DISABLED' } });
    other.ecs.stop();
  });

  test('flap: tasks start and stop for ever, and each start sets the breaker back', async () => {
    await world.redeploy(breaker, 'flap');
    const running = new Set<number>();
    for (let looks = 0; looks < 100; looks += 1) {
      await world.clock.advance(5_000);
      expect(world.newest()['status']).toBe('IN_PROGRESS');
      running.add(Object(world.newest()['targetServiceRevision']).runningTaskCount);
    }
    expect(running).toEqual(new Set([0, 4]));
  });

  test('alarm: rolled back, with the names of the alarms', async () => {
    await world.redeploy({ alarms: { enable: true, rollback: true, alarmNames: ['a', 'b'] } }, 'alarm');
    await world.clock.advance(minuteMs);
    expect(world.newest()).toMatchObject({
      status: 'ROLLBACK_SUCCESSFUL',
      alarms: { status: 'TRIGGERED', triggeredAlarmNames: ['a', 'b'] },
    });
  });

  test('the first one of a service has nothing to be rolled back to', async () => {
    world.ecs.script('shop/orders', 'fail');
    world.create(breaker);
    await world.clock.advance(minuteMs);
    expect(world.newest()).toMatchObject({
      status: 'ROLLBACK_FAILED',
      statusReason: 'No rollback candidate was found to run the rollback.',
      sourceServiceRevisions: [],
    });
  });
});

describe('a newer deployment', () => {
  test('takes the place of the one that is under way', async () => {
    await world.redeploy({}, 'hang');
    await world.clock.advance(minuteMs);
    const before = world.arn();
    world.ecs.call('UpdateService', { cluster: 'shop', service: 'orders', forceNewDeployment: true });
    const status = () => {
      const described = world.ecs.call('DescribeServiceDeployments', { serviceDeploymentArns: [before] });
      return Object(described['serviceDeployments'])[0].status;
    };
    expect(status()).toBe('STOP_REQUESTED');
    await world.clock.advance(2_000);
    expect(status()).toBe('STOPPED');
  });
});

describe('a stop', () => {
  test('leads from PENDING and IN_PROGRESS to a rollback, and is taken again while that lasts', async () => {
    await world.redeploy({}, 'hang');
    const stop = () =>
      world.ecs.call('StopServiceDeployment', { serviceDeploymentArn: world.arn(), stopType: 'ROLLBACK' });
    stop();
    expect(world.newest()['status']).toBe('ROLLBACK_REQUESTED');
    stop();
    expect(await world.passes(10_000)).toEqual(['ROLLBACK_REQUESTED', 'ROLLBACK_IN_PROGRESS', 'ROLLBACK_SUCCESSFUL']);
    expect(world.newest()).not.toHaveProperty('rollback.reason');
    expect(world.codeOf(stop)).toBe('ConflictException');
  });

  test('says how, or it is a rollback; what else there may be is refused', async () => {
    await world.redeploy({}, 'hang');
    const serviceDeploymentArn = world.arn();
    const stop = (input: object) => () => world.ecs.call('StopServiceDeployment', { serviceDeploymentArn, ...input });
    expect(world.codeOf(stop({ stopType: 'ABORT' }))).toBe('InvalidParameterException');
    expect(world.codeOf(stop({ serviceDeploymentArn: `${serviceDeploymentArn}x` }))).toBe(
      'ServiceDeploymentNotFoundException',
    );
    expect(world.codeOf(stop({}))).toBe('accepted');
  });
});

describe('a pause', () => {
  const lifecycleHooks = [{ targetType: 'PAUSE', lifecycleStages: ['POST_SCALE_UP'] }];
  const hook = () => Object(world.newest()['lifecycleHookDetails'])[0];

  test('waits, is told, and goes on when somebody says so', async () => {
    await world.redeploy({ strategy: 'BLUE_GREEN', lifecycleHooks });
    await world.clock.advance(minuteMs);
    const { hookId, ...rest } = hook();
    expect(hookId).toMatch(/^ecs-pause-[\w-]{43}$/);
    const expiresAt = expect.any(Number);
    expect(rest).toEqual({ targetType: 'PAUSE', status: 'AWAITING_ACTION', expiresAt, timeoutAction: 'ROLLBACK' });
    expect(world.events.at(-1)).toMatchObject({
      type: 'ECS Hook State Change',
      name: 'HOOK_AWAITING_ACTION',
      detail: { hookId, lifecycleStage: 'POST_SCALE_UP', serviceDeploymentArn: world.arn() },
    });
    world.ecs.call('ContinueServiceDeployment', { serviceDeploymentArn: world.arn(), hookId, action: 'CONTINUE' });
    await world.clock.advance(minuteMs);
    expect(world.newest()['status']).toBe('SUCCESSFUL');
    expect(hook().status).toBe('SUCCEEDED');
    const again = () => world.ecs.call('ContinueServiceDeployment', { serviceDeploymentArn: world.arn(), hookId });
    expect(world.codeOf(again)).toBe('InvalidParameterException');
  });

  test('rolls back when somebody says so', async () => {
    await world.redeploy({ strategy: 'BLUE_GREEN', lifecycleHooks });
    await world.clock.advance(minuteMs);
    const { hookId } = hook();
    world.ecs.call('ContinueServiceDeployment', { serviceDeploymentArn: world.arn(), hookId, action: 'ROLLBACK' });
    await world.clock.advance(minuteMs);
    expect(world.newest()['status']).toBe('ROLLBACK_SUCCESSFUL');
    expect(hook().status).toBe('FAILED');
  });

  test.each([
    ['ROLLBACK', 'ROLLBACK_SUCCESSFUL'],
    ['CONTINUE', 'SUCCESSFUL'],
  ])('that nobody ends: %s', async (action, status) => {
    const timeoutConfiguration = { timeoutInMinutes: 5, action };
    await world.redeploy({ strategy: 'BLUE_GREEN', lifecycleHooks: [{ ...lifecycleHooks[0], timeoutConfiguration }] });
    await world.clock.advance(7 * minuteMs);
    expect(world.newest()['status']).toBe(status);
    expect(hook().status).toBe('TIMED_OUT');
  });
});

describe('a state', () => {
  test('that is kept can be asked later, as everything was then', async () => {
    await world.redeploy({}, 'hang');
    const before = world.ecs.state;
    const serviceDeploymentArns = [world.arn()];
    await world.clock.advance(minuteMs);
    const statusIn = (answer: Readonly<Record<string, unknown>>) => Object(answer['serviceDeployments'])[0].status;
    const input = { serviceDeploymentArns };
    expect(statusIn(world.ecs.callAsOf(before, 'DescribeServiceDeployments', input))).toBe('PENDING');
    expect(statusIn(world.ecs.call('DescribeServiceDeployments', input))).toBe('IN_PROGRESS');
    expect(world.changes).toBeGreaterThan(3);
  });
});
