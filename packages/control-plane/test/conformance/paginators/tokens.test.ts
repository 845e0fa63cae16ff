import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type RunningServer, startServer } from '../../support/server.ts';
import { createWorld, mappingOf, type World } from '../../support/world.ts';
import type { ListScene } from './support/list-scene.ts';
import { PAGED_LISTS } from './support/list-scenes.ts';

const OTHER_ACCOUNT = '777788889999';
const OTHER_REGION = 'us-west-2';

/** Each list on a stage of its own, so that what is made for one does not matter to another. */
interface Stage {
  readonly scene: ListScene;
  readonly world: World;
  readonly server: RunningServer;
  readonly token: string;
}
let stages: readonly Stage[] = [];

async function setUp(scene: ListScene, world: World): Promise<Omit<Stage, 'token'>> {
  scene.prepare(world);
  return { scene, world, server: await startServer({ plane: world.plane }) };
}

async function setUpWithToken(scene: ListScene): Promise<Stage> {
  const world = createWorld();
  const { server } = await setUp(scene, world);
  for (let number = 0; number < 5; number += 1) scene.add(world, number);
  const { value } = await scene.pages(server.client(scene.caller), { pageSize: 2 }).next();
  const token: unknown = value?.nextToken;
  if (typeof token !== 'string') throw new Error(`${scene.title}: the first page has no token`);
  return { scene, world, server, token };
}

beforeAll(async () => {
  stages = await Promise.all(PAGED_LISTS.map((scene) => setUpWithToken(scene)));
});

afterAll(() => Promise.all(stages.map(({ server }) => server.close())));

function stageOf(scene: ListScene): Stage {
  const stage = stages.find((candidate) => candidate.scene === scene);
  if (stage === undefined) throw new Error(`no stage for ${scene.title}`);
  return stage;
}

/** Name of the error that a token is answered with, or how many items. */
async function answerTo(
  { scene, server }: Omit<Stage, 'token'>,
  startingToken: string,
  { caller = scene.caller, other = false }: { readonly caller?: string; readonly other?: boolean } = {},
): Promise<string> {
  try {
    const { value } = await scene.pages(server.client(caller), { pageSize: 2, startingToken, other }).next();
    return `${value?.items.length ?? 'no'} items`;
  } catch (error) {
    return error instanceof Error ? error.name : String(error);
  }
}

/** The world as another account calls it. */
function asAccount(world: World, accountId: string): World {
  const call: World['call'] = (operation, input) => world.call(operation, input, { accountId });
  return { ...world, call, get: (operation, input) => mappingOf(Object.values(call(operation, input))[0]) };
}

/** The token with another character in place of one. */
function changedAt(token: string, index: number): string {
  return `${token.slice(0, index)}${token[index] === 'A' ? 'B' : 'A'}${token.slice(index + 1)}`;
}

describe.each(PAGED_LISTS.map((scene) => [scene.title, scene] as const))('a token of %s', (_title, scene) => {
  test('goes on where the page ended, as often as it is used', async () => {
    const stage = stageOf(scene);
    expect(await answerTo(stage, stage.token)).toBe('2 items');
    expect(await answerTo(stage, stage.token)).toBe('2 items');
    expect(stage.token).toMatch(/^[A-Za-z0-9+=/]+$/);
  });

  test('is refused when a character of it is another, missing or too many', async () => {
    const stage = stageOf(scene);
    const { token } = stage;
    const places = [0, 1, 8, token.length >> 1, token.length - 6, token.replace(/=+$/, '').length - 1];
    const damaged = [
      ...places.map((place) => changedAt(token, place)),
      ...[1, 2, 3, 4, token.length >> 1].map((missing) => token.slice(0, token.length - missing)),
      token.slice(1),
      `${token}A`,
      `${token}====`,
      `=${token}`,
    ];
    for (const forged of damaged)
      expect([forged, await answerTo(stage, forged)]).toEqual([forged, 'ValidationException']);
  });

  test('is refused by every other list', async () => {
    const stage = stageOf(scene);
    const others = stages.filter((candidate) => candidate !== stage);
    const answers = await Promise.all(others.map((other) => answerTo(other, stage.token)));
    expect(new Set(answers)).toEqual(new Set(['ValidationException']));
  });

  test('is refused for another account, and in another region', async () => {
    const { world, token } = stageOf(scene);
    scene.prepare(asAccount(world, OTHER_ACCOUNT));
    const elsewhere = await setUp(scene, createWorld({ region: OTHER_REGION }));
    const answers = [
      await answerTo(stageOf(scene), token, { caller: OTHER_ACCOUNT }),
      await answerTo(elsewhere, token),
    ];
    await elsewhere.server.close();
    // Whose tags are listed is in the ARN: there is no such resource elsewhere.
    const name =
      scene.paginator === 'paginateListTagsForResource' ? 'ResourceNotFoundException' : 'ValidationException';
    expect(answers).toEqual([name, name]);
  });
});

const filtered = PAGED_LISTS.filter((scene) => scene.hasFilters);
describe.each(filtered.map((scene) => [scene.title, scene] as const))('a token of %s', (_title, scene) => {
  test('is refused with other filters', async () => {
    expect(await answerTo(stageOf(scene), stageOf(scene).token, { other: true })).toBe('ValidationException');
  });
});
