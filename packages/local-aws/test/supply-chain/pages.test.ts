import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { runs } from '../support/properties.ts';
import { createWorld, identity, refusalOf, settings } from './support/world.ts';

const states = ['Initializing', 'Active', 'CreateFailed', 'DeleteFailed', 'Deleting', 'Deleted'] as const;

/** Every page of a list, from the first to the last. */
function pagesOf({ supplyChain }: ReturnType<typeof createWorld>, input: object): (string | undefined)[][] {
  const pages: (string | undefined)[][] = [];
  let nextToken: string | undefined;
  do {
    const page = supplyChain.call('ListInstances', { ...input, nextToken });
    pages.push(page.instances.map(({ instanceName }) => instanceName));
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return pages;
}

function worldOf(count: number) {
  const world = createWorld({ mostInstances: 100 });
  for (let n = 0; n < count; n += 1) world.create({ instanceName: `n${n}` });
  return world;
}

describe('lists', () => {
  test('have 20 to a page unless asked for fewer; 0 asks for nothing', () => {
    const world = worldOf(45);
    expect(pagesOf(world, {}).map(({ length }) => length)).toEqual([20, 20, 5]);
    expect(pagesOf(world, { maxResults: 0 }).map(({ length }) => length)).toEqual([20, 20, 5]);
    expect(pagesOf(world, { maxResults: 15 }).map(({ length }) => length)).toEqual([15, 15, 15]);
  });

  test('are filtered by name and by state, both at once', async () => {
    const world = worldOf(4);
    const { clock, supplyChain, names } = world;
    supplyChain.script('instance/n1', 'fail');
    supplyChain.script('instance/n2', 'hang');
    world.create();
    await clock.advance(settings.creationMs);
    expect(names({ instanceStateFilter: ['Active'] })).toEqual(['n0', 'n3', undefined]);
    expect(names({ instanceStateFilter: ['CreateFailed', 'Initializing'] })).toEqual(['n1', 'n2']);
    expect(names({ instanceNameFilter: ['n3', 'n2', 'n'] })).toEqual(['n2', 'n3']);
    expect(names({ instanceNameFilter: ['n1', 'n0'], instanceStateFilter: ['Active'] })).toEqual(['n0']);
    expect(names({ instanceNameFilter: [], instanceStateFilter: [] })).toHaveLength(5);
  });

  test('neither repeat nor skip what stays, when instances come and go between the pages', async () => {
    const world = worldOf(5);
    const { clock, supplyChain } = world;
    await clock.advance(settings.creationMs);
    const first = supplyChain.call('ListInstances', { maxResults: 2 });
    for (const { instanceId } of first.instances) world.remove(instanceId);
    await clock.advance(settings.deletionMs + settings.deletedShownMs);
    world.create({ instanceName: 'new' });
    const { instances } = supplyChain.call('ListInstances', { nextToken: first.nextToken });
    expect(instances.map(({ instanceName }) => instanceName)).toEqual(['n2', 'n3', 'n4', 'new']);
  });

  test('take a token with another page size, and with no other list', () => {
    const world = worldOf(5);
    const list = (input: object, owner = identity) => world.supplyChain.call('ListInstances', input, owner);
    const instanceNameFilter = ['n1', 'n2', 'n3'];
    const { nextToken = '' } = list({ maxResults: 1, instanceNameFilter });
    const rest = list({ nextToken, instanceNameFilter: ['n3', 'n2', 'n1'], maxResults: 20 });
    expect(rest.instances).toHaveLength(2);
    const [first = '', ...others] = nextToken;
    const tampered = [(first === 'M' ? 'N' : 'M') + others.join(''), `${nextToken}=`, nextToken.slice(1), ''];
    for (const token of tampered) {
      expect(refusalOf(() => list({ nextToken: token, instanceNameFilter })).message).toContain("'nextToken'");
    }
    expect(refusalOf(() => list({ nextToken })).code).toBe('ValidationException');
    const elsewhere = { ...identity, region: 'us-east-1' };
    expect(refusalOf(() => list({ nextToken, instanceNameFilter }, elsewhere)).code).toBe('ValidationException');
  });

  test('show, page after page, exactly what passes the filters, oldest first', async () => {
    const world = worldOf(30);
    const { clock, supplyChain, names } = world;
    for (let n = 0; n < 30; n += 1)
      supplyChain.script(`instance/n${n}`, n % 3 === 0 ? 'fail' : n % 3 === 1 ? 'hang' : 'succeed');
    await clock.advance(settings.creationMs);
    const name = fc.nat({ max: 35 }).map((n) => `n${n}`);
    const input = fc.record({
      maxResults: fc.integer({ min: 0, max: 20 }),
      instanceNameFilter: fc.array(name, { maxLength: 10 }),
      instanceStateFilter: fc.array(fc.constantFrom(...states), { maxLength: 6 }),
    });
    const stateOf = (n: number): string => ['CreateFailed', 'Initializing', 'Active'][n % 3] ?? '';
    fc.assert(
      fc.property(input, ({ maxResults, instanceNameFilter, instanceStateFilter }) => {
        const expected = Array.from({ length: 30 }, (_instance, n) => n)
          .filter((n) => instanceNameFilter.length === 0 || instanceNameFilter.includes(`n${n}`))
          .filter((n) => instanceStateFilter.length === 0 || instanceStateFilter.some((state) => state === stateOf(n)))
          .map((n) => `n${n}`);
        const pages = pagesOf(world, { maxResults, instanceNameFilter, instanceStateFilter });
        expect(pages.flat()).toEqual(expected);
        expect(pages.every(({ length }) => length <= (maxResults || 20))).toBe(true);
        expect(pages.slice(0, -1).every(({ length }) => length === (maxResults || 20))).toBe(true);
      }),
      runs(200),
    );
    expect(names()).toHaveLength(20);
  });
});
