import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import {
  newStory,
  type StoryMessage,
  storyKeyOf,
  storyRecordKey,
  withLease,
  withProgress,
} from '../../../src/lib/model/story-message.ts';
import type { Store } from '../../../src/lib/ports.ts';
import { createStore, type Table } from '../../../src/lib/store/index.ts';
import { deploymentItem, startMs } from '../model/subjects.ts';
import { dynaliteTable, memoryTable, type TableUnderTest, tableName } from './tables.ts';

const dayMs = 24 * 60 * 60_000;

/** What the store promises about stories, held against the table in memory and against dynalite. */
describe.each([
  { name: 'the table in memory', open: memoryTable },
  { name: 'dynalite over the SDK client', open: dynaliteTable },
])('stories on $name', ({ open }) => {
  let under: TableUnderTest;
  let count = 0;

  beforeAll(async () => {
    under = await open();
  });
  afterAll(async () => {
    await under.close();
  });

  function storeOn(table: Table = under.table): Store {
    const random = { uuid: () => `write-${(count += 1)}` };
    return createStore({ table, tableName, clock: { now: () => startMs }, random, keptMs: dayMs });
  }

  /** A story of a target of its own, so that no test sees another's. */
  function freshStory(channel = 'C-DEPLOYS', target = `target-${(count += 1)}`): StoryMessage {
    const root = { target, attempt: '2026-11-20T09:00:00.000Z#001#-' };
    return newStory({ by: 'attempt', root, channel }, { ...deploymentItem(), key: root });
  }

  async function written(story: StoryMessage): Promise<StoryMessage> {
    const kept = await storeOn().putStory(story);
    if (kept === undefined) throw new Error('the story was not written');
    return kept;
  }

  async function dueKeys(untilMs: number): Promise<readonly unknown[]> {
    const keys: unknown[] = [];
    for await (const page of storeOn().due(untilMs)) keys.push(...page);
    return keys;
  }

  test('a story that nobody wrote is not there; one that was is read back as it was written', async () => {
    const story = freshStory();
    expect(await storeOn().getStory(story.key)).toBeUndefined();
    const members = [{ key: story.key.root, renderedStateVersion: 2, threadedStateVersion: 1 }];
    const kept = await written({ ...story, members, ts: '1.0', waitUntilMs: 7, failure: 'no', hasEnded: true });
    expect(kept).toMatchObject({ version: 1, members });
    expect(await storeOn().getStory(story.key)).toEqual(kept);
  });

  test('each channel has its own', async () => {
    const one = await written({ ...freshStory('C-ONE'), ts: '1.0' });
    const other = { ...one.key, channel: 'C-TWO' };
    expect(await storeOn().getStory(other)).toBeUndefined();
    await written({ ...one, key: other, version: 0, ts: '2.0' });
    expect((await storeOn().getStory(one.key))?.ts).toBe('1.0');
  });

  test('of two writers of one version, one wins', async () => {
    const story = await written(freshStory());
    const leases = ['one', 'two'].map((leaseId) => storeOn().putStory(withLease(story, leaseId, startMs)));
    const winners = (await Promise.all(leases)).filter((won) => won !== undefined);
    expect(winners).toHaveLength(1);
    expect(await storeOn().getStory(story.key)).toEqual(winners[0]);
  });

  test('a write whose answer was lost and that the client repeated is recognised', async () => {
    const repeating: Table = {
      ...under.table,
      async putItem(input) {
        await under.table.putItem(input);
        return under.table.putItem(input);
      },
    };
    expect(await storeOn(repeating).putStory(freshStory())).toMatchObject({ version: 1 });
  });

  test('is in the index by itself while it is due, and no item in what is open', async () => {
    const leased = await written(withLease(freshStory(), 'lease', startMs));
    const key = storyRecordKey(leased.key);
    expect(await dueKeys(startMs)).not.toContainEqual(key);
    expect(await dueKeys(startMs + dayMs)).toContainEqual(key);
    const open: unknown[] = [];
    for await (const page of storeOn().open()) open.push(...page);
    expect(open).not.toContainEqual(key);
    await written(withProgress(leased, 'lease', { ts: '1.0' }));
    expect(await dueKeys(startMs + dayMs)).not.toContainEqual(key);
  });

  test('expires as its items do: once all have ended, and nothing is due', async () => {
    const expiries: unknown[] = [];
    const watched: Table = {
      ...under.table,
      putItem: (input) => {
        expiries.push(input.Item?.['expiresAt']?.N);
        return under.table.putItem(input);
      },
    };
    const store = storeOn(watched);
    await store.putStory(freshStory());
    await store.putStory({ ...freshStory(), hasEnded: true });
    await store.putStory({ ...freshStory(), hasEnded: true, dueAtMs: startMs });
    await store.putStory({ ...freshStory(), movedTo: { target: 'root', attempt: 'a' } });
    const goesAt = String((startMs + dayMs) / 1000);
    expect(expiries).toEqual([undefined, goesAt, undefined, goesAt]);
  });

  test('what another program wrote is refused by name', async () => {
    const { key } = await written(freshStory());
    const { target, attempt } = storyRecordKey(key);
    const Item = { target: { S: target }, attempt: { S: attempt }, version: { N: '1' }, story: { S: '[]' } };
    await under.table.putItem({ TableName: tableName, Item });
    await expect(storeOn().getStory(key)).rejects.toMatchObject({ name: 'UnreadableRecord' });
  });
});

test('a key of the table leads back to its story, and no key of an item does', () => {
  const part = fc.string({ minLength: 1 });
  const channel = part.filter((text) => !text.includes('#'));
  fc.assert(
    fc.property(part, part, channel, (target, attempt, id) => {
      const key = { by: 'attempt', root: { target, attempt }, channel: id } as const;
      expect(storyKeyOf(storyRecordKey(key))).toEqual(key);
      if (!target.startsWith('story#')) expect(storyKeyOf({ target, attempt })).toBeUndefined();
    }),
  );
});
