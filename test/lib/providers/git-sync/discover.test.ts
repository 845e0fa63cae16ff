import { expect, test } from '@jest/globals';
import type { DiscoveredPage } from '../../../../src/lib/model/discovery.ts';
import type { DiscoverOptions } from '../../../../src/lib/ports.ts';
import { clientError } from '../stand-in-api.ts';
import { commit, follow, repository, SyncWorld } from './in-process.ts';

async function listed(world: SyncWorld, options?: DiscoverOptions): Promise<readonly DiscoveredPage[]> {
  const pages: DiscoveredPage[] = [];
  for await (const page of world.provider.discover(options)) pages.push(page);
  return pages;
}

const namesOn = (pages: readonly DiscoveredPage[]) =>
  pages.flatMap(({ references }) => references.flatMap((reference) => ('name' in reference ? reference.name : [])));

const stacks = Array.from({ length: 10 }, (_, index) => `stack-${index}`);

test('what is under way or blocked is found, in every repository; what is at rest is not', async () => {
  const world = new SyncWorld({ stacks });
  follow(world.service, ['elsewhere', 'never'], { ...repository, RepositoryName: 'other' });
  await world.block('stack-3');
  world.service.push('stack-5', commit);
  await world.clock.advance(60_000);
  for (const stack of ['stack-7', 'elsewhere']) {
    world.service.script(stack, 'hang');
    world.service.push(stack, commit);
  }
  expect([...namesOn(await listed(world))].sort()).toEqual(['sync:elsewhere', 'sync:stack-3', 'sync:stack-7']);
  expect(await listed(world, { on: 'connection' })).toEqual([]);
});

test('two calls a second of each operation, and it goes on where any page says', async () => {
  const world = new SyncWorld({ stacks });
  follow(world.service, ['other-1'], { ...repository, RepositoryName: 'other' });
  for (const stack of [...stacks, 'other-1']) {
    world.service.script(stack, 'hang');
    world.service.push(stack, commit);
  }
  const beganAtMs = world.clock.nowMs();
  const pages = await listed(world);
  expect(namesOn(pages)).toHaveLength(11);
  const countOf = (name: string) => world.calls.filter((operation) => operation === name).length;
  expect(
    ['ListRepositoryLinks', 'ListSyncConfigurations', 'GetResourceSyncStatus', 'GetSyncBlockerSummary'].map(countOf),
  ).toEqual([1, 2, 11, 11]);
  expect(world.clock.nowMs() - beganAtMs).toBeGreaterThanOrEqual(5_000);
  for (const [index, { nextToken }] of pages.entries()) {
    expect(nextToken === undefined).toBe(index === pages.length - 1);
    if (nextToken !== undefined) {
      expect(namesOn(await listed(world, { token: nextToken }))).toEqual(namesOn(pages.slice(index + 1)));
    }
  }
  expect(namesOn(await listed(world, { token: 'none of ours' }))).toEqual(namesOn(pages));
});

test.each([
  ['ListRepositoryLinks', 'AccessDeniedException', false, 0],
  ['ListSyncConfigurations', 'AccessDeniedException', false, 0],
  ['GetResourceSyncStatus', 'AccessDeniedException', false, 1],
  ['GetSyncBlockerSummary', 'ThrottlingException', true, 1],
])('%s that fails with %s is told, and the rest goes on', async (operation, error, isThrottle, found) => {
  const world = new SyncWorld();
  await world.block();
  world.service.script('orders', 'hang');
  const { facts } = await world.last();
  world.service.call('UpdateSyncBlocker', {
    SyncType: 'CFN_STACK_SYNC',
    ResourceName: 'orders',
    Id: facts.id,
    ResolvedReason: 'so that a sync and a blocker are open',
  });
  const summary = { SyncBlockerSummary: { LatestBlockers: [{ Status: 'ACTIVE' }] } };
  world.instead = (called) => {
    if (called === operation) throw clientError(error, 400);
    return called === 'GetSyncBlockerSummary' ? summary : undefined;
  };
  const pages = await listed(world);
  expect(pages.flatMap(({ failure }) => failure ?? [])).toMatchObject([{ operation, error, isThrottle }]);
  expect(namesOn(pages)).toHaveLength(found);
});

test('a sync that was deleted meanwhile, and a link, are nothing to tell of', async () => {
  for (const operation of ['GetResourceSyncStatus', 'ListSyncConfigurations']) {
    const world = new SyncWorld();
    world.instead = (called) => {
      if (called === operation) throw clientError('ResourceNotFoundException', 400);
      return undefined;
    };
    const pages = await listed(world);
    expect([namesOn(pages), pages.flatMap(({ failure }) => failure ?? [])]).toEqual([[], []]);
  }
});
