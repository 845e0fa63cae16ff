import { describe, expect, test } from '@jest/globals';
import { createControlPlane, createMemoryStore, UnreadableStateError } from '../../../src/control-plane/index.ts';
import { createVirtualClock } from '../support/virtual-clock.ts';
import { ACCOUNT, countingRandom, createShop, createWorld, REGION } from '../support/world.ts';

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
    expect(world.plane.snapshot()).toEqual(before);
  });
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
