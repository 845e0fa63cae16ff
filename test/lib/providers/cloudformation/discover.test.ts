import { expect, test } from '@jest/globals';
import type { DiscoveredPage } from '../../../../src/lib/model/discovery.ts';
import type { DiscoverOptions, Provider } from '../../../../src/lib/ports.ts';
import { clientError, createStage } from './support.ts';

async function pagesOf(provider: Provider, options: DiscoverOptions = {}): Promise<readonly DiscoveredPage[]> {
  const found: DiscoveredPage[] = [];
  for await (const page of provider.discover(options)) found.push(page);
  return found;
}

const names = (pages: readonly DiscoveredPage[]) =>
  pages.map(({ references }) =>
    references.flatMap((reference) => (reference.on === 'deployment' ? [reference.name] : [])),
  );

test('goes on over empty pages, two calls a second, and may be gone on with from any of them', async () => {
  const stage = createStage({ pageSize: 2 });
  for (const name of ['a', 'b', 'c', 'd', 'e']) await stage.create(name);
  await stage.hang('a');
  const pages = await pagesOf(stage.provider);
  expect(names(pages)).toEqual([[], [], ['a']]);
  expect(stage.waited).toEqual([500, 500]);
  expect(stage.countOf('ListStacks')).toBe(3);
  const [first] = pages;
  if (first?.nextToken === undefined) throw new Error('the first page is not the last');
  expect(names(await pagesOf(stage.provider, { token: first.nextToken }))).toEqual([[], ['a']]);
});

test('300 stacks with 50 in flight are listed in the calls that their pages take, and none for each', async () => {
  const stage = createStage();
  await Promise.all(
    Array.from({ length: 300 }, async (_, index) => {
      stage.service.call('CreateStack', { StackName: `stack-${index}` });
    }),
  );
  await stage.clock.advance(60_000);
  for (let index = 0; index < 50; index += 1) await stage.hang(`stack-${index}`);
  stage.calls.length = 0;
  const startMs = stage.clock.nowMs();
  expect(names(await pagesOf(stage.provider)).flat()).toHaveLength(50);
  expect(stage.calls.map(({ operation }) => operation)).toEqual(['ListStacks', 'ListStacks', 'ListStacks']);
  expect(stage.clock.nowMs() - startMs).toBeLessThan(20_000);
});

test('a throttle is told as one, and keeps what was listed before', async () => {
  const stage = createStage({ pageSize: 2 });
  for (const name of ['a', 'b', 'c']) await stage.create(name);
  await stage.hang('c');
  stage.meddle = () => {
    if (stage.countOf('ListStacks') > 1) throw clientError('Throttling', 'Rate exceeded', 400);
    return undefined;
  };
  const pages = await pagesOf(stage.provider);
  expect(names(pages)).toEqual([['c'], []]);
  expect(pages[1]?.failure).toMatchObject({ operation: 'ListStacks', isThrottle: true });
});

test('a denied listing says which right is missing, and nothing of connections is asked', async () => {
  const stage = createStage();
  stage.meddle = () => {
    throw clientError('AccessDenied', 'User is not authorized', 403);
  };
  expect((await pagesOf(stage.provider))[0]?.failure).toMatchObject({ error: 'AccessDenied', isThrottle: false });
  expect(await pagesOf(stage.provider, { on: 'connection' })).toEqual([]);
  expect(stage.countOf('ListStacks')).toBe(1);
});

test('what is listed without an id, or is no stack, is left out', async () => {
  const stage = createStage();
  stage.meddle = () => ({ StackSummaries: [{}, null, { StackId: 'x' }, { StackId: 7 }] });
  expect(names(await pagesOf(stage.provider))).toEqual([[]]);
});
