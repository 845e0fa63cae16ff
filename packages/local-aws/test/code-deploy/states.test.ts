import { describe, expect, test } from '@jest/globals';
import { createWorld, ecs, fleet, lambda, minuteMs, refusalOf, revisions } from './support/world.ts';

describe('a deployment to instances', () => {
  test('goes one instance after the other, and says so', async () => {
    const world = createWorld();
    const id = world.start(fleet);
    expect(world.info(id)).toMatchObject({ status: 'Created', creator: 'user', computePlatform: 'Server' });
    await world.clock.advance(500);
    expect(world.info(id)).toMatchObject({
      status: 'InProgress',
      deploymentOverview: { Pending: 1, InProgress: 1, Succeeded: 0 },
    });
    await world.clock.advance(1_000);
    expect(world.info(id)).toMatchObject({ deploymentOverview: { Pending: 0, InProgress: 1, Succeeded: 1 } });
    await world.clock.advance(1_000);
    expect(world.info(id)).toMatchObject({ status: 'Succeeded', completeTime: expect.any(Number) });
    expect(world.told).toEqual([`${id} START`, `${id} SUCCESS`]);
  });

  test('fails, hangs or is stopped by an alarm, as it is scripted, also while it is under way', async () => {
    const world = createWorld();
    world.service.script('shop/fleet', 'hang');
    const id = world.start(fleet);
    await world.clock.advance(60 * minuteMs);
    expect(world.info(id)['status']).toBe('InProgress');
    world.service.script('shop/fleet', 'fail');
    await world.clock.advance(1_000);
    expect(world.info(id)).toMatchObject({ status: 'Failed', errorInformation: { code: 'HEALTH_CONSTRAINTS' } });
    world.service.script('shop/fleet', 'alarm');
    const other = world.start(fleet);
    await world.clock.advance(minuteMs);
    expect(world.info(other)).toMatchObject({ status: 'Stopped', errorInformation: { code: 'ALARM_ACTIVE' } });
    expect(world.told).toEqual([`${id} START`, `${id} FAILURE`, `${other} START`, `${other} STOP`]);
  });

  test('its start may be told by a clock that is ahead', async () => {
    const world = createWorld({ startClockAheadMs: 10 * minuteMs });
    const id = world.start(fleet);
    await world.clock.advance(minuteMs);
    const { startTime, completeTime } = world.info(id);
    expect(Number(startTime)).toBeGreaterThan(Number(completeTime));
  });
});

describe('a stop', () => {
  test('is pending, then done; what was deployed before comes back as a deployment of its own', async () => {
    const world = createWorld();
    world.service.script('shop/fleet', 'hang');
    const deploymentId = world.start(fleet);
    await world.clock.advance(1_000);
    const stop = { deploymentId, autoRollbackEnabled: true };
    expect(world.call('StopDeployment', stop)).toMatchObject({ status: 'Pending' });
    expect(world.info(deploymentId)).toMatchObject({ status: 'InProgress', errorInformation: { code: 'MANUAL_STOP' } });
    // Nobody knows better: asked for again, it goes on.
    expect(world.call('StopDeployment', stop)).toMatchObject({ status: 'Pending' });
    await world.clock.advance(1_000);
    const [rollback = ''] = world.idsOf(fleet);
    expect(world.info(deploymentId)).toMatchObject({
      status: 'Stopped',
      errorInformation: { code: 'MANUAL_STOP' },
      rollbackInfo: { rollbackDeploymentId: rollback },
    });
    expect(world.info(rollback)).toMatchObject({
      creator: 'codeDeployRollback',
      rollbackInfo: { rollbackTriggeringDeploymentId: deploymentId },
    });
    await world.clock.advance(minuteMs);
    expect(world.info(rollback)['status']).toBe('Succeeded');
    expect(refusalOf(() => world.call('StopDeployment', stop))).toBe('DeploymentAlreadyCompletedException');
  });

  test('without a rollback nothing follows it, and where nothing was deployed before, nothing can', async () => {
    const world = createWorld({ stopMs: 0 });
    world.service.script('shop/fleet', 'hang');
    const first = world.start(fleet);
    await world.clock.advance(1_000);
    expect(world.call('StopDeployment', { deploymentId: first })).toMatchObject({ status: 'Succeeded' });
    expect(world.idsOf(fleet)).toHaveLength(1);
    world.service.define({ ...fleet, hasRevision: false });
    const second = world.start(fleet);
    await world.clock.advance(1_000);
    world.call('StopDeployment', { deploymentId: second, autoRollbackEnabled: true });
    expect(world.info(second)).toMatchObject({ rollbackInfo: { rollbackMessage: expect.stringContaining('cannot') } });
    expect(world.idsOf(fleet)).toHaveLength(2);
  });

  test('whether it shows is not known: it may look as if nobody had asked', async () => {
    const world = createWorld({ showsStops: false });
    const deploymentId = world.start(fleet);
    await world.clock.advance(1_000);
    world.call('StopDeployment', { deploymentId });
    expect(world.info(deploymentId)).not.toHaveProperty('errorInformation');
  });

  test('what a stack drives is stopped there', async () => {
    const world = createWorld();
    const externalId = 'arn:aws:cloudformation:eu-central-1:123456789012:stack/checkout/1';
    const deploymentId = world.start(ecs, { creator: 'CloudFormation', externalId });
    expect(refusalOf(() => world.call('StopDeployment', { deploymentId }))).toBe(
      'UnsupportedActionForDeploymentTypeException',
    );
    expect(world.call('ListDeployments', { externalId })).toEqual({
      deployments: [deploymentId],
      nextToken: undefined,
    });
  });

  test('a deployment that fails is rolled back where the group says so, and a rollback is not', async () => {
    const world = createWorld();
    world.service.script('web/blue-green', 'fail');
    world.service.script('web/blue-green:rollback', 'fail');
    const id = world.start(ecs);
    await world.clock.advance(minuteMs);
    expect(world.idsOf(ecs)).toHaveLength(2);
    expect(world.idsOf(ecs).map((one) => world.info(one)['status'])).toEqual(['Failed', 'Failed']);
    expect(world.info(id)).toMatchObject({ errorInformation: { code: 'HOOK_EXECUTION_FAILURE' } });
  });
});

