import { beforeEach, describe, expect, test } from '@jest/globals';
import type { DiscoveredPage } from '../../../../src/lib/model/discovery.ts';
import type { DiscoverOptions } from '../../../../src/lib/ports.ts';
import { clientError } from '../stand-in-api.ts';
import { arnOf, DeployWorld, fleet } from './in-process.ts';

let world: DeployWorld;
beforeEach(() => {
  world = new DeployWorld();
});

async function listed(options?: DiscoverOptions, most = Infinity): Promise<readonly DiscoveredPage[]> {
  const pages: DiscoveredPage[] = [];
  for await (const page of world.provider.discover(options)) {
    pages.push(page);
    if (pages.length >= most) break;
  }
  return pages;
}

const namesOn = (pages: readonly DiscoveredPage[]) =>
  pages.flatMap(({ references }) => references.map((reference) => reference.on === 'deployment' && reference.name));

function begin(count: number): void {
  for (let index = 0; index < count; index += 1) {
    const group = `group-${String(index).padStart(3, '0')}`;
    world.service.define({ ...fleet, group });
    world.service.script(`shop/${group}`, 'hang');
    world.service.start('shop', group);
  }
}

describe('discover', () => {
  test('50 under way in one Region: four calls, at most two a second', async () => {
    begin(50);
    const beganAtMs = world.clock.nowMs();
    const pages = await listed();
    expect(new Set(namesOn(pages)).size).toBe(50);
    expect(world.calls).toEqual([
      'ListDeployments',
      'BatchGetDeployments',
      'BatchGetDeployments',
      'GetDeploymentGroup',
    ]);
    expect(world.clock.nowMs() - beganAtMs).toBeGreaterThanOrEqual(1_500);
    expect(pages[0]?.references[0]).toEqual({
      on: 'deployment',
      provider: 'codeDeploy',
      kind: 'deploymentGroup',
      name: 'shop/group-049',
      target: arnOf('shop/group-049'),
    });
  });

  test('goes on where it stopped, also in another process, and finds each once', async () => {
    begin(230);
    const found: unknown[] = [];
    let token: string | undefined;
    let jobs = 0;
    do {
      const [page] = await listed(token === undefined ? {} : { token }, 1);
      found.push(...namesOn(page === undefined ? [] : [page]));
      token = page?.nextToken;
      jobs += 1;
    } while (token !== undefined && jobs < 10);
    expect([jobs, found.length, new Set(found).size]).toEqual([3, 230, 230]);
  });

  test('what waits for a person is under way, and what has ended is not', async () => {
    world.service.start('web', 'blue-green');
    world.start(fleet);
    await world.pass(60_000);
    expect(namesOn(await listed())).toEqual(['web/blue-green']);
  });

  test('one whose group was deleted meanwhile does not keep the others from being found', async () => {
    begin(3);
    world.before = (operation) => {
      if (operation === 'BatchGetDeployments') world.service.remove('shop', 'group-002');
    };
    const pages = await listed();
    // Any of the others tells in which account all of them are.
    expect(namesOn(pages)).toEqual(['shop/group-001', 'shop/group-000']);
    expect(pages[0]).not.toHaveProperty('failure');
  });

  test.each([
    ['ListDeployments', 'AccessDeniedException', false],
    ['ListDeployments', 'ThrottlingException', true],
    ['BatchGetDeployments', 'ThrottlingException', true],
    ['BatchGetDeployments', 'AccessDeniedException', false],
    ['GetDeploymentGroup', 'AccessDeniedException', false],
  ])('%s that fails with %s is a page that says so', async (operation, error, isThrottle) => {
    begin(2);
    world.before = (called) => {
      if (called === operation) throw clientError(error, 400);
    };
    const pages = await listed();
    expect(pages.map(({ failure }) => failure)).toMatchObject([{ operation, error, isThrottle }]);
  });

  test('should the filter not take every status, what it takes is found', async () => {
    begin(1);
    world.before = (operation, input) => {
      if (operation === 'ListDeployments' && JSON.stringify(input).includes('Ready'))
        throw clientError('InvalidDeploymentStatusException', 400);
    };
    const pages = await listed();
    expect([namesOn(pages), pages[0]?.failure]).toEqual([['shop/group-000'], undefined]);
  });

  test('has no connections', async () => {
    begin(1);
    expect(await listed({ on: 'connection' })).toEqual([]);
  });
});
