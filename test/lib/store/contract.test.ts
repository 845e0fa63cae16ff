import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { done, taken, workState } from '../../../src/lib/model/idempotency.ts';
import type { Item } from '../../../src/lib/model/item.ts';
import { newItem } from '../../../src/lib/model/item-changes.ts';
import { withAudit, withoutDelivered } from '../../../src/lib/model/record.ts';
import type { TrailEntry } from '../../../src/lib/model/trail.ts';
import { withSecretIds } from '../../../src/lib/model/trail.ts';
import type { Store } from '../../../src/lib/ports.ts';
import { createStore, type Table } from '../../../src/lib/store/index.ts';
import { cancelledTransaction } from '../../../src/simulation/index.ts';
import { item as anyItem, trailEntry as anyTrailEntry, resourceName } from '../model/arbitraries.ts';
import { deployment, reading, sighting, startMs } from '../model/subjects.ts';
import { dynaliteTable, memoryTable, type TableUnderTest, tableName } from './tables.ts';

/** What the store promises, held against the table in memory and against dynalite: what holds for one holds for the other. */
describe.each([
  { name: 'the table in memory', open: memoryTable },
  { name: 'dynalite over the SDK client', open: dynaliteTable },
])('the store on $name', ({ open }) => {
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
    return createStore({ table, tableName, clock: { now: () => startMs }, random });
  }

  /** As the flow makes it: the ids of its entries have no secret yet. */
  function unstoredItem(attempt = 'attempt-1', target = `target-${(count += 1)}`): Item {
    return newItem({ target, attempt }, reading(deployment({ target })), sighting());
  }

  /** An item of a target of its own, so that no test sees another's. It is stored as it is. */
  function freshItem(attempt?: string, target?: string): Item {
    const item = unstoredItem(attempt, target);
    return { ...item, outbox: withSecretIds(item.outbox, 'secret') };
  }

  function atRest(item: Item): Item {
    const deployment = { ...ofDeployment(item), status: 'SUCCEEDED', phase: 'succeeded' } as const;
    const ended = { on: 'deployment', deployment } as const;
    return { ...item, outbox: [], subject: ended };
  }

  async function created(item: Item): Promise<Item> {
    const written = await storeOn().put(item);
    if (written === undefined) throw new Error('the item was not written');
    return written;
  }

  describe('get and put', () => {
    test('an item that nobody wrote is not there', async () => {
      expect(await storeOn().get({ target: 'nobody', attempt: 'wrote' })).toBeUndefined();
    });

    test('a created item is version 1, and read back as it was written', async () => {
      const item = freshItem();
      expect(await storeOn().put(item)).toEqual({ ...item, version: 1 });
      expect(await storeOn().get(item.key)).toEqual({ ...item, version: 1 });
    });

    test('an entry gets a secret in its id when it is first stored, and keeps it', async () => {
      const item = unstoredItem();
      const first = await created(item);
      const [entry, ...others] = first.outbox;
      expect(others).toEqual([]);
      expect(entry).toEqual({ ...item.outbox[0], id: expect.stringMatching(/^attempt-1~0001~write-\d+$/) });
      expect(await storeOn().get(item.key)).toEqual(first);
      const later = await storeOn().put(withAudit(first, startMs, { type: 'bot' }, { what: 'onHold', holds: [] }));
      expect(later?.outbox[0]).toEqual(entry);
      expect(later?.outbox[1]?.id).toMatch(/^attempt-1~0002~write-\d+$/);
      expect(later?.outbox[1]?.id.split('~')[2]).not.toBe(entry?.id.split('~')[2]);
      const made = await storeOn().create(unstoredItem(), { version: 0, items: [] });
      expect(made?.item.outbox[0]?.id).toMatch(/^attempt-1~0001~write-\d+$/);
      expect(await storeOn().get(made?.item.key ?? item.key)).toEqual(made?.item);
    });

    test('a guessed id confirms nothing: the entry stays in the outbox', async () => {
      const { outbox, key } = await created(unstoredItem());
      const stored = await storeOn().get(key);
      if (stored === undefined) throw new Error('the item is not there');
      expect(withoutDelivered(stored, new Set(['attempt-1~0001', 'attempt-1~0001~'])).outbox).toEqual(outbox);
      expect(withoutDelivered(stored, new Set(outbox.map(({ id }) => id))).outbox).toEqual([]);
    });

    test('creating it a second time loses, and changes nothing', async () => {
      const item = freshItem();
      await storeOn().put(item);
      expect(await storeOn().put({ ...item, rulesHash: 'of the loser' })).toBeUndefined();
      expect(await storeOn().get(item.key)).toEqual({ ...item, version: 1 });
    });

    test('of two writers of one version, one wins', async () => {
      const item = await created(freshItem());
      const written = await Promise.all([
        storeOn().put({ ...item, rulesHash: 'one' }),
        storeOn().put({ ...item, rulesHash: 'two' }),
      ]);
      const winners = written.filter((won) => won !== undefined);
      expect(winners).toHaveLength(1);
      expect(await storeOn().get(item.key)).toEqual(winners[0]);
      expect(winners[0]?.version).toBe(2);
    });

    test('an update of what is not there loses: nothing is made by it', async () => {
      const item = { ...freshItem(), version: 3 };
      expect(await storeOn().put(item)).toBeUndefined();
      expect(await storeOn().get(item.key)).toBeUndefined();
    });

    test.each([
      ['created', 0],
      ['updated', 1],
    ])('a write whose answer was lost and that the client repeated is recognised: %s', async (_, version) => {
      const item = version === 0 ? freshItem() : await created(freshItem());
      const repeating: Table = {
        ...under.table,
        async putItem(input) {
          await under.table.putItem(input);
          return under.table.putItem(input);
        },
      };
      expect(await storeOn(repeating).put({ ...item, rulesHash: 'mine' })).toMatchObject({
        version: version + 1,
        rulesHash: 'mine',
      });
    });

    test('a repeated write is not taken for won where somebody else was first', async () => {
      const item = freshItem();
      const overtaken: Table = {
        ...under.table,
        async putItem(input) {
          await storeOn().put({ ...item, rulesHash: 'of the other' });
          return under.table.putItem(input);
        },
      };
      expect(await storeOn(overtaken).put(item)).toBeUndefined();
      expect(await storeOn().get(item.key)).toMatchObject({ rulesHash: 'of the other' });
    });

    test('a failure that is not the condition is thrown as it is', async () => {
      const failing: Table = { ...under.table, putItem: async () => Promise.reject(new Error('no network')) };
      await expect(storeOn(failing).put(freshItem())).rejects.toThrow('no network');
    });

    test('every item is read back as it was written', async () => {
      const property = fc.asyncProperty(anyItem, async (generated) => {
        const item = {
          ...generated,
          key: { target: `any-${(count += 1)}`, attempt: generated.key.attempt },
          version: 0,
        };
        const written = await storeOn().put(item);
        expect(written).toEqual({ ...item, version: 1 });
        expect(await storeOn().get(item.key)).toEqual(written);
      });
      await fc.assert(property, { numRuns: 30 });
    });

    test('a rule may have any name that the rules file allows, also one that every object has', async () => {
      const verdicts = { constructor: { verdict: 'fired' as const, mode: 'enforce' as const } };
      const item = await created({ ...freshItem(), verdicts });
      expect(await storeOn().get(item.key)).toEqual(item);
    });

    test('a target name with every allowed character is a key like any other', async () => {
      const property = fc.asyncProperty(resourceName, async (name) => {
        const item = freshItem('attempt-1', `arn:aws:proton:us-east-1:123456789012:component/${name}-${(count += 1)}`);
        await storeOn().put(item);
        expect((await storeOn().attempts(item.key.target)).items).toEqual([{ ...item, version: 1 }]);
      });
      await fc.assert(property, { numRuns: 20 });
    });
  });

  describe('attempts', () => {
    test('gives the newest attempts first, and no more than that', async () => {
      const target = `target-${(count += 1)}`;
      const attempts = [3, 1, 7, 5, 2, 6, 4].map((hour) => `2026-11-20T0${hour}:00:00.000Z#001#id`);
      for (const attempt of attempts) await created(freshItem(attempt, target));
      const { items } = await storeOn().attempts(target);
      // Six: in place of the target's own record, which these have none of, one more is read.
      expect(items.map(({ key }) => key.attempt.slice(11, 13))).toEqual(['07', '06', '05', '04', '03', '02']);
    });

    test('reads what was written a moment ago, and asks for it', async () => {
      const item = await created(freshItem());
      const asked: unknown[] = [];
      const watched: Table = {
        ...under.table,
        query: (input) => {
          asked.push(input.ConsistentRead);
          return under.table.query(input);
        },
        getItem: (input) => {
          asked.push(input.ConsistentRead);
          return under.table.getItem(input);
        },
      };
      expect(await storeOn(watched).attempts(item.key.target)).toEqual({ version: 0, items: [item] });
      await storeOn(watched).get(item.key);
      expect(asked).toEqual([true, true]);
    });

    test('an unknown target has none', async () => {
      expect(await storeOn().attempts('unheard-of')).toEqual({ version: 0, items: [] });
    });
  });

  describe('create', () => {
    test('raises the version of the target: of two that know the same, one creates', async () => {
      const fresh = freshItem();
      const first = { ...fresh, key: { ...fresh.key, attempt: '2029-01-01T00:00:00.000Z#001#-' } };
      const { target } = first.key;
      const nothing = await storeOn().attempts(target);
      expect(nothing).toEqual({ version: 0, items: [] });
      const created1 = await storeOn().create(first, nothing);
      expect(created1).toEqual({ item: { ...first, version: 1 }, records: { version: 1, items: [created1?.item] } });
      const second = { ...first, key: { target, attempt: '2030-01-01T00:00:00.000Z#001#-' } };
      expect(await storeOn().create(second, nothing)).toBeUndefined();
      const known = await storeOn().attempts(target);
      expect(known).toEqual({ version: 1, items: [created1?.item] });
      expect(await storeOn().create(second, known)).toMatchObject({ records: { version: 2 } });
      expect((await storeOn().attempts(target)).items.map(({ key }) => key.attempt)).toEqual([
        second.key.attempt,
        first.key.attempt,
      ]);
    });

    test('an old attempt that is still open is read with the newest ones, however many these are', async () => {
      const fresh = freshItem();
      const oldest = { ...fresh, key: { ...fresh.key, attempt: '2029-01-01T00:00:00.000Z#001#-' } };
      const { target } = oldest.key;
      let records = (await storeOn().create(oldest, await storeOn().attempts(target)))?.records;
      for (let day = 1; day <= 8; day += 1) {
        const attempt = `2030-01-0${day}T00:00:00.000Z#001#-`;
        const known = records ?? { version: 0, items: [] };
        const ended = atRest({ ...oldest, key: { target, attempt } });
        records = (await storeOn().create(ended, known))?.records;
      }
      const { version, items } = await storeOn().attempts(target);
      expect(version).toBe(9);
      expect(items.map(({ key }) => key.attempt)).toContain(oldest.key.attempt);
      expect(items).toHaveLength(6);
    });

    test('is one write, and is all done or not at all', async () => {
      const item = freshItem();
      const writes: string[] = [];
      const watched: Table = {
        ...under.table,
        putItem: (input) => {
          writes.push('put');
          return under.table.putItem(input);
        },
        transactWriteItems: (input) => {
          writes.push('transaction');
          return under.table.transactWriteItems(input);
        },
      };
      const nothing = await storeOn(watched).attempts(item.key.target);
      await created(item);
      expect(await storeOn(watched).create(item, nothing)).toBeUndefined();
      expect(writes).toEqual(['transaction']);
      // The item was there, so the target's version was not raised either.
      expect(await storeOn().attempts(item.key.target)).toMatchObject({ version: 0 });
    });

    test('an item that is there already is not overwritten', async () => {
      const item = await created(freshItem());
      const records = await storeOn().attempts(item.key.target);
      expect(await storeOn().create({ ...item, version: 0 }, records)).toBeUndefined();
      expect(await storeOn().get(item.key)).toEqual(item);
    });

    test.each([
      ['with the same token', (_: number, token: string) => token],
      ['when its token was forgotten', (times: number, token: string) => `${times}${token}`],
    ])('whose answer was lost and that was repeated is recognised: %s', async (_, tokenOf) => {
      const item = freshItem();
      const repeating: Table = {
        ...under.table,
        async transactWriteItems(input) {
          const { ClientRequestToken = '' } = input;
          await under.table.transactWriteItems({ ...input, ClientRequestToken: tokenOf(1, ClientRequestToken) });
          return under.table.transactWriteItems({ ...input, ClientRequestToken: tokenOf(2, ClientRequestToken) });
        },
      };
      const written = await storeOn(repeating).create(item, await storeOn().attempts(item.key.target));
      expect(written).toMatchObject({ item: { ...item, version: 1 }, records: { version: 1 } });
      expect(await storeOn().attempts(item.key.target)).toEqual(written?.records);
    });

    test('its token is a write id, which no other creation has', async () => {
      const tokens: unknown[] = [];
      const watched: Table = {
        ...under.table,
        transactWriteItems: (input) => {
          tokens.push(input.ClientRequestToken);
          return under.table.transactWriteItems(input);
        },
      };
      for (const item of [freshItem(), freshItem()]) {
        await storeOn(watched).create(item, { version: 0, items: [] });
        const { Item } = await under.table.getItem({
          TableName: tableName,
          Key: { target: { S: item.key.target }, attempt: { S: item.key.attempt } },
          ConsistentRead: true,
        });
        expect(Item?.['writeId']?.S).toBe(tokens.at(-1));
      }
      expect(new Set(tokens).size).toBe(2);
    });

    test('a query that shows the raised version and not yet the item is made whole by a read of the item', async () => {
      const item = freshItem();
      const { target } = item.key;
      await storeOn().create(item, { version: 0, items: [] });
      const halved: Table = {
        ...under.table,
        async query(input) {
          const { Items = [] } = await under.table.query(input);
          return { Items: Items.filter(({ attempt }) => attempt?.S === '~target') };
        },
      };
      expect(await storeOn(halved).attempts(target)).toEqual({ version: 1, items: [{ ...item, version: 1 }] });
    });

    test('a query that shows the item and not yet the raised version lets nothing be created after it', async () => {
      const item = freshItem();
      const { target } = item.key;
      await storeOn().create(item, { version: 0, items: [] });
      const known = { version: 0, items: [{ ...item, version: 1 }] };
      const next = { ...item, key: { target, attempt: '2030-01-01T00:00:00.000Z#001#-' } };
      expect(await storeOn().create(next, known)).toBeUndefined();
      expect(await storeOn().get(next.key)).toBeUndefined();
    });

    describe('by versions that wrote the item after the target’s record', () => {
      async function halfCreated(item: Item): Promise<void> {
        const { target, attempt } = item.key;
        const Item = {
          target: { S: target },
          attempt: { S: '~target' },
          version: { N: '1' },
          writeId: { S: 'of the version before' },
          attempts: { S: JSON.stringify({ open: [attempt] }) },
          created: { S: JSON.stringify(item) },
        };
        await under.table.putItem({ TableName: tableName, Item });
      }

      test('whoever reads the target before the item is there writes it', async () => {
        const item = freshItem();
        await halfCreated(item);
        const known = await storeOn().attempts(item.key.target);
        expect(known).toEqual({ version: 1, items: [{ ...item, version: 1 }] });
        expect(await storeOn().get(item.key)).toEqual({ ...item, version: 1 });
      });

      test('what is created next leaves no copy behind, and both are known', async () => {
        const item = freshItem();
        const { target } = item.key;
        await halfCreated(item);
        const next = { ...item, key: { target, attempt: '2030-01-01T00:00:00.000Z#001#-' } };
        await storeOn().create(next, await storeOn().attempts(target));
        const { version, items } = await storeOn().attempts(target);
        expect(version).toBe(2);
        expect(items.map(({ key }) => key.attempt).sort()).toEqual([next.key.attempt, item.key.attempt].sort());
        const Key = { target: { S: target }, attempt: { S: '~target' } };
        const { Item } = await under.table.getItem({ TableName: tableName, Key, ConsistentRead: true });
        expect(Object.keys(Item ?? {}).sort()).toEqual(['attempt', 'attempts', 'target', 'version', 'writeId']);
      });

      test('an item that has expired since is left alone', async () => {
        const item = { ...freshItem(), firstSeenAtMs: startMs - 24 * 60 * 60_000 - 1 };
        await halfCreated(item);
        expect(await storeOn().attempts(item.key.target)).toEqual({ version: 1, items: [] });
      });
    });

    test.each([
      ['a condition', ['None', 'ConditionalCheckFailed'], 'lost'],
      ['a conflict', ['TransactionConflict', 'None'], 'lost'],
      ['a throttle', ['None', 'ThrottlingError'], 'thrown'],
      ['a right that is missing', ['AccessDenied', 'None'], 'thrown'],
      ['a condition, and a throttle', ['ConditionalCheckFailed', 'ProvisionedThroughputExceeded'], 'lost'],
    ])('a transaction that was cancelled for %s (%j) is %s', async (_, codes, outcome) => {
      const failing: Table = {
        ...under.table,
        transactWriteItems: async () => Promise.reject(cancelledTransaction(codes)),
      };
      const create = storeOn(failing).create(freshItem(), { version: 0, items: [] });
      if (outcome === 'lost') expect(await create).toBeUndefined();
      else await expect(create).rejects.toThrow('Transaction cancelled');
    });

    test('a write of an item that a transaction holds is lost, not failed: what came of it is read anew', async () => {
      const held: Table = {
        ...under.table,
        putItem: async () => Promise.reject(Object.assign(new Error(), { name: 'TransactionConflictException' })),
      };
      expect(await storeOn(held).put(freshItem())).toBeUndefined();
    });
  });

  describe('due and open', () => {
    async function keysOf(pages: AsyncIterable<readonly { target: string }[]>): Promise<string[]> {
      const targets: string[] = [];
      for await (const page of pages) targets.push(...page.map(({ target }) => target));
      return targets;
    }

    test('what needs a look is found when it is due, not before; when nothing is due it leaves the index', async () => {
      const item = await created(freshItem());
      const { target } = item.key;
      const dueAtMs = item.outboxDueAtMs;
      expect(await keysOf(storeOn().due(dueAtMs - 1))).not.toContain(target);
      expect(await keysOf(storeOn().due(dueAtMs))).toContain(target);
      expect(await keysOf(storeOn().open())).toContain(target);

      const put = await storeOn().put({ ...atRest(item) });
      expect(put?.version).toBe(2);
      expect(await keysOf(storeOn().open())).not.toContain(target);
      expect(await keysOf(storeOn().due(Number.MAX_SAFE_INTEGER))).not.toContain(target);
    });

    test('the earliest comes first, each once', async () => {
      const dueTimes = [startMs + 40, startMs + 10, startMs + 30, startMs + 20];
      const items = await Promise.all(
        dueTimes.map((outboxDueAtMs) => created({ ...freshItem(), outboxDueAtMs, recheckAtMs: startMs + 999_999 })),
      );
      const own = new Set(items.map(({ key }) => key.target));
      const found = (await keysOf(storeOn().due(startMs + 40))).filter((target) => own.has(target));
      const byTime = [1, 3, 2, 0].map((index) => items[index]?.key.target);
      expect(found).toEqual(byTime);
    });

    test('keys can be read again: target and attempt', async () => {
      const item = await created(freshItem('2026-11-20T09:00:00.000Z#001#x'));
      for await (const page of storeOn().open()) {
        const key = page.find(({ target }) => target === item.key.target);
        if (key) expect(key).toEqual(item.key);
      }
    });
  });

  describe('what is kept', () => {
    const keptMs = 90 * 24 * 60 * 60_000;
    const expiresAt = { N: String(Math.ceil((startMs + keptMs) / 1000)) };
    const keeping = () =>
      createStore({
        table: under.table,
        tableName,
        clock: { now: () => startMs },
        random: { uuid: () => `write-${(count += 1)}` },
        keptMs,
      });

    async function expiryOf(target: string, attempt: string): Promise<unknown> {
      const { Item } = await under.table.getItem({
        TableName: tableName,
        Key: { target: { S: target }, attempt: { S: attempt } },
        ConsistentRead: true,
      });
      return Item?.['expiresAt'];
    }

    test('an item that has ended expires; one that is open, or still has something to tell, is kept for ever', async () => {
      const store = keeping();
      const open = freshItem();
      const { target, attempt } = open.key;
      const first = await store.put(open);
      expect(await expiryOf(target, attempt)).toBeUndefined();
      const untold = first && (await store.put({ ...atRest(first), outbox: open.outbox }));
      expect(await expiryOf(target, attempt)).toBeUndefined();
      const ended = untold && (await store.put(atRest(untold)));
      expect(await expiryOf(target, attempt)).toEqual(expiresAt);
      // It begins again: what was written of its end is gone.
      expect(ended && (await store.put({ ...ended, subject: open.subject }))).toMatchObject({ version: 4 });
      expect(await expiryOf(target, attempt)).toBeUndefined();
    });

    test('an entry of the trail expires by its own time', async () => {
      const target = `target-${(count += 1)}`;
      const event = { what: 'requested', request: 'one' } as const;
      const actor = { type: 'bot' } as const;
      const entry = { id: 'one', atMs: startMs - 60_000, target, name: 'orders/api', environment: '', actor, event };
      await keeping().appendTrail([entry]);
      const sortKey = `${new Date(entry.atMs).toISOString()}#one`;
      const seconds = Math.ceil((entry.atMs + keptMs) / 1000);
      expect(await expiryOf(`trail#${target}`, sortKey)).toEqual({ N: String(seconds) });
    });

    test('for 400 days, where nothing else is said', async () => {
      const item = await created(atRest(freshItem()));
      const seconds = Math.ceil((startMs + 400 * 24 * 60 * 60_000) / 1000);
      expect(await expiryOf(item.key.target, item.key.attempt)).toEqual({ N: String(seconds) });
    });
  });

  describe('the trail', () => {
    const entry = (target: string, number: number): TrailEntry => ({
      id: `attempt~${String(number).padStart(4, '0')}`,
      atMs: startMs + number,
      target,
      attempt: 'attempt',
      name: 'orders/api',
      environment: 'prod-eu',
      actor: { type: 'bot' },
      event: { what: 'requested', request: `number ${number}` },
    });

    async function trailOf(target: string): Promise<TrailEntry[]> {
      const entries: TrailEntry[] = [];
      for await (const page of storeOn().trail(target)) entries.push(...page);
      return entries;
    }

    test('is given oldest first, however it was written', async () => {
      const target = `target-${(count += 1)}`;
      const entries = [2, 0, 3, 1].map((number) => entry(target, number));
      await storeOn().appendTrail(entries);
      expect((await trailOf(target)).map(({ atMs }) => atMs - startMs)).toEqual([0, 1, 2, 3]);
    });

    test('entries of one millisecond keep their order', async () => {
      const target = `target-${(count += 1)}`;
      const entries = [1, 2, 10, 11].map((number) => ({ ...entry(target, number), atMs: startMs }));
      await storeOn().appendTrail([...entries].reverse());
      expect(await trailOf(target)).toEqual(entries);
    });

    test('writing an entry twice leaves one', async () => {
      const target = `target-${(count += 1)}`;
      await storeOn().appendTrail([entry(target, 1), entry(target, 2)]);
      await storeOn().appendTrail([entry(target, 2), entry(target, 3)]);
      expect(await trailOf(target)).toHaveLength(3);
    });

    test('more than a batch takes are all written', async () => {
      const target = `target-${(count += 1)}`;
      const entries = Array.from({ length: 60 }, (_, number) => entry(target, number));
      await storeOn().appendTrail(entries);
      expect(await trailOf(target)).toEqual(entries);
    });

    test('no entries, no call', async () => {
      const untouchable: Table = { ...under.table, batchWriteItem: async () => Promise.reject(new Error('called')) };
      await storeOn(untouchable).appendTrail([]);
    });

    test('is kept apart from the target’s items', async () => {
      const item = await created(freshItem());
      await storeOn().appendTrail([entry(item.key.target, 1)]);
      expect((await storeOn().attempts(item.key.target)).items).toEqual([item]);
    });

    test('entries that the table did not take at once are sent again', async () => {
      const target = `target-${(count += 1)}`;
      let calls = 0;
      const busy: Table = {
        ...under.table,
        async batchWriteItem(input) {
          calls += 1;
          const requests = input.RequestItems?.[tableName] ?? [];
          await under.table.batchWriteItem({ RequestItems: { [tableName]: requests.slice(0, 1) } });
          const rest = requests.slice(1);
          return rest.length === 0 ? { UnprocessedItems: {} } : { UnprocessedItems: { [tableName]: rest } };
        },
      };
      await storeOn(busy).appendTrail([1, 2, 3].map((number) => entry(target, number)));
      expect(calls).toBe(3);
      expect(await trailOf(target)).toHaveLength(3);
    });

    test('a table that takes nothing is an error that says how many are left', async () => {
      const full: Table = {
        ...under.table,
        batchWriteItem: async (input) => ({ UnprocessedItems: input.RequestItems ?? {} }),
      };
      await expect(storeOn(full).appendTrail([entry('t', 1), entry('t', 2)])).rejects.toThrow(
        /2 trail entries were not taken/,
      );
    });

    test('every entry is read back as it was written', async () => {
      const property = fc.asyncProperty(anyTrailEntry, async (generated) => {
        const written = { ...generated, target: `trail-of-${(count += 1)}` };
        await storeOn().appendTrail([written]);
        expect(await trailOf(written.target)).toEqual([written]);
      });
      await fc.assert(property, { numRuns: 30 });
    });
  });

  describe('records of work that is done once', () => {
    const limits = { nowMs: startMs, leaseMs: 60_000, timeToLiveMs: 3_600_000 };
    const nextId = () => `1234.5678.${(count += 1)}`;

    test('are kept, and replaced, by their id', async () => {
      const id = nextId();
      expect(await storeOn().getRecord(id)).toBeUndefined();
      const record = taken(undefined, id, limits);
      const kept = await storeOn().putRecord(record);
      expect(kept).toEqual({ ...record, version: 1 });
      expect(await storeOn().getRecord(id)).toEqual(kept);
      const answered = done({ ...record, version: 1, answer: { kind: 'help' as const } }, startMs + 5);
      expect(await storeOn().putRecord(answered)).toEqual({ ...answered, version: 2 });
      expect(await storeOn().getRecord(id)).toEqual({ ...answered, version: 2 });
    });

    test('are not replaced by whoever has not seen the last write', async () => {
      const record = taken(undefined, nextId(), limits);
      const kept = await storeOn().putRecord(record);
      expect(await storeOn().putRecord({ ...record, receivedAtMs: startMs + 1 })).toBeUndefined();
      expect(await storeOn().getRecord(record.id)).toEqual(kept);
    });

    test('an answer full of items is kept whole', async () => {
      const property = fc.asyncProperty(fc.array(anyItem, { maxLength: 3 }), async (items) => {
        const answer = { kind: 'status' as const, items, total: items.length };
        const kept = await storeOn().putRecord({ ...taken(undefined, nextId(), limits), answer });
        expect(await storeOn().getRecord(kept?.id ?? '')).toEqual(kept);
      });
      await fc.assert(property, { numRuns: 10 });
    });

    test('expire when they say so, in whole seconds as DynamoDB wants it', async () => {
      const expiries: unknown[] = [];
      const watched: Table = {
        ...under.table,
        putItem: (input) => {
          expiries.push(input.Item?.['expiresAt']);
          return under.table.putItem(input);
        },
      };
      await storeOn(watched).putRecord(taken(undefined, nextId(), { ...limits, timeToLiveMs: 3_600_001 }));
      expect(expiries).toEqual([{ N: String(startMs / 1000 + 3601) }]);
    });

    test('of earlier versions are still read: a request that was answered, and one that was begun', async () => {
      const write = async (id: string, request: object) => {
        const text = (value: string) => ({ S: value });
        const Item = {
          target: text(`request#${id}`),
          attempt: text('request'),
          version: { N: '2' },
          writeId: text('w'),
          expiresAt: { N: String(startMs / 1000 + 3600) },
          request: text(JSON.stringify(request)),
        };
        await under.table.putItem({ TableName: tableName, Item });
      };
      const answeredId = nextId();
      const answer = { kind: 'failed', error: 'X' };
      await write(answeredId, { id: answeredId, receivedAtMs: 1000, version: 2, answer, answeredAtMs: 1500 });
      const answered = await storeOn().getRecord(answeredId);
      expect(answered).toEqual({
        id: answeredId,
        version: 2,
        receivedAtMs: 1000,
        leaseUntilMs: 0,
        doneAtMs: 1500,
        expiresAtMs: startMs + 3_600_000,
        answer,
      });
      expect(workState(answered, startMs)).toBe('done');

      const begunId = nextId();
      const key = { target: 'arn:aws:proton:eu-central-1:123456789012:environment/one', attempt: 'a' };
      await write(begunId, { id: begunId, receivedAtMs: 1000, version: 2, key });
      const begun = await storeOn().getRecord(begunId);
      expect(begun).toMatchObject({ key, version: 2, leaseUntilMs: 0 });
      expect(workState(begun, 1001)).toBe('interrupted');
      expect(await storeOn().putRecord({ ...taken(begun, begunId, limits), version: 2 })).toMatchObject({
        key,
        version: 3,
      });
    });

    test('of earlier versions about news keep their lease, which was counted from their receipt', async () => {
      const id = `notice~${nextId()}~C1`;
      const request = JSON.stringify({ id, receivedAtMs: startMs, version: 1 });
      const Item = {
        target: { S: `request#${id}` },
        attempt: { S: 'request' },
        version: { N: '1' },
        expiresAt: { N: String(startMs / 1000 + 3600) },
        request: { S: request },
      };
      await under.table.putItem({ TableName: tableName, Item });
      const record = await storeOn().getRecord(id);
      expect(workState(record, startMs + 59_999)).toBe('inProgress');
      expect(workState(record, startMs + 60_000)).toBe('interrupted');
    });
  });
});

function ofDeployment(item: Item) {
  if (item.subject.on !== 'deployment') throw new Error('not a deployment');
  return item.subject.deployment;
}
