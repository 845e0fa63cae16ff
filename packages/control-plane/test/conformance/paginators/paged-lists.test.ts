import { paginateListServiceTemplates } from '@aws-sdk/client-proton';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { runs } from '../../support/properties.ts';
import { type RunningServer, startServer } from '../../support/server.ts';
import { createWorld, type World } from '../../support/world.ts';
import { readAll, sorted } from './support/list-scene.ts';
import { PAGED_LISTS } from './support/list-scenes.ts';

const SIZES = [0, 1, 2, 7, 8, 23];
const PAGE_SIZES = [1, 2, 7, 100];

let world: World;
let server: RunningServer;

beforeEach(async () => {
  world = createWorld();
  server = await startServer({ plane: world.plane });
});

afterEach(() => server.close());

describe.each(PAGED_LISTS.map((scene) => [scene.title, scene] as const))('%s', (_title, scene) => {
  test('tells exactly the set, in order, however large the pages are', async () => {
    const client = server.client(scene.caller);
    scene.prepare(world);
    const names: string[] = [];
    for (const size of SIZES) {
      while (names.length < size) names.push(scene.add(world, names.length));
      for (const pageSize of PAGE_SIZES) {
        const pages = await readAll(scene, client, { pageSize });
        const told = pages.flatMap((page) => page.items);
        expect(told).toEqual(sorted(scene, told));
        expect(told.map((item) => item.name).sort()).toEqual([...names].sort());
        // The last page is full where it can be: no empty one comes after it.
        expect(pages.map((page) => page.items.length)).toEqual(pageLengths(size, pageSize));
      }
    }
  });

  test('misses nothing that stays, and tells nothing twice, while others come and go between the pages', async () => {
    const client = server.client(scene.caller);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 4 }), changes, async (...drawn) => {
        const [size, pageSize, changesByPage] = drawn;
        world.plane.reset();
        scene.prepare(world);
        const present = new Set(Array.from({ length: size }, (_value, number) => scene.add(world, number)));
        const staying = new Set(present);
        const told: string[] = [];
        let [number, pages] = [size, 0];
        for await (const page of scene.pages(client, { pageSize })) {
          told.push(...page.items.map((item) => item.name));
          for (const change of changesByPage[pages] ?? []) {
            if (change === 'add') {
              present.add(scene.add(world, number));
              number += 1;
              continue;
            }
            const going = change === 'remove at the cursor' ? told.at(-1) : [...present][change % present.size];
            if (going === undefined || !present.delete(going)) continue;
            scene.remove(world, going);
            staying.delete(going);
          }
          pages += 1;
        }
        expect(new Set(told).size).toBe(told.length);
        expect([...staying].filter((name) => !told.includes(name))).toEqual([]);
      }),
      runs(8),
    );
  });
});

test('a page holds a hundred items where no size is given', async () => {
  for (let number = 0; number < 101; number += 1) world.call('CreateServiceTemplate', { name: `template-${number}` });
  const pages = [];
  for await (const page of paginateListServiceTemplates({ client: server.client() }, {})) pages.push(page);
  expect(pages.map((page) => page.templates?.length)).toEqual([100, 1]);
});

/** What happens after each page: something comes, the item last told goes, or another goes. */
const changes = fc.array(
  fc.array(fc.oneof(fc.constant('add' as const), fc.constant('remove at the cursor' as const), fc.nat(40)), {
    maxLength: 4,
  }),
  { minLength: 1, maxLength: 8 },
);

function pageLengths(size: number, pageSize: number): number[] {
  if (size === 0) return [0];
  return Array.from({ length: Math.ceil(size / pageSize) }, (_value, page) =>
    Math.min(pageSize, size - page * pageSize),
  );
}
