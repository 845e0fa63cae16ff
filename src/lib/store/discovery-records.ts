import type { DiscoveryRecord } from '../model/discovery.ts';
import type { DiscoveryRecords, Random } from '../ports.ts';
import { attributesOf, objectOf, type TableRecord, textOf } from './attributes.ts';
import { conditionFor, isOvertaken } from './conditions.ts';
import type { Table } from './table.ts';

/** All records of listings have one partition: a bot has few of them, and the sweep reads all with one call. */
const partition = 'discovery';

/** The records of listings, in the bot's table. */
export function createDiscoveryRecords(options: {
  readonly table: Table;
  readonly tableName: string;
  readonly random: Random;
}): DiscoveryRecords {
  const { table, tableName, random } = options;

  async function read(provider: string, scope: string): Promise<TableRecord | undefined> {
    const Key = attributesOf(keyOf({ provider, scope }));
    const { Item } = await table.getItem({ TableName: tableName, Key, ConsistentRead: true });
    return Item;
  }

  return {
    async all() {
      const records: DiscoveryRecord[] = [];
      let start: TableRecord | undefined;
      do {
        const page = await table.query({
          TableName: tableName,
          KeyConditionExpression: 'target = :target',
          ExpressionAttributeValues: attributesOf({ ':target': partition }),
          ConsistentRead: true,
          ...(start ? { ExclusiveStartKey: start } : {}),
        });
        records.push(...(page.Items ?? []).flatMap((record) => fromDiscoveryRecord(record) ?? []));
        start = page.LastEvaluatedKey;
      } while (start);
      return records;
    },

    async get(provider, scope) {
      const record = await read(provider, scope);
      return record && fromDiscoveryRecord(record);
    },

    async put(record) {
      const next = { ...record, version: record.version + 1 };
      const writeId = random.uuid();
      const { version } = next;
      const Item = attributesOf({ ...keyOf(record), version, writeId, discovery: next });
      try {
        await table.putItem({ TableName: tableName, Item, ...conditionFor(record.version) });
        return next;
      } catch (error) {
        if (!isOvertaken(error)) throw error;
        // The client repeats a write whose answer was lost. The repetition fails on its own condition, although the write has
        // succeeded.
        const stored = await read(record.provider, record.scope);
        return textOf(stored, 'writeId') === writeId ? next : undefined;
      }
    },
  };
}

function keyOf({ provider, scope }: Pick<DiscoveryRecord, 'provider' | 'scope'>) {
  return { target: partition, attempt: `${provider}#${scope}` };
}

/** An invalid record counts as none: then the next listing starts from the beginning. */
export function fromDiscoveryRecord(record: TableRecord): DiscoveryRecord | undefined {
  const discovery = objectOf(record, 'discovery');
  return isDiscoveryRecord(discovery) ? discovery : undefined;
}

function isDiscoveryRecord(value: object | undefined): value is DiscoveryRecord {
  return value !== undefined && 'provider' in value && 'scope' in value && 'startedAtMs' in value && 'version' in value;
}
