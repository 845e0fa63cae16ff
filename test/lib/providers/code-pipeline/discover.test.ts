import { beforeEach, describe, expect, test } from '@jest/globals';
import type { DiscoveredPage } from '../../../../src/lib/model/discovery.ts';
import type { DiscoverOptions } from '../../../../src/lib/ports.ts';
import { clientError } from '../stand-in-api.ts';
import { arnOf, orders, PipelineWorld } from './in-process.ts';

let world: PipelineWorld;
beforeEach(() => {
  world = new PipelineWorld();
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

function define(count: number, busy: (index: number) => boolean): void {
  world.service.script('pipeline/quick', 'succeed');
  for (let index = 0; index < count; index += 1) {
    const name = `pipeline-${index}`;
    world.service.define({ ...orders, name });
    if (busy(index)) world.service.start(name);
  }
}

describe('discover', () => {
  test('100 pipelines, 50 of them busy: one call each and two more, at most two calls a second', async () => {
    define(100, (index) => index % 2 === 0);
    const beganAtMs = world.clock.nowMs();
    const pages = await listed();
    expect(namesOn(pages)).toHaveLength(50);
    expect(world.calls).toHaveLength(1 + 100 + 1);
    const count = (name: string) => world.calls.filter((operation) => operation === name).length;
    expect(['ListPipelines', 'ListPipelineExecutions', 'GetPipeline'].map(count)).toEqual([1, 100, 1]);
    expect((world.clock.nowMs() - beganAtMs) / 1000).toBeGreaterThanOrEqual((world.calls.length - 1) / 2);
    // A job gives up its place after a step that leaves too little time for another: a step is a second.
    expect(pages).toHaveLength(50);
    expect(pages[0]?.references).toEqual([
      { on: 'deployment', provider: 'codePipeline', kind: 'pipeline', name: 'pipeline-0', target: arnOf('pipeline-0') },
    ]);
  });

  test('goes on where it stopped, also in another process, and finds each once', async () => {
    define(9, () => true);
    const found: unknown[] = [];
    let token: string | undefined;
    for (let jobs = 0; jobs < 10; jobs += 1) {
      const [page] = await listed(token === undefined ? {} : { token }, 1);
      if (page === undefined) break;
      found.push(...namesOn([page]));
      token = page.nextToken;
      if (token === undefined) break;
    }
    expect(found).toEqual(Array.from({ length: 9 }, (_, index) => `pipeline-${index}`));
  });

  test('what waits for an approval is under way', async () => {
    define(1, () => true);
    await world.pass(3_600_000);
    expect(namesOn(await listed())).toEqual(['pipeline-0']);
  });

  test('one that may not be listed does not hide the others, and is told', async () => {
    define(4, () => true);
    world.before = (operation, input) => {
      if (operation === 'ListPipelineExecutions' && JSON.stringify(input).includes('pipeline-1'))
        throw clientError('AccessDeniedException', 400);
    };
    const pages = await listed();
    expect(namesOn(pages)).toEqual(['pipeline-0', 'pipeline-2', 'pipeline-3']);
    expect(pages.map(({ failure }) => failure?.error)).toEqual(['AccessDeniedException', undefined]);
  });

  test('one that was deleted meanwhile is nothing to tell of', async () => {
    define(2, () => true);
    world.before = (operation) => {
      if (operation === 'ListPipelineExecutions') world.service.remove('pipeline-0');
    };
    const pages = await listed();
    expect([namesOn(pages), pages.map(({ failure }) => failure)]).toEqual([['pipeline-1'], [undefined]]);
  });

  test.each([
    ['ListPipelines', 'AccessDeniedException', false],
    ['ListPipelines', 'ThrottlingException', true],
    ['ListPipelineExecutions', 'ThrottlingException', true],
  ])('%s that fails with %s is a page that says so', async (operation, error, isThrottle) => {
    define(2, () => true);
    world.before = (called) => {
      if (called === operation) throw clientError(error, 400);
    };
    const pages = await listed();
    expect(pages[0]?.failure).toMatchObject({ operation, error, isThrottle });
  });

  test('has no connections', async () => {
    define(1, () => true);
    expect(await listed({ on: 'connection' })).toEqual([]);
  });

  test('an empty page with a token is no end', async () => {
    define(2, () => true);
    const tokens: unknown[] = [];
    world.before = (operation, input) => {
      if (operation === 'ListPipelines') tokens.push(Object(input).nextToken);
    };
    const [page] = await listed({ token: '7:' }, 1);
    // A place behind the end, as when pipelines were deleted meanwhile.
    expect([page, tokens]).toEqual([undefined, [undefined]]);
  });
});
