import { describe, expect, test } from '@jest/globals';
import type { CallContext } from '../../src/control-plane.ts';
import { MANIFEST } from '../support/bundles.ts';
import {
  createShop,
  createWorld,
  ENVIRONMENT_SPEC,
  mappingOf,
  publishVersion,
  ROLE_ARN,
  serviceSpec,
  type World,
} from '../support/world.ts';

interface Target {
  readonly name: string;
  readonly scriptTarget: string;
  readonly output: string;
  readonly read: (world: World) => Record<string, unknown>;
  readonly update: (world: World, context?: CallContext) => Record<string, unknown>;
  readonly cancel: readonly [string, Record<string, string>];
}

const shopInstance = { serviceName: 'shop', name: 'blue' };
const component = {
  name: 'queue',
  manifest: MANIFEST,
  templateFile: 'Resources: { Topic: { Type: "AWS::SNS::Topic" } }',
};

/** The same life for the four kinds: one engine serves them. */
const TARGETS: Target[] = [
  {
    name: 'environment',
    scriptTarget: 'environment/prod',
    output: 'environment',
    read: (world) => world.get('GetEnvironment', { name: 'prod' }),
    update: (world, context) =>
      world.get(
        'UpdateEnvironment',
        {
          name: 'prod',
          deploymentType: 'CURRENT_VERSION',
          spec: ENVIRONMENT_SPEC.replace('16', '20'),
        },
        context,
      ),
    cancel: ['CancelEnvironmentDeployment', { environmentName: 'prod' }],
  },
  {
    name: 'service instance',
    scriptTarget: 'shop/blue',
    output: 'serviceInstance',
    read: (world) => world.get('GetServiceInstance', shopInstance),
    update: (world, context) =>
      world.get(
        'UpdateServiceInstance',
        {
          ...shopInstance,
          deploymentType: 'MINOR_VERSION',
          spec: serviceSpec(['blue'], { size: 'large', pipeline: 'main' }),
        },
        context,
      ),
    cancel: ['CancelServiceInstanceDeployment', { serviceName: 'shop', serviceInstanceName: 'blue' }],
  },
  {
    name: 'service pipeline',
    scriptTarget: 'service/shop/pipeline',
    output: 'pipeline',
    read: (world) => mappingOf(world.get('GetService', { name: 'shop' })['pipeline']),
    update: (world, context) =>
      world.get(
        'UpdateServicePipeline',
        {
          serviceName: 'shop',
          deploymentType: 'MINOR_VERSION',
          spec: serviceSpec(['blue'], { pipeline: 'next' }),
        },
        context,
      ),
    cancel: ['CancelServicePipelineDeployment', { serviceName: 'shop' }],
  },
  {
    name: 'component',
    scriptTarget: 'component/queue',
    output: 'component',
    read: (world) => world.get('GetComponent', { name: 'queue' }),
    update: (world, context) =>
      world.get(
        'UpdateComponent',
        {
          name: 'queue',
          deploymentType: 'CURRENT_VERSION',
          templateFile: 'Resources: { A: { Type: "AWS::SNS::Topic" } }',
        },
        context,
      ),
    cancel: ['CancelComponentDeployment', { componentName: 'queue' }],
  },
];

function start(): World {
  const world = createWorld();
  createShop(world, ['blue'], true);
  world.call('CreateComponent', { ...component, environmentName: 'prod' });
  world.clock.settle();
  publishVersion(world, 'Service', 'web', '1');
  world.clock.advance(60_000);
  world.events.length = 0;
  return world;
}

