import { describe, expect, test } from '@jest/globals';
import {
  createEnvironment,
  createShop,
  createWorld,
  mappingOf,
  REPOSITORY,
  ROLE_ARN,
  serviceSpec,
  type World,
} from '../support/world.ts';

const status = (world: World): unknown => world.get('GetService', { name: 'shop' })['status'];
const pipelineOf = (world: World): Record<string, unknown> =>
  mappingOf(world.get('GetService', { name: 'shop' })['pipeline']);
const instanceStatus = (world: World, name: string): unknown =>
  world.get('GetServiceInstance', { serviceName: 'shop', name })['deploymentStatus'];
const instanceExists = (world: World, name: string): boolean =>
  JSON.stringify(world.call('ListServiceInstances', {})).includes(`service-instance/${name}"`);

function createWithPipeline(world: World, instances: readonly string[]): void {
  createEnvironment(world);
  world.call('UpdateAccountSettings', { pipelineServiceRoleArn: ROLE_ARN });
  world.events.length = 0;
  world.call('CreateService', {
    name: 'shop',
    templateName: 'web',
    templateMajorVersion: '1',
    spec: serviceSpec(instances, { pipeline: 'main' }),
    ...REPOSITORY,
  });
}

describe('creating a service', () => {
  test('deploys the instances, then the pipeline, and tells of each step', () => {
    const world = createWorld();
    createWithPipeline(world, ['blue']);
    expect(status(world)).toBe('CREATE_IN_PROGRESS');
    world.clock.advance(4000);
    expect(instanceStatus(world, 'blue')).toBe('SUCCEEDED');
    expect(pipelineOf(world)['deploymentStatus']).toBe('IN_PROGRESS');
    expect(status(world)).toBe('CREATE_IN_PROGRESS');
    world.clock.advance(4000);
    expect(status(world)).toBe('ACTIVE');
    expect(world.takeEvents().filter((event) => !event.startsWith('deployment/'))).toEqual([
      'service/shop CREATE_IN_PROGRESS',
      'service/shop/service-instance/blue IN_PROGRESS',
      'service/shop/pipeline IN_PROGRESS',
      'service/shop/service-instance/blue SUCCEEDED < IN_PROGRESS',
      'service/shop/pipeline SUCCEEDED < IN_PROGRESS',
      'service/shop ACTIVE < CREATE_IN_PROGRESS',
    ]);
  });

  test('an instance that fails takes the pipeline with it', () => {
    const world = createWorld();
    world.plane.script('shop/green', 'fail', { statusMessage: 'No subnet left.' });
    createWithPipeline(world, ['blue', 'green']);
    world.clock.settle();
    expect(status(world)).toBe('CREATE_FAILED');
    expect(instanceStatus(world, 'blue')).toBe('SUCCEEDED');
    expect(pipelineOf(world)).toMatchObject({
      deploymentStatus: 'FAILED',
      deploymentStatusMessage: expect.stringMatching(
        /^Service Instance\(s\): \[arn:.*service-instance\/green\] failed to deploy - canceling pipeline deployment$/,
      ),
    });
    const update = { serviceName: 'shop', name: 'green', deploymentType: 'CURRENT_VERSION' };
    expect(world.refusal('UpdateServiceInstance', update)).toEqual({
      name: 'ConflictException',
      message: 'Service instance green has no version',
    });
    expect(world.refusal('UpdateService', { name: 'shop', spec: serviceSpec(['blue']) }).name).toBe(
      'ConflictException',
    );
    world.call('DeleteService', { name: 'shop' });
    world.clock.settle();
    expect(world.refusal('GetService', { name: 'shop' }).name).toBe('ResourceNotFoundException');
  });

  test('waits for an instance that hangs, and refuses everything else meanwhile', () => {
    const world = createWorld();
    world.plane.script('shop/blue', 'hang');
    createWithPipeline(world, ['blue']);
    world.clock.advance(86_400_000);
    expect(status(world)).toBe('CREATE_IN_PROGRESS');
    expect(world.refusal('DeleteService', { name: 'shop' }).name).toBe('ConflictException');
    expect(world.refusal('UpdateService', { name: 'shop', spec: serviceSpec(['blue']) }).name).toBe(
      'ConflictException',
    );
    world.plane.script('shop/blue', 'succeed');
    world.clock.settle();
    expect(status(world)).toBe('ACTIVE');
  });
});

