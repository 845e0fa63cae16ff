import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { newItem } from '../../../src/lib/model/item-changes.ts';
import { createStore, type Table, tableSchema } from '../../../src/lib/store/index.ts';
import { deployment, reading, sighting, startMs } from '../model/subjects.ts';
import { dynaliteTable, type TableUnderTest, tableName, tableProperties } from './tables.ts';

/** DynamoDB ends a page at 1 MB (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Query.Pagination.html). */
describe('more than a page holds', () => {
  let under: TableUnderTest;
  let pages = 0;

  beforeAll(async () => {
    under = await dynaliteTable();
  });
  afterAll(async () => {
    await under.close();
  });

  function store(limit?: number) {
    const table: Table = {
      ...under.table,
      query(input) {
        pages += 1;
        return under.table.query(limit === undefined ? input : { ...input, Limit: limit });
      },
    };
    const random = { uuid: () => `write-${pages}` };
    return createStore({ table, tableName, clock: { now: () => startMs }, random });
  }

  test('every open item is found, page after page', async () => {
    for (let number = 0; number < 12; number += 1) {
      const target = `target-${number}`;
      await store().put(newItem({ target, attempt: 'a' }, reading(deployment({ target })), sighting()));
    }
    const found: string[] = [];
    pages = 0;
    for await (const page of store(5).open()) found.push(...page.map(({ target }) => target));
    expect(new Set(found).size).toBe(12);
    expect(found).toHaveLength(12);
    // Three of what is in progress, and one of what has ended and is not told yet.
    expect(pages).toBe(4);
  });

  test('a trail of more than a megabyte is read to its end', async () => {
    const entries = Array.from({ length: 40 }, (_, number) => ({
      id: `a~${String(number).padStart(4, '0')}`,
      atMs: startMs + number,
      target: 'long',
      name: 'orders/api',
      environment: 'prod-eu',
      actor: { type: 'bot' as const },
      event: { what: 'requested' as const, request: 'x'.repeat(40_000) },
    }));
    await store().appendTrail(entries);
    pages = 0;
    const ids: string[] = [];
    for await (const page of store().trail('long')) ids.push(...page.map(({ id }) => id));
    expect(ids).toEqual(entries.map(({ id }) => id));
    expect(pages).toBeGreaterThan(1);
  });
});

test('the template creates the table that the store expects', async () => {
  const { KeySchema, GlobalSecondaryIndexes } = await tableProperties();
  const names = (keys: typeof KeySchema) => keys?.map(({ AttributeName }) => AttributeName);
  expect(names(KeySchema)).toEqual([tableSchema.partitionKey, tableSchema.sortKey]);
  expect(GlobalSecondaryIndexes?.map(({ IndexName, KeySchema: keys }) => [IndexName, names(keys)])).toEqual([
    [tableSchema.attentionIndex, [tableSchema.attentionPartition, tableSchema.attentionAt]],
  ]);
});
