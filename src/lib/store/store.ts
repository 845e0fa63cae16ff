import type { IdempotencyRecord } from '../model/idempotency.ts';
import type { Item, ItemKey } from '../model/item.ts';
import { type StoryMessage, storyKeyOf, storyRecordKey } from '../model/story-message.ts';
import { withSecretIds } from '../model/trail.ts';
import type { Clock, Random, Store, TargetRecords } from '../ports.ts';
import { attributesOf, type TableRecord, textOf } from './attributes.ts';
import { conditionFor, isOvertaken } from './conditions.ts';
import { fromIdempotencyRecord, idempotencyKey, toIdempotencyRecord } from './idempotency-records.ts';
import { fromRecord, toRecord, writeIdOf } from './item-record.ts';
import { fromStoryRecord, toStoryRecord } from './story-record.ts';
import { allAttentionPartitions, defaultKeptMs, partitionsUnderWay, type Table, tableSchema } from './table.ts';
import { fromTargetRecord, isTargetRecord, type TargetRecord, toTargetRecord, withAttempt } from './target-record.ts';
import { appendTrail, readTrail } from './trail-records.ts';

/** What the store needs from outside. */
export interface StoreOptions {
  readonly table: Table;
  readonly tableName: string;
  readonly clock: Clock;
  readonly random: Random;
  /** How long what has ended is kept, and every entry of the trail; {@link defaultKeptMs} where nothing is said. */
  readonly keptMs?: number;
}

/** How many of a target's newest attempts are always read with those that are open. */
const newestAttempts = 5;

/** An item that is not there so long after it was to be created has expired, and is not to come back. */
const longestCreationMs = 24 * 60 * 60_000;