describe('editing a service', () => {
  const edit = (world: World, instances: readonly string[]): Record<string, unknown> =>
    world.get('UpdateService', { name: 'shop', spec: serviceSpec(instances, { pipeline: 'main' }) });

  test('adds, then removes, then deploys the pipeline again', () => {
    const world = createWorld();
    createShop(world, ['blue', 'green'], true);
    expect(edit(world, ['blue', 'red'])['status']).toBe('UPDATE_IN_PROGRESS');
    expect(instanceStatus(world, 'green')).toBe('DELETE_IN_PROGRESS');
    world.clock.settle();
    expect(status(world)).toBe('ACTIVE');
    expect(world.takeEvents().filter((event) => !event.startsWith('deployment/'))).toEqual([
      'service/shop UPDATE_IN_PROGRESS < ACTIVE',
      'service/shop/pipeline IN_PROGRESS < SUCCEEDED',
      'service/shop/service-instance/green DELETE_IN_PROGRESS < SUCCEEDED',
      'service/shop/service-instance/red IN_PROGRESS',
      'service/shop/service-instance/red SUCCEEDED < IN_PROGRESS',
      'service/shop/service-instance/green DELETED < DELETE_IN_PROGRESS',
      'service/shop/pipeline SUCCEEDED < IN_PROGRESS',
      'service/shop ACTIVE < UPDATE_IN_PROGRESS',
    ]);
    expect(world.get('GetService', { name: 'shop' })['spec']).toBe(serviceSpec(['blue', 'red'], { pipeline: 'main' }));
  });

  test('is undone when an added instance fails: nothing is removed and the spec is the old one', () => {
    const world = createWorld();
    createShop(world, ['blue', 'green'], true);
    const before = world.get('GetServiceInstance', { serviceName: 'shop', name: 'green' });
    world.plane.script('shop/red', 'fail');
    edit(world, ['blue', 'red']);
    world.clock.advance(4000);
    expect(status(world)).toBe('UPDATE_FAILED_CLEANUP_IN_PROGRESS');
    world.clock.settle();
    expect(status(world)).toBe('UPDATE_FAILED_CLEANUP_COMPLETE');
    expect(instanceExists(world, 'red')).toBe(false);
    expect(world.get('GetServiceInstance', { serviceName: 'shop', name: 'green' })).toEqual(before);
    expect(pipelineOf(world)['deploymentStatus']).toBe('FAILED');
    expect(world.get('GetService', { name: 'shop' })['spec']).toBe(
      serviceSpec(['blue', 'green'], { pipeline: 'main' }),
    );
  });

  test('says so when the cleanup of an added instance fails as well', () => {
    const world = createWorld();
    createShop(world, ['blue'], true);
    world.plane.script('shop/red', 'fail');
    world.plane.script('shop/red', 'fail', { on: 'deletion' });
    edit(world, ['blue', 'red']);
    world.clock.settle();
    expect(status(world)).toBe('UPDATE_FAILED_CLEANUP_FAILED');
    expect(instanceStatus(world, 'red')).toBe('DELETE_FAILED');
  });

  test('keeps its additions when a removal fails, and the next edit tries that removal again', () => {
    const world = createWorld();
    createShop(world, ['blue', 'green']);
    world.plane.script('shop/green', 'fail', { on: 'deletion' });
    world.call('UpdateService', { name: 'shop', spec: serviceSpec(['blue', 'red']) });
    world.clock.settle();
    expect(status(world)).toBe('UPDATE_COMPLETE_CLEANUP_FAILED');
    expect(instanceStatus(world, 'red')).toBe('SUCCEEDED');
    expect(instanceStatus(world, 'green')).toBe('DELETE_FAILED');
    world.plane.script('shop/green', 'succeed', { on: 'deletion' });
    world.call('UpdateService', { name: 'shop', spec: serviceSpec(['blue', 'red']) });
    world.clock.settle();
    expect(status(world)).toBe('ACTIVE');
    expect(instanceExists(world, 'green')).toBe(false);
  });

  test('fails without undoing anything when the pipeline fails', () => {
    const world = createWorld();
    createShop(world, ['blue'], true);
    world.plane.script('service/shop/pipeline', 'fail');
    edit(world, ['blue', 'red']);
    world.clock.settle();
    expect(status(world)).toBe('UPDATE_FAILED');
    expect(instanceStatus(world, 'red')).toBe('SUCCEEDED');
  });

  test.each([
    ['before its turn', 0],
    ['while it is deployed', 4000],
  ])('does not let its pipeline be cancelled, %s, and succeeds', (_when, afterMs) => {
    const world = createWorld();
    createShop(world, ['blue'], true);
    edit(world, ['blue', 'red']);
    world.clock.advance(afterMs);
    expect(world.refusal('CancelServicePipelineDeployment', { serviceName: 'shop' })).toMatchObject({
      name: 'ConflictException',
      message: expect.stringMatching(/service\/shop is busy: its status is UPDATE_IN_PROGRESS$/),
    });
    expect(pipelineOf(world)['deploymentStatus']).toBe('IN_PROGRESS');
    world.clock.settle();
    expect(status(world)).toBe('ACTIVE');
    expect(pipelineOf(world)['deploymentStatus']).toBe('SUCCEEDED');
  });

  test('keeps its parts from being updated, and is kept from starting by them', () => {
    const world = createWorld();
    createShop(world, ['blue', 'green'], true);
    const updateBlue = { serviceName: 'shop', name: 'blue', deploymentType: 'CURRENT_VERSION' };
    const updatePipeline = {
      serviceName: 'shop',
      deploymentType: 'CURRENT_VERSION',
      spec: serviceSpec(['blue'], { pipeline: 'main' }),
    };
    edit(world, ['blue', 'green', 'red']);
    expect(world.refusal('UpdateServiceInstance', updateBlue).message).toMatch(
      /service\/shop is busy: its status is UPDATE_IN_PROGRESS$/,
    );
    expect(world.refusal('UpdateServicePipeline', updatePipeline).name).toBe('ConflictException');
    expect(world.refusal('DeleteService', { name: 'shop' }).name).toBe('ConflictException');
    world.clock.settle();
    world.call('UpdateServiceInstance', updateBlue);
    expect(world.refusal('DeleteService', { name: 'shop' }).message).toMatch(/blue is busy/);
    expect(
      world.refusal('UpdateService', { name: 'shop', spec: serviceSpec(['green', 'red'], { pipeline: 'main' }) })
        .message,
    ).toMatch(/blue is busy/);
    world.clock.settle();
    world.call('UpdateServicePipeline', updatePipeline);
    expect(
      world.refusal('UpdateService', { name: 'shop', spec: serviceSpec(['blue'], { pipeline: 'main' }) }).message,
    ).toMatch(/pipeline is busy/);
  });

  test('of the description alone changes no status', () => {
    const world = createWorld();
    createShop(world);
    expect(world.get('UpdateService', { name: 'shop', description: 'The shop' })).toMatchObject({
      status: 'ACTIVE',
      description: 'The shop',
    });
    expect(world.events).toEqual([]);
  });

  test.each([
    ['a remaining instance', serviceSpec(['blue', 'red'], { size: 'huge' }), 'ValidationException'],
    ['the pipeline', serviceSpec(['blue', 'red'], { pipeline: 'other' }), 'ValidationException'],
    ['to no instance at all', 'proton: ServiceSpec\ninstances: {}\n', 'ValidationException'],
    [
      'to an unknown environment',
      serviceSpec(['blue', 'red']).replace(/prod(?!.*prod)/s, 'none'),
      'ResourceNotFoundException',
    ],
  ])('cannot change %s', (_what, spec, name) => {
    const world = createWorld();
    createShop(world);
    expect(world.refusal('UpdateService', { name: 'shop', spec }).name).toBe(name);
    expect(status(world)).toBe('ACTIVE');
  });

  test('keeps current values on request', () => {
    const world = createWorld();
    createShop(world);
    const spec = serviceSpec(['blue', 'red']).replace('"small"', '"${Proton::CURRENT_VAL}"');
    world.call('UpdateService', { name: 'shop', spec });
    world.clock.settle();
    expect(status(world)).toBe('ACTIVE');
    expect(world.get('GetService', { name: 'shop' })['spec']).not.toContain('CURRENT_VAL');
  });
});

