import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type RunningServer, startServer } from '../../support/server.ts';
import { createWorld } from '../../support/world.ts';
import { readAll } from './support/list-scene.ts';
import { WHOLE_LISTS, type WholeList } from './support/whole-lists.ts';

/*
 * The token of these nine is an EmptyNextToken, a text of no characters, both ways: they tell everything at once.
 * https://docs.aws.amazon.com/proton/latest/APIReference/API_ListServiceInstanceOutputs.html and its siblings
 */

/** More than the largest page of the lists that do page. */
const SIZES = [0, 1, 2, 7, 8, 23, 120];

/** One stage for each size and each way of preparing it. */
const stages = new Map<string, RunningServer>();
const preparations = [...new Set(WHOLE_LISTS.map((list) => list.prepare))];
const keyOf = ({ prepare }: WholeList, size: number): string => `${preparations.indexOf(prepare)} ${size}`;

beforeAll(async () => {
  for (const list of WHOLE_LISTS) {
    for (const size of SIZES) {
      if (stages.has(keyOf(list, size))) continue;
      const world = createWorld();
      list.prepare(world, size);
      stages.set(keyOf(list, size), await startServer({ plane: world.plane }));
    }
  }
});

afterAll(() => Promise.all([...stages.values()].map((server) => server.close())));

function stageOf(list: WholeList, size: number): RunningServer {
  const stage = stages.get(keyOf(list, size));
  if (stage === undefined) throw new Error(`no stage for ${list.paginator}`);
  return stage;
}

describe.each(WHOLE_LISTS.map((list) => [list.paginator, list] as const))('%s', (_name, list) => {
  test.each(SIZES)('tells %i items in one page, in order, whatever page is asked for', async (size) => {
    const client = stageOf(list, size).client();
    const pages = [...(await readAll(list, client)), ...(await readAll(list, client, { pageSize: 1 }))];
    expect(pages.map((page) => page.items.map(({ name }) => name))).toEqual([
      list.namesUpTo(size),
      list.namesUpTo(size),
    ]);
    expect(pages.map((page) => page.nextToken)).toEqual([undefined, undefined]);
  });

  test('takes an empty token, and refuses any other', async () => {
    const client = stageOf(list, 2).client();
    const [page] = await readAll(list, client, { startingToken: '' });
    expect(page?.items).toHaveLength(2);
    for (const startingToken of ['A', 'AAAA', Buffer.from('["0",0]').toString('base64')]) {
      await expect(readAll(list, client, { startingToken })).rejects.toMatchObject({ name: 'ValidationException' });
    }
  });
});
