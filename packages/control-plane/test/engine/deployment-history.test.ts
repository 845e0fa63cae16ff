import { describe, expect, test } from '@jest/globals';
import {
  createShop,
  createTemplates,
  createWorld,
  ENVIRONMENT_SPEC,
  listOf,
  ROLE_ARN,
  type World,
} from '../support/world.ts';

const BLUE = { serviceName: 'shop', name: 'blue' };

function update(world: World, outcome: 'succeed' | 'fail' = 'succeed'): string {
  world.plane.script('shop/blue', outcome);
  const updated = world.get('UpdateServiceInstance', { ...BLUE, deploymentType: 'CURRENT_VERSION' });
  world.clock.settle();
  return String(updated['lastAttemptedDeploymentId']);
}
/** Newest first. */
function historyOf(world: World, input: object = { serviceName: 'shop', serviceInstanceName: 'blue' }): unknown[] {
  return listOf(world.call('ListDeployments', input)['deployments']).map(({ id }) => id);
}

describe('of the deployments of a target', () => {
  test('so many are kept, the newest ones', () => {
    const world = createWorld({ deploymentsKeptPerTarget: 3 });
    createShop(world, ['blue', 'green']);
    const others = historyOf(world, { serviceName: 'shop', serviceInstanceName: 'green' });
    const ids = Array.from({ length: 6 }, () => update(world));
    expect(historyOf(world)).toEqual(ids.slice(3).reverse());
    expect(world.refusal('GetDeployment', { id: ids[0] }).name).toBe('ResourceNotFoundException');
    expect(historyOf(world, { serviceName: 'shop', serviceInstanceName: 'green' })).toEqual(others);
  });

  test('the last one that succeeded is kept, however many have failed since', () => {
    const world = createWorld({ deploymentsKeptPerTarget: 2 });
    createShop(world);
    const good = update(world);
    const failed = Array.from({ length: 5 }, () => update(world, 'fail'));
    expect(historyOf(world)).toEqual([failed.at(-1), good]);
    expect(world.get('GetServiceInstance', BLUE)).toMatchObject({
      lastSucceededDeploymentId: good,
      lastAttemptedDeploymentId: failed.at(-1),
    });
    const outputs = { serviceName: 'shop', serviceInstanceName: 'blue', deploymentId: good };
    expect(world.call('ListServiceInstanceOutputs', outputs)).toEqual({ outputs: [] });
  });

  test('one that is in progress is kept, and counted', () => {
    const world = createWorld({ deploymentsKeptPerTarget: 1 });
    createShop(world);
    const good = update(world);
    world.plane.script('shop/blue', 'hang');
    const running = world.get('UpdateServiceInstance', { ...BLUE, deploymentType: 'CURRENT_VERSION' });
    world.clock.settle();
    expect(historyOf(world)).toEqual([running['lastAttemptedDeploymentId'], good]);
  });

  test('none has tags once it is forgotten', () => {
    const world = createWorld({ deploymentsKeptPerTarget: 1 });
    createShop(world);
    const id = update(world);
    const { arn } = world.get('GetDeployment', { id });
    world.call('TagResource', { resourceArn: arn, tags: [{ key: 'team', value: 'shop' }] });
    const isTagged = () => world.plane.view().tags.some(({ resourceArn }) => resourceArn === arn);
    expect(isTagged()).toBe(true);
    update(world);
    expect(isTagged()).toBe(false);
  });

  test('a hundred are kept by default, and so is the size of the state', () => {
    const world = createWorld();
    createShop(world);
    for (let count = 0; count < 120; count += 1) update(world);
    const size = JSON.stringify(world.plane.view()).length;
    for (let count = 0; count < 50; count += 1) update(world);
    expect(
      world.plane.view().deployments.filter(({ serviceInstanceName }) => serviceInstanceName === 'blue'),
    ).toHaveLength(100);
    expect(JSON.stringify(world.plane.view()).length).toBeLessThan(size * 1.02);
  });
});

describe('of the deployments of deleted targets', () => {
  const recreate = (world: World, name: string): void => {
    world.call('CreateEnvironment', {
      name,
      templateName: 'network',
      templateMajorVersion: '1',
      spec: ENVIRONMENT_SPEC,
      protonServiceRoleArn: ROLE_ARN,
    });
    world.clock.settle();
  };
  const remove = (world: World, name: string): void => {
    world.call('DeleteEnvironment', { name });
    world.clock.settle();
  };
  const names = (world: World): string[] =>
    world.plane.view().deployments.map(({ environmentName, action }) => `${environmentName} ${action}`);

  test('so many are kept, those of the targets that were deleted last', () => {
    const world = createWorld({ deploymentsKeptOfDeletedTargets: 5 });
    createTemplates(world);
    for (const name of ['a', 'b', 'c', 'd', 'stays']) recreate(world, name);
    for (const name of ['b', 'a', 'd', 'c']) remove(world, name);
    expect(names(world).sort()).toEqual(['a DELETE', 'c CREATE', 'c DELETE', 'd CREATE', 'd DELETE', 'stays CREATE']);
  });

  test('those of a target that is made again are those of a target that is there', () => {
    const world = createWorld({ deploymentsKeptOfDeletedTargets: 2 });
    createTemplates(world);
    for (const name of ['a', 'b', 'c']) recreate(world, name);
    remove(world, 'a');
    recreate(world, 'a');
    for (const name of ['b', 'c']) remove(world, name);
    expect(names(world).sort()).toEqual(['a CREATE', 'a CREATE', 'a DELETE', 'c CREATE', 'c DELETE']);
  });

  test('however many come and go, the state does not grow; also after a restart', () => {
    const world = createWorld({ deploymentsKeptOfDeletedTargets: 6 });
    createTemplates(world);
    for (let count = 0; count < 30; count += 1) {
      recreate(world, `environment-${count}`);
      remove(world, `environment-${count}`);
      if (count % 7 === 3) world.plane.restore(world.plane.snapshot());
    }
    expect(names(world)).toEqual(
      [27, 28, 29].flatMap((count) => [`environment-${count} CREATE`, `environment-${count} DELETE`]),
    );
  });
});