describe('a single instance', () => {
  test('joins the spec of its service once it is deployed (A20)', () => {
    const world = createWorld();
    createShop(world);
    world.call('CreateServiceInstance', { serviceName: 'shop', name: 'red', spec: serviceSpec(['red']) });
    expect(status(world)).toBe('ACTIVE');
    expect(world.get('GetService', { name: 'shop' })['spec']).toBe(serviceSpec(['blue']));
    world.clock.settle();
    expect(instanceStatus(world, 'red')).toBe('SUCCEEDED');
    expect(world.get('GetService', { name: 'shop' })['spec']).toContain('name: red');
    expect(
      world.refusal('CreateServiceInstance', { serviceName: 'shop', name: 'red', spec: serviceSpec(['red']) }).name,
    ).toBe('ConflictException');
  });
});

describe('deleting a service', () => {
  test('removes its parts and is idempotent while it runs and after', () => {
    const world = createWorld();
    createShop(world, ['blue', 'green'], true);
    expect(world.get('DeleteService', { name: 'shop' })['status']).toBe('DELETE_IN_PROGRESS');
    world.takeEvents();
    expect(world.get('DeleteService', { name: 'shop' })['status']).toBe('DELETE_IN_PROGRESS');
    expect(world.events).toEqual([]);
    world.clock.settle();
    expect(world.takeEvents('AWS Proton Service Status Change')).toEqual(['service/shop DELETED < DELETE_IN_PROGRESS']);
    expect(world.call('DeleteService', { name: 'shop' })).toEqual({});
    expect(world.refusal('GetServiceInstance', { serviceName: 'shop', name: 'blue' }).name).toBe(
      'ResourceNotFoundException',
    );
    expect(world.get('DeleteEnvironment', { name: 'prod' })['deploymentStatus']).toBe('DELETE_IN_PROGRESS');
  });

  test('fails when a part cannot be deleted, and can be tried again', () => {
    const world = createWorld();
    createShop(world, ['blue', 'green']);
    world.plane.script('shop/green', 'fail', { on: 'deletion' });
    world.call('DeleteService', { name: 'shop' });
    world.clock.settle();
    expect(status(world)).toBe('DELETE_FAILED');
    world.plane.script('shop/green', 'succeed', { on: 'deletion' });
    world.call('DeleteService', { name: 'shop' });
    world.clock.settle();
    expect(world.refusal('GetService', { name: 'shop' }).name).toBe('ResourceNotFoundException');
  });

  test('keeps the times of the last deployment, and is an attempt of its own in the history', () => {
    const world = createWorld();
    createShop(world);
    const before = world.get('GetServiceInstance', { serviceName: 'shop', name: 'blue' });
    world.clock.advance(60_000);
    world.call('DeleteService', { name: 'shop' });
    const during = world.get('GetServiceInstance', { serviceName: 'shop', name: 'blue' });
    expect(during['lastDeploymentAttemptedAt']).toBe(before['lastDeploymentAttemptedAt']);
    expect(during['lastAttemptedDeploymentId']).not.toBe(before['lastAttemptedDeploymentId']);
    world.clock.settle();
    expect(world.get('GetDeployment', { id: during['lastAttemptedDeploymentId'] })).toMatchObject({
      deploymentStatus: 'DELETE_COMPLETE',
      targetArn: before['arn'],
    });
  });
});
