import { beforeEach, describe, expect, test } from '@jest/globals';
import {
  ACCOUNT,
  createShop,
  createWorld,
  listOf,
  mappingOf,
  REGION,
  serviceSpec,
  type World,
} from '../support/world.ts';

const repository = { repositoryProvider: 'GITHUB', repositoryName: 'shop/configuration' };
const config = { serviceName: 'shop', ...repository, branch: 'main', filePath: './proton-ops.yaml' };
const prefix = `arn:aws:proton:${REGION}:${ACCOUNT}:`;
const blue = { serviceName: 'shop', serviceInstanceName: 'blue' };
let world: World;

const ops = `sync:
  services:
    shop:
      blue: { branch: main, spec: ./shop/spec.yaml }
      green: { branch: stage, spec: /shop/spec.yaml }
    other:
      red: { branch: main, spec: red.yaml }
`;

function push(branch: string, files: Record<string, string>, sha?: string): void {
  world.plane.push({ provider: 'GITHUB', repositoryName: 'shop/configuration', branch, files, sha });
  world.clock.settle();
}

function pushSpec(size: string, sha?: string): void {
  push('main', { 'proton-ops.yaml': ops, 'shop/spec.yaml': serviceSpec(['blue'], { size }) }, sha);
}

function instance(name: string): Record<string, unknown> {
  return world.get('GetServiceInstance', { serviceName: 'shop', name });
}

beforeEach(() => {
  world = createWorld();
  createShop(world);
  world.call('CreateRepository', {
    provider: 'GITHUB',
    name: 'shop/configuration',
    connectionArn: `arn:aws:codestar-connections:${REGION}:${ACCOUNT}:connection/a1b2c3d4`,
  });
});