describe.each(TARGETS)('the deployment of a $name', (target) => {
  test('an update answers at once with the new attempt and the old version, and success brings the new', () => {
    const world = start();
    const before = target.read(world);
    const startedAt = world.clock.now() / 1000;
    const answered = target.update(world);
    expect(answered['deploymentStatus']).toBe('IN_PROGRESS');
    expect(answered['lastDeploymentAttemptedAt']).toBe(startedAt);
    expect(answered['lastDeploymentSucceededAt']).toBe(before['lastDeploymentSucceededAt']);
    expect(answered['templateMinorVersion']).toBe(before['templateMinorVersion']);
    expect(answered['lastAttemptedDeploymentId']).not.toBe(before['lastAttemptedDeploymentId']);
    expect(answered['lastSucceededDeploymentId']).toBe(before['lastSucceededDeploymentId']);
    world.clock.settle();
    const after = target.read(world);
    expect(after['deploymentStatus']).toBe('SUCCEEDED');
    expect(after['lastDeploymentSucceededAt']).toBe(startedAt);
    expect(after['lastSucceededDeploymentId']).toBe(answered['lastAttemptedDeploymentId']);
    expect(world.takeEvents().map((event) => event.split(' ').slice(1).join(' '))).toEqual([
      'IN_PROGRESS < SUCCEEDED',
      'IN_PROGRESS',
      'SUCCEEDED < IN_PROGRESS',
      'SUCCEEDED < IN_PROGRESS',
    ]);
  });

  test('a cancel brings the old state back', () => {
    const world = start();
    const before = target.read(world);
    world.plane.script(target.scriptTarget, 'hang');
    target.update(world);
    const attemptedAt = world.clock.now() / 1000;
    world.clock.advance(3_600_000);
    expect(target.read(world)['deploymentStatus']).toBe('IN_PROGRESS');
    const cancelling = world.get(...target.cancel);
    expect(cancelling['deploymentStatus']).toBe('CANCELLING');
    expect(cancelling['lastDeploymentAttemptedAt']).toBe(attemptedAt);
    world.clock.settle();
    const {
      deploymentStatus,
      deploymentStatusMessage,
      lastAttemptedDeploymentId,
      lastDeploymentAttemptedAt,
      lastModifiedAt: _,
      ...rest
    } = target.read(world);
    expect({ deploymentStatus, deploymentStatusMessage }).toEqual({
      deploymentStatus: 'CANCELLED',
      deploymentStatusMessage: 'User initiated cancellation.',
    });
    expect(lastDeploymentAttemptedAt).toBe(attemptedAt);
    expect(lastAttemptedDeploymentId).not.toBe(before['lastAttemptedDeploymentId']);
    expect(before).toMatchObject(rest);
  });

  test('a cancel with nothing in progress is a conflict and changes nothing', () => {
    const world = start();
    const before = world.plane.snapshot();
    expect(world.refusal(...target.cancel).name).toBe('ConflictException');
    expect(world.plane.snapshot()).toEqual(before);
    expect(world.events).toEqual([]);
  });

  test('a second cancel is a conflict', () => {
    const world = start();
    target.update(world);
    world.call(...target.cancel);
    expect(world.refusal(...target.cancel).name).toBe('ConflictException');
    world.clock.settle();
    expect(world.refusal(...target.cancel).name).toBe('ConflictException');
  });

  test('a cancel meant for another deployment is a conflict that names the current one', () => {
    const world = start();
    const first = target.update(world);
    world.clock.settle();
    const second = target.update(world);
    const before = world.plane.snapshot();
    const context = { expectedDeploymentId: String(first['lastAttemptedDeploymentId']) };
    const refusal = world.refusal(...target.cancel, context);
    expect(refusal.name).toBe('ConflictException');
    expect(refusal.message).toContain(String(second['lastAttemptedDeploymentId']));
    expect(world.plane.snapshot()).toEqual(before);
    const right = { expectedDeploymentId: String(second['lastAttemptedDeploymentId']) };
    expect(world.get(...target.cancel, right)['deploymentStatus']).toBe('CANCELLING');
  });

  test('an update in place of another deployment than the newest is a conflict, and changes nothing', () => {
    const world = start();
    const first = target.update(world);
    world.clock.settle();
    const second = target.update(world);
    world.clock.settle();
    const before = world.plane.snapshot();
    const expecting = (update: Record<string, unknown>) => ({
      expectedDeploymentId: String(update['lastAttemptedDeploymentId']),
    });
    expect(() => target.update(world, expecting(first))).toThrow(/is not the current one/);
    expect(world.plane.snapshot()).toEqual(before);
    expect(target.update(world, expecting(second))['deploymentStatus']).toBe('IN_PROGRESS');
  });

  test('an update while one runs, or is being cancelled, is a conflict', () => {
    const world = start();
    target.update(world);
    expect(() => target.update(world)).toThrow(/is busy/);
    world.call(...target.cancel);
    expect(() => target.update(world)).toThrow(/is busy/);
    world.clock.settle();
    expect(target.update(world)['deploymentStatus']).toBe('IN_PROGRESS');
  });

  test('a scripted failure keeps the old state', () => {
    const world = start();
    const before = target.read(world);
    world.plane.script(target.scriptTarget, 'fail', { statusMessage: 'The stack rolled back.' });
    target.update(world);
    world.clock.settle();
    const after = target.read(world);
    expect(after['deploymentStatus']).toBe('FAILED');
    expect(after['deploymentStatusMessage']).toBe('The stack rolled back.');
    expect(after['spec']).toBe(before['spec']);
    expect(after['templateMinorVersion']).toBe(before['templateMinorVersion']);
  });

  test('scripting ends a hanging deployment now', () => {
    const world = start();
    world.plane.script(target.scriptTarget, 'hang');
    target.update(world);
    world.clock.settle();
    expect(target.read(world)['deploymentStatus']).toBe('IN_PROGRESS');
    world.plane.script(target.scriptTarget, 'succeed');
    expect(target.read(world)['deploymentStatus']).toBe('SUCCEEDED');
  });

  test('attempts in the same millisecond differ in their time', () => {
    const world = createWorldWithoutDelay();
    const first = target.update(world);
    world.clock.advance(0);
    const second = target.update(world);
    expect(Number(second['lastDeploymentAttemptedAt'])).toBeGreaterThan(Number(first['lastDeploymentAttemptedAt']));
  });
});

