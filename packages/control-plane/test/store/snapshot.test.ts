import { describe, expect, test } from '@jest/globals';
import { createControlPlane, createMemoryStore, UnreadableStateError } from '../../src/index.ts';
import { createVirtualClock } from '../support/virtual-clock.ts';
import {
  ACCOUNT,
  countingRandom,
  createShop,
  createWorld,
  ENVIRONMENT_ACCOUNT,
  REGION,
  REPOSITORY,
} from '../support/world.ts';

describe('a snapshot', () => {
  test('is JSON and shares nothing with the control plane', () => {
    const world = createWorld();
    createShop(world, ['blue'], true);
    const state = world.plane.snapshot();
    const copy: unknown = JSON.parse(JSON.stringify(state));
    world.call('DeleteService', { name: 'shop' });
    world.clock.settle();
    expect(state).toEqual(copy);
    expect(world.plane.snapshot()).not.toEqual(copy);
  });

  test('restores everything, over whatever was there', () => {
    const world = createWorld();
    createShop(world, ['blue'], true);
    const other = createWorld();
    other.call('CreateEnvironmentTemplate', { name: 'leftover' });
    other.call('CreateEnvironmentTemplateVersion', {
      templateName: 'leftover',
      source: { s3: { bucket: 'templates', key: 'k' } },
    });
    other.plane.restore(world.plane.snapshot());
    expect(other.plane.snapshot()).toEqual(world.plane.snapshot());
    expect(other.clock.pending).toBe(0);
  });

  test('may be changed by its owner after it was restored, to no effect', () => {
    const world = createWorld();
    createShop(world);
    const state = world.plane.snapshot();
    world.plane.restore(state);
    for (const service of state.services) Object.assign(service, { name: 'spoilt' });
    expect(world.get('GetService', { name: 'shop' })['name']).toBe('shop');
  });

  test('ends at once what fell due in between', () => {
    const world = createWorld();
    createShop(world);
    world.call('UpdateServiceInstance', { serviceName: 'shop', name: 'blue', deploymentType: 'CURRENT_VERSION' });
    const later = createWorld();
    later.clock.advance(86_400_000);
    later.plane.restore(world.plane.snapshot());
    expect(later.get('GetServiceInstance', { serviceName: 'shop', name: 'blue' })['deploymentStatus']).toBe(
      'IN_PROGRESS',
    );
    later.clock.advance(0);
    expect(later.get('GetServiceInstance', { serviceName: 'shop', name: 'blue' })['deploymentStatus']).toBe(
      'SUCCEEDED',
    );
  });

  test.each([
    ['nothing', null],
    ['a list', []],
    ['another format', { format: 2 }],
    ['a missing collection', { format: 1 }],
  ])('that is %s is refused, and the state stays', (_what, state) => {
    const world = createWorld();
    createShop(world);
    const before = world.plane.snapshot();
    expect(() => world.plane.restore(state)).toThrow(UnreadableStateError);
    expect(() => world.plane.restore({ ...before, services: [{}] })).toThrow(/"services"/);
    expect(() => world.plane.restore({ ...before, services: [{ arn: 'x' }] })).toThrow(/"services"/);
    expect(world.plane.snapshot()).toEqual(before);
  });
});

test('every record that is made has what is asked of a record of its kind', () => {
  const world = createWorld();
  createShop(world, ['blue'], true);
  const repository = { repositoryProvider: 'GITHUB', repositoryName: 'shop/configuration', branch: 'main' };
  world.call('CreateRepository', {
    provider: 'GITHUB',
    name: 'shop/configuration',
    connectionArn: REPOSITORY.repositoryConnectionArn,
    tags: [{ key: 'team', value: 'shop' }],
  });
  world.call('CreateTemplateSyncConfig', { ...repository, templateName: 'network', templateType: 'ENVIRONMENT' });
  world.call('CreateServiceSyncConfig', { ...repository, serviceName: 'shop', filePath: 'proton-ops.yaml' });
  const files = { 'proton-ops.yaml': 'sync: {services: {shop: {blue: {branch: main, spec: none.yaml}}}}\n' };
  world.plane.push({ provider: 'GITHUB', repositoryName: 'shop/configuration', branch: 'main', files });
  world.clock.settle();
  world.call('UpdateServiceInstance', {
    serviceName: 'shop',
    name: 'blue',
    deploymentType: 'CURRENT_VERSION',
    clientToken: 'once',
  });
  world.plane.script('shop/blue', 'hang');
  const connection = { managementAccountId: ACCOUNT, environmentName: 'stage' };
  world.call('CreateEnvironmentAccountConnection', connection, { accountId: ENVIRONMENT_ACCOUNT });
  const state = world.plane.snapshot();
  const { plane } = createWorld();
  plane.restore(state);
  expect(plane.snapshot()).toEqual(state);
  const { format: _format, ...collections } = state;
  expect(Object.entries(collections).filter(([, records]) => records.length === 0)).toEqual([]);
});

test('a store that outlives its control plane is taken up by the next one', () => {
  const store = createMemoryStore();
  const clock = createVirtualClock(Date.parse('2026-03-02T09:30:00Z'));
  const parts = { clock, random: countingRandom(), region: REGION, accountId: ACCOUNT, store, emit: () => undefined };
  const first = createControlPlane(parts);
  first.call('CreateEnvironmentTemplate', { name: 'network' });
  first.call('CreateEnvironmentTemplateVersion', {
    templateName: 'network',
    source: { s3: { bucket: 'templates', key: 'k' } },
  });
  const second = createControlPlane({ ...parts, clock: createVirtualClock(clock.now()) });
  expect(second.call('GetEnvironmentTemplate', { name: 'network' })).toMatchObject({
    environmentTemplate: { name: 'network' },
  });
});