describe('service sync', () => {
  test('its configuration is created, read, changed and deleted', () => {
    expect(world.call('CreateServiceSyncConfig', config)).toEqual({ serviceSyncConfig: config });
    expect(world.call('CreateServiceSyncConfig', config)).toEqual({ serviceSyncConfig: config });
    expect(world.refusal('CreateServiceSyncConfig', { ...config, branch: 'other' }).name).toBe('ConflictException');
    const changed = { ...config, branch: 'stage' };
    expect(world.call('UpdateServiceSyncConfig', changed)).toEqual({ serviceSyncConfig: changed });
    expect(world.call('GetServiceSyncConfig', { serviceName: 'shop' })).toEqual({ serviceSyncConfig: changed });
    expect(world.call('DeleteServiceSyncConfig', { serviceName: 'shop' })).toEqual({ serviceSyncConfig: changed });
    expect(world.refusal('DeleteServiceSyncConfig', { serviceName: 'shop' }).name).toBe('ResourceNotFoundException');
  });

  test('needs a service and a linked repository', () => {
    expect(world.refusal('CreateServiceSyncConfig', { ...config, serviceName: 'none' }).name).toBe(
      'ValidationException',
    );
    const unlinked = { ...config, repositoryName: 'shop/unlinked' };
    expect(world.refusal('CreateServiceSyncConfig', unlinked).name).toBe('ValidationException');
    world.call('CreateServiceSyncConfig', config);
    expect(world.refusal('UpdateServiceSyncConfig', unlinked).name).toBe('ResourceNotFoundException');
  });

  test('deploys a pushed spec to an instance, and creates one that is not there yet', () => {
    world.call('CreateServiceSyncConfig', config);
    push('stage', { 'shop/spec.yaml': serviceSpec(['green']) });
    pushSpec('large', 'c0ffee');
    expect(instance('blue')).toMatchObject({
      deploymentStatus: 'SUCCEEDED',
      spec: serviceSpec(['blue'], { size: 'large' }),
    });
    expect(instance('green')).toMatchObject({ deploymentStatus: 'SUCCEEDED' });
    const status = world.call('GetServiceInstanceSyncStatus', blue);
    const revision = { branch: 'main', directory: 'shop/spec.yaml', ...repository, sha: 'c0ffee' };
    expect(status).toMatchObject({
      desiredState: revision,
      latestSync: {
        status: 'SUCCEEDED',
        target: `${prefix}service/shop/service-instance/blue`,
        initialRevision: revision,
        targetRevision: revision,
      },
    });
    expect(status['latestSuccessfulSync']).toEqual(status['latestSync']);
  });

  test('goes from INITIATED through IN_PROGRESS', () => {
    world.call('CreateServiceSyncConfig', config);
    world.clock.settle();
    const latest = (): Record<string, unknown> =>
      world.get('GetRepositorySyncStatus', { ...repository, branch: 'main', syncType: 'SERVICE_SYNC' });
    expect(latest()).toMatchObject({ status: 'FAILED' });
    world.plane.push({
      provider: 'GITHUB',
      repositoryName: 'shop/configuration',
      branch: 'main',
      files: { 'proton-ops.yaml': ops },
    });
    expect(latest()['status']).toBe('INITIATED');
    world.clock.advanceTo(world.clock.now() + 600);
    expect(latest()['status']).toBe('IN_PROGRESS');
    world.clock.settle();
    expect(latest()['status']).toBe('FAILED');
    expect(listOf(latest()['events']).map((event) => event['event'])).toContain(
      'shop/blue: branch main has no file shop/spec.yaml',
    );
  });

  test('a failed deployment is a failed sync, and the last good one stays known', () => {
    world.call('CreateServiceSyncConfig', config);
    pushSpec('medium', 'aaa');
    world.plane.script('shop/blue', 'fail', { statusMessage: 'No capacity.' });
    pushSpec('huge', 'bbb');
    const status = world.call('GetServiceInstanceSyncStatus', blue);
    const latest = mappingOf(status['latestSync']);
    expect(latest).toMatchObject({ status: 'FAILED', initialRevision: { sha: 'aaa' }, targetRevision: { sha: 'bbb' } });
    expect(listOf(latest['events']).at(-1)).toMatchObject({ type: 'FAILED', event: 'No capacity.' });
    expect(status['latestSuccessfulSync']).toMatchObject({ targetRevision: { sha: 'aaa' } });
  });

  test('a push that changes nothing deploys nothing', () => {
    world.call('CreateServiceSyncConfig', config);
    pushSpec('medium', 'aaa');
    const before = instance('blue')['lastAttemptedDeploymentId'];
    pushSpec('medium', 'bbb');
    expect(instance('blue')['lastAttemptedDeploymentId']).toBe(before);
  });

  test('a change by hand blocks it until the blocker is resolved; then it goes on', () => {
    world.call('CreateServiceSyncConfig', config);
    pushSpec('medium');
    world.call('UpdateServiceInstance', {
      serviceName: 'shop',
      name: 'blue',
      deploymentType: 'CURRENT_VERSION',
      spec: serviceSpec(['blue'], { size: 'tiny' }),
    });
    world.clock.settle();
    const summary = (input: object): Record<string, unknown> => world.get('GetServiceSyncBlockerSummary', input);
    const [blocker] = listOf(summary(blue)['latestBlockers']);
    expect(blocker).toMatchObject({ status: 'ACTIVE', type: 'AUTOMATED' });
    expect(summary({ serviceName: 'shop' })).toEqual({ serviceName: 'shop', latestBlockers: [] });
    pushSpec('large');
    expect(instance('blue')['spec']).toBe(serviceSpec(['blue'], { size: 'tiny' }));

    const resolve = { id: blocker?.['id'], resolvedReason: 'The change is in the repository now.' };
    expect(world.call('UpdateServiceSyncBlocker', resolve)).toMatchObject({
      ...blue,
      serviceSyncBlocker: { status: 'RESOLVED', resolvedReason: resolve.resolvedReason },
    });
    expect(world.refusal('UpdateServiceSyncBlocker', resolve).name).toBe('ConflictException');
    world.clock.settle();
    expect(summary(blue)['latestBlockers']).toEqual([]);
    expect(instance('blue')['spec']).toBe(serviceSpec(['blue'], { size: 'large' }));
  });

  test('an instance deleted by hand blocks the whole service, one added by hand itself', () => {
    world.call('CreateServiceSyncConfig', config);
    world.call('UpdateService', { name: 'shop', spec: serviceSpec(['blue', 'grey']) });
    world.clock.settle();
    const blockers = (input: object): number =>
      listOf(world.get('GetServiceSyncBlockerSummary', input)['latestBlockers']).length;
    expect(blockers({ serviceName: 'shop', serviceInstanceName: 'grey' })).toBe(1);
    expect(blockers({ serviceName: 'shop' })).toBe(0);
    world.call('UpdateService', { name: 'shop', spec: serviceSpec(['blue']) });
    world.clock.settle();
    expect(blockers({ serviceName: 'shop' })).toBe(1);
    pushSpec('large');
    expect(instance('blue')['spec']).not.toContain('large');
  });

  test('without service sync nothing is ever blocked', () => {
    world.call('UpdateServiceInstance', { serviceName: 'shop', name: 'blue', deploymentType: 'CURRENT_VERSION' });
    expect(world.get('GetServiceSyncBlockerSummary', blue)['latestBlockers']).toEqual([]);
    expect(world.refusal('UpdateServiceSyncBlocker', { id: 'none', resolvedReason: 'why' }).name).toBe(
      'ResourceNotFoundException',
    );
  });

  test('is listed with the instances of its Proton Ops file', () => {
    world.call('CreateServiceSyncConfig', config);
    push('main', { 'proton-ops.yaml': ops });
    const { syncDefinitions } = world.call('ListRepositorySyncDefinitions', {
      ...repository,
      syncType: 'SERVICE_SYNC',
    });
    const parent = `${prefix}repository/github:shop/configuration`;
    expect(syncDefinitions).toEqual([
      { branch: 'main', directory: './proton-ops.yaml', parent, target: `${prefix}service/shop` },
      { branch: 'main', directory: 'shop/spec.yaml', parent, target: `${prefix}service/shop/service-instance/blue` },
      { branch: 'stage', directory: 'shop/spec.yaml', parent, target: `${prefix}service/shop/service-instance/green` },
    ]);
  });

  test('goes on after a restart', () => {
    world.call('CreateServiceSyncConfig', config);
    world.plane.push({
      provider: 'GITHUB',
      repositoryName: 'shop/configuration',
      branch: 'main',
      files: { 'proton-ops.yaml': ops, 'shop/spec.yaml': serviceSpec(['blue'], { size: 'large' }) },
    });
    world.plane.restore(world.plane.snapshot());
    world.clock.settle();
    expect(world.call('GetServiceInstanceSyncStatus', blue)['latestSync']).toMatchObject({ status: 'SUCCEEDED' });
  });

  test('its configuration goes with the service', () => {
    world.call('CreateServiceSyncConfig', config);
    world.call('DeleteService', { name: 'shop' });
    world.clock.settle();
    expect(world.refusal('GetServiceSyncConfig', { serviceName: 'shop' }).name).toBe('ResourceNotFoundException');
  });
});

describe('a push', () => {
  test.each([
    [{}, 'provider must be one of'],
    [{ provider: 'GITHUB' }, 'repositoryName must be a text'],
    [{ provider: 'GITHUB', repositoryName: 'a/b', branch: 'main', files: [] }, 'files must be an object'],
    [
      { provider: 'GITHUB', repositoryName: 'a/b', branch: 'main', files: { '../x': '' } },
      'does not lie in the repository',
    ],
    [{ provider: 'GITHUB', repositoryName: 'a/b', branch: 'main', files: { x: 1 } }, 'the content of x must be a text'],
    [{ provider: 'GITHUB', repositoryName: 'a/b', branch: 'main', files: {} }, 'a/b is not linked'],
  ])('is refused: %j', (given, message) => {
    expect(() => world.plane.push(given)).toThrow(message);
  });
});