function createWorldWithoutDelay(): World {
  const world = createWorld({
    durations: { deploymentMs: 0, cancellationMs: 0, deletionMs: 0, templateRegistrationMs: 0 },
  });
  createShop(world, ['blue'], true);
  world.call('CreateComponent', { ...component, environmentName: 'prod' });
  world.clock.settle();
  publishVersion(world, 'Service', 'web', '1');
  return world;
}

test('told to behave as AWS does, a cancel hits whatever runs, whichever deployment it was meant for', () => {
  const world = createWorld({ honourExpectedDeployment: false });
  createShop(world);
  world.call('UpdateServiceInstance', { ...shopInstance, deploymentType: 'CURRENT_VERSION' });
  const context = { expectedDeploymentId: '00000000-0000-4000-8000-000000000000' };
  const cancel = { serviceName: 'shop', serviceInstanceName: 'blue' };
  expect(world.get('CancelServiceInstanceDeployment', cancel, context)['deploymentStatus']).toBe('CANCELLING');
});

describe('a deployment that creates', () => {
  test('cannot be cancelled, save that of a component (A15)', () => {
    const world = createWorld();
    createShop(world);
    world.call('CreateEnvironment', {
      name: 'test',
      templateName: 'network',
      templateMajorVersion: '1',
      spec: ENVIRONMENT_SPEC,
      protonServiceRoleArn: ROLE_ARN,
    });
    expect(world.refusal('CancelEnvironmentDeployment', { environmentName: 'test' })).toEqual({
      name: 'ConflictException',
      message: expect.stringMatching(
        /^Only update deployments can be cancelled: .*environment\/test is being created$/,
      ),
    });
    world.call('CreateComponent', { ...component, environmentName: 'prod' });
    expect(world.get('CancelComponentDeployment', { componentName: 'queue' })['deploymentStatus']).toBe('CANCELLING');
    world.clock.settle();
    expect(world.get('GetComponent', { name: 'queue' })['deploymentStatus']).toBe('CANCELLED');
  });
});