describe('traffic', () => {
  const weightOf = (world: ReturnType<typeof createWorld>, deploymentId: string) => {
    const { targetIds } = world.call('ListDeploymentTargets', { deploymentId });
    const { deploymentTargets } = world.call('BatchGetDeploymentTargets', { deploymentId, targetIds });
    const [{ lambdaTarget, ecsTarget }] = Object(deploymentTargets);
    return lambdaTarget?.lambdaFunctionInfo.targetVersionWeight ?? ecsTarget?.taskSetsInfo[1].trafficWeight;
  };

  test('of a function shifts step by step', async () => {
    const world = createWorld();
    const id = world.start(lambda);
    expect(refusalOf(() => world.call('ListDeploymentTargets', { deploymentId: id }))).toBe(
      'DeploymentNotStartedException',
    );
    await world.clock.advance(1_600);
    const seen = [weightOf(world, id)];
    for (let minutes = 0; minutes < 9; minutes += 1) {
      await world.clock.advance(minuteMs);
      seen.push(weightOf(world, id));
    }
    expect(seen).toEqual([10, 20, 30, 40, 50, 60, 70, 80, 90, 100]);
    await world.clock.advance(minuteMs);
    expect(world.info(id)).toMatchObject({ status: 'Succeeded' });
    expect(world.info(id)).not.toHaveProperty('deploymentOverview');
  });

  test('of a service waits for somebody, and what was replaced is kept for a while', async () => {
    const world = createWorld();
    const deploymentId = world.start(ecs);
    await world.clock.advance(4_000);
    expect(world.info(deploymentId)['status']).toBe('Ready');
    expect(
      refusalOf(() => world.call('ContinueDeployment', { deploymentId, deploymentWaitType: 'TERMINATION_WAIT' })),
    ).toBe('InvalidDeploymentStatusException');
    world.call('ContinueDeployment', { deploymentId, deploymentWaitType: 'READY_WAIT' });
    expect(refusalOf(() => world.call('ContinueDeployment', { deploymentId }))).toBe(
      'DeploymentIsNotInReadyStateException',
    );
    await world.clock.advance(4_000);
    expect(world.info(deploymentId)).toMatchObject({ status: 'InProgress', instanceTerminationWaitTimeStarted: true });
    world.call('ContinueDeployment', { deploymentId, deploymentWaitType: 'TERMINATION_WAIT' });
    expect(world.info(deploymentId)['status']).toBe('Succeeded');
    expect(refusalOf(() => world.call('ContinueDeployment', { deploymentId }))).toBe(
      'DeploymentAlreadyCompletedException',
    );
    expect(world.told.map((event) => event.split(' ')[1])).toEqual(['START', 'READY', 'SUCCESS']);
  });

  test('that nobody continues is stopped when its time is over', async () => {
    const world = createWorld();
    const id = world.start(ecs);
    await world.clock.advance(11 * minuteMs);
    expect(world.info(id)).toMatchObject({ status: 'Stopped', errorInformation: { code: 'TIMEOUT' } });
  });
});