/** The bot's memory on a DynamoDB table. */
export function createStore(options: StoreOptions): Store {
  const { table, tableName, keptMs = defaultKeptMs } = options;

  async function getRecord(key: ItemKey): Promise<TableRecord | undefined> {
    const { Item } = await table.getItem({ TableName: tableName, Key: attributesOf({ ...key }), ConsistentRead: true });
    return Item;
  }

  /** The target's newest records, its own record first where there is one. */
  async function newestRecords(target: string, limit: number): Promise<readonly TableRecord[]> {
    const { Items } = await table.query({
      TableName: tableName,
      KeyConditionExpression: 'target = :target',
      ExpressionAttributeValues: attributesOf({ ':target': target }),
      ConsistentRead: true,
      ScanIndexForward: false,
      Limit: limit,
    });
    return Items ?? [];
  }

  /** Whether it was written: not when somebody has written since `version` was read. */
  async function putIfUnchanged(
    version: number,
    key: ItemKey,
    recordOf: (writeId: string) => TableRecord,
  ): Promise<boolean> {
    const writeId = options.random.uuid();
    try {
      await table.putItem({ TableName: tableName, Item: recordOf(writeId), ...conditionFor(version) });
      return true;
    } catch (error) {
      return wasWonAfterAll(error, key, writeId);
    }
  }

  /**
   * The SDK repeats a write whose answer was lost, and the repetition then fails on its own condition: if the stored write is this
   * one, it was won.
   *
   * @throws what is no sign of another write
   */
  async function wasWonAfterAll(error: unknown, key: ItemKey, writeId: string): Promise<boolean> {
    if (!isOvertaken(error)) throw error;
    return writeIdOf(await getRecord(key)) === writeId;
  }

  /**
   * Writes the target's record and the item of its new attempt, both or neither. The SDK repeats it with the same token, which
   * DynamoDB knows for ten minutes
   * (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html#transaction-apis-txwriteitems).
   */
  async function createIfUnchanged(
    version: number,
    raised: TargetRecord,
    item: Item,
    writeId: string,
  ): Promise<boolean> {
    const expiresAtMs = options.clock.now() + keptMs;
    const ofTarget = fromTargetRecord(item.key.target, raised, writeId);
    const TransactItems = [
      { Put: { TableName: tableName, Item: ofTarget, ...conditionFor(version) } },
      { Put: { TableName: tableName, Item: toRecord(item, writeId, expiresAtMs), ...conditionFor(0) } },
    ];
    try {
      await table.transactWriteItems({ TransactItems, ClientRequestToken: writeId });
      return true;
    } catch (error) {
      return wasWonAfterAll(error, item.key, writeId);
    }
  }

  /** Writes an item that an earlier version of the bot was to write, and died. One that has expired since is left alone. */
  async function writeCreated(created: Item): Promise<Item | undefined> {
    if (options.clock.now() - created.firstSeenAtMs > longestCreationMs) return undefined;
    const item: Item = { ...created, version: 1 };
    const expiresAtMs = options.clock.now() + keptMs;
    const recordOf = (writeId: string) => toRecord(item, writeId, expiresAtMs);
    if (await putIfUnchanged(0, item.key, recordOf)) return item;
    const record = await getRecord(item.key);
    return record ? fromRecord(record) : undefined;
  }

  async function* keysInAttention(untilMs: number, partitions: readonly string[]): AsyncIterable<readonly ItemKey[]> {
    for (const partition of partitions) {
      let start: TableRecord | undefined;
      do {
        const page = await table.query({
          TableName: tableName,
          IndexName: tableSchema.attentionIndex,
          KeyConditionExpression: 'attentionPartition = :partition AND attentionAt <= :until',
          ExpressionAttributeValues: attributesOf({ ':partition': partition, ':until': untilMs }),
          ...(start ? { ExclusiveStartKey: start } : {}),
        });
        yield (page.Items ?? []).map((record) => toKey(record));
        start = page.LastEvaluatedKey;
      } while (start);
    }
  }

  async function* itemsInAttention(partitions: readonly string[]): AsyncIterable<readonly ItemKey[]> {
    for await (const keys of keysInAttention(Number.MAX_SAFE_INTEGER, partitions)) {
      yield keys.filter((key) => storyKeyOf(key) === undefined);
    }
  }

  return {
    async get(key) {
      const record = await getRecord(key);
      return record ? fromRecord(record) : undefined;
    },

    async attempts(target) {
      const records = await newestRecords(target, newestAttempts + 1);
      const { version, open, created } = toTargetRecord(records.find((record) => isTargetRecord(record)));
      const items = records.filter((record) => !isTargetRecord(record)).map((record) => fromRecord(record));
      const missing = open.filter((attempt) => !items.some(({ key }) => key.attempt === attempt));
      const older = await Promise.all(missing.map((attempt) => getRecord({ target, attempt })));
      const found = [...items, ...older.flatMap((record) => (record ? fromRecord(record) : []))];
      const isThere = found.some(({ key }) => key.attempt === created?.key.attempt);
      const unwritten = created === undefined || isThere ? undefined : await writeCreated(created);
      return { version, items: unwritten ? [unwritten, ...found] : found };
    },

    async create(item, records): Promise<{ item: Item; records: TargetRecords } | undefined> {
      const raised = withAttempt(records.version, records.items, item);
      const writeId = options.random.uuid();
      const next: Item = { ...item, outbox: withSecretIds(item.outbox, writeId), version: 1 };
      if (!(await createIfUnchanged(records.version, raised, next, writeId))) return undefined;
      return { item: next, records: { version: raised.version, items: [next, ...records.items] } };
    },

    async put(item) {
      let next = item;
      const recordOf = (writeId: string) => {
        next = { ...item, outbox: withSecretIds(item.outbox, writeId), version: item.version + 1 };
        return toRecord(next, writeId, options.clock.now() + keptMs);
      };
      return (await putIfUnchanged(item.version, item.key, recordOf)) ? next : undefined;
    },

    async getStory(key) {
      const record = await getRecord(storyRecordKey(key));
      return record ? fromStoryRecord(record) : undefined;
    },

    async putStory(story) {
      const next: StoryMessage = { ...story, version: story.version + 1 };
      const recordOf = (writeId: string) => toStoryRecord(next, writeId, options.clock.now() + keptMs);
      return (await putIfUnchanged(story.version, storyRecordKey(story.key), recordOf)) ? next : undefined;
    },

    due: (nowMs) => keysInAttention(nowMs, allAttentionPartitions()),

    open: () => itemsInAttention(allAttentionPartitions()),
    underWay: () => itemsInAttention(partitionsUnderWay()),

    appendTrail: (entries) => appendTrail(table, { tableName, keptMs }, entries),
    trail: (target) => readTrail(table, tableName, target),

    async getRecord(id) {
      const stored = await getRecord(idempotencyKey(id));
      return stored ? fromIdempotencyRecord(stored) : undefined;
    },

    async putRecord(record) {
      const next: IdempotencyRecord = { ...record, version: record.version + 1 };
      const recordOf = (writeId: string) => toIdempotencyRecord(next, writeId);
      return (await putIfUnchanged(record.version, idempotencyKey(record.id), recordOf)) ? next : undefined;
    },
  };
}

function toKey(record: TableRecord): ItemKey {
  return { target: textOf(record, 'target'), attempt: textOf(record, 'attempt') };
}
