import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Controls, noControls } from '../../../src/lib/model/controls.ts';
import type { ControlsStore } from '../../../src/lib/ports.ts';
import { createControlsStore, type Table } from '../../../src/lib/store/index.ts';
import { startMs } from '../model/subjects.ts';
import { dynaliteTable, memoryTable, type TableUnderTest, tableName } from './tables.ts';

describe.each([
  { name: 'the table in memory', open: memoryTable },
  { name: 'dynalite over the SDK client', open: dynaliteTable },
])('the controls on $name', ({ open }) => {
  let under: TableUnderTest;
  let count = 0;

  beforeAll(async () => {
    under = await open();
  });
  afterAll(async () => {
    await under.close();
  });

  function storeOn(table: Table = under.table): ControlsStore {
    return createControlsStore({ table, tableName, random: { uuid: () => `write-${(count += 1)}` } });
  }

  const hold = { id: 'h1', match: { name: ['a*'] }, name: 'name=a*', byUserId: 'U1', reason: 'x', sinceMs: startMs };

  test('are none at first, then as they were written; of two who write at once, one wins', async () => {
    const store = storeOn();
    expect(await store.get()).toEqual(noControls);
    const first = await store.put({ ...noControls, holds: [hold], buildInForce: 'build-1' });
    expect(first).toMatchObject({ version: 1, holds: [hold] });
    expect(await store.get()).toEqual(first);
    expect(await storeOn().put(noControls)).toBeUndefined();
    const written = await Promise.all([
      store.put({ ...noControls, version: 1 }),
      store.put({ ...noControls, version: 1 }),
    ]);
    expect(written.filter((one) => one !== undefined)).toHaveLength(1);
    expect((await store.get()).version).toBe(2);
  });

  test('a write whose answer was lost, and which the client repeats, is won', async () => {
    const before = await storeOn().get();
    const twice: Table = {
      ...under.table,
      getItem: (input) => under.table.getItem(input),
      putItem: async (input) => {
        await under.table.putItem(input);
        return under.table.putItem(input);
      },
    };
    expect(await storeOn(twice).put(before)).toMatchObject({ version: before.version + 1 });
  });

  test('a record that is none of this version stops everything: a hold might stand in it', async () => {
    const unreadable: Table = {
      ...under.table,
      getItem: async () => ({ Item: { target: { S: 'controls' }, version: { N: '1' }, body: { S: '{"holds":1}' } } }),
    };
    await expect(storeOn(unreadable).get()).rejects.toMatchObject({ name: 'UnreadableControls' });
  });

  test('an unknown member of a later version is kept', async () => {
    const store = storeOn();
    const later: Controls & { readonly later: string } = { ...(await store.get()), later: 'kept' };
    await store.put(later);
    expect(await store.get()).toMatchObject({ later: 'kept' });
  });
});