describe('what is refused', () => {
  const here = { applicationName: 'shop', deploymentGroupName: 'fleet' };
  const [revision] = revisions;
  test.each([
    ['GetDeployment', {}, 'DeploymentIdRequiredException'],
    ['GetDeployment', { deploymentId: 'nonsense' }, 'InvalidDeploymentIdException'],
    ['GetDeployment', { deploymentId: 'd-ZZZZZZZZZ' }, 'DeploymentDoesNotExistException'],
    ['StopDeployment', { deploymentId: 'd-ZZZZZZZZZ' }, 'DeploymentDoesNotExistException'],
    ['ContinueDeployment', {}, 'DeploymentIdRequiredException'],
    ['BatchGetDeployments', { deploymentIds: [] }, 'DeploymentIdRequiredException'],
    ['BatchGetDeployments', { deploymentIds: Array(26).fill('d-ZZZZZZZZZ') }, 'BatchLimitExceededException'],
    ['BatchGetDeployments', { deploymentIds: ['nonsense'] }, 'InvalidDeploymentIdException'],
    ['ListDeployments', { applicationName: 'shop' }, 'DeploymentGroupNameRequiredException'],
    ['ListDeployments', { deploymentGroupName: 'fleet' }, 'ApplicationNameRequiredException'],
    ['ListDeployments', { ...here, applicationName: 'other' }, 'ApplicationDoesNotExistException'],
    ['ListDeployments', { ...here, deploymentGroupName: 'other' }, 'DeploymentGroupDoesNotExistException'],
    ['ListDeployments', { includeOnlyStatuses: ['STOPPED'] }, 'InvalidDeploymentStatusException'],
    ['ListDeployments', { createTimeRange: { start: 2, end: 1 } }, 'InvalidTimeRangeException'],
    ['ListDeployments', { nextToken: 'not one of ours' }, 'InvalidNextTokenException'],
    ['ListDeploymentGroups', {}, 'ApplicationNameRequiredException'],
    ['ListDeploymentGroups', { applicationName: 'other' }, 'ApplicationDoesNotExistException'],
    ['GetDeploymentGroup', { ...here, deploymentGroupName: 'other' }, 'DeploymentGroupDoesNotExistException'],
    ['GetDeploymentConfig', { deploymentConfigName: 'other' }, 'DeploymentConfigDoesNotExistException'],
    ['ListTagsForResource', {}, 'ResourceArnRequiredException'],
    ['ListTagsForResource', { ResourceArn: 'arn:aws:s3:::bucket' }, 'InvalidArnException'],
    ['StopDeployment', { deploymentId: 7 }, 'ValidationException'],
    ['DeleteApplication', {}, 'UnknownOperationException'],
    ['CreateDeployment', here, 'RevisionRequiredException'],
    ['CreateDeployment', { ...here, revision: {} }, 'InvalidRevisionException'],
    ['CreateDeployment', { ...here, revision: { ...revision, revisionType: 'GitHub' } }, 'InvalidRevisionException'],
    ['CreateDeployment', { ...here, revision: { revisionType: 'S3', s3Location: 'x' } }, 'ValidationException'],
    ['CreateDeployment', { ...here, revision, fileExistsBehavior: 'MERGE' }, 'InvalidFileExistsBehaviorException'],
    ['CreateDeployment', { ...here, revision, deploymentConfigName: 'x' }, 'DeploymentConfigDoesNotExistException'],
  ])('%s %p: %s', (operation, input, error) => {
    expect(refusalOf(() => createWorld().call(operation, input))).toBe(error);
  });

  test('a second deployment of a group by a user, while one is under way', () => {
    const world = createWorld();
    world.call('CreateDeployment', { ...here, revision });
    expect(refusalOf(() => world.call('CreateDeployment', { ...here, revision }))).toBe(
      'DeploymentLimitExceededException',
    );
    expect(world.start(fleet, { creator: 'autoscaling' })).toMatch(/^d-[A-Z0-9]{9}$/);
  });
});

test('what was kept of the state is answered as it was', async () => {
  const world = createWorld();
  const deploymentId = world.start(fleet);
  const { state } = world.service;
  await world.clock.advance(minuteMs);
  expect(world.info(deploymentId)['status']).toBe('Succeeded');
  expect(world.service.callAsOf(state, 'GetDeployment', { deploymentId })).toMatchObject({
    deploymentInfo: { status: 'Created' },
  });
});

test('pages neither repeat nor skip, and a token is good for its own list only', () => {
  const world = createWorld();
  const made = Array.from({ length: 150 }, () => world.start(fleet, { creator: 'autoscaling' }));
  const one = world.call('ListDeployments', {});
  const two = world.call('ListDeployments', { nextToken: one['nextToken'] });
  const listed = [...Array.from<string>(Object(one['deployments'])), ...Array.from<string>(Object(two['deployments']))];
  expect(listed).toEqual(made.toReversed());
  expect(two['nextToken']).toBeUndefined();
  const elsewhere = { includeOnlyStatuses: ['Created'], nextToken: one['nextToken'] };
  expect(refusalOf(() => world.call('ListDeployments', elsewhere))).toBe('InvalidNextTokenException');
});
