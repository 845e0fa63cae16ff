import { BotError } from '../model/errors.ts';
import type { TrailEntry } from '../model/trail.ts';
import { attributesOf, objectOf, type TableRecord } from './attributes.ts';
import { expiryAt, type Table } from './table.ts';

/** BatchWriteItem takes no more (https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html). */
const maximumBatchSize = 25;
const maximumTries = 5;

/** The table did not accept all trail entries. They stay in the outbox and are sent again. */
export class TrailNotWritten extends BotError {
  override readonly name = 'TrailNotWritten';
  override readonly retryable = true;
  constructor(count: number) {
    super(`${count} trail entries were not taken by the table; they stay in the outbox`);
  }
}

/**
 * Writes entries under separate keys: the target's trail, by time, then by the entry's deterministic id. An entry that is written
 * twice is stored once. An entry expires when it is older than `keptMs`.
 *
 * @throws TrailNotWritten
 */
export async function appendTrail(
  table: Table,
  { tableName, keptMs }: { readonly tableName: string; readonly keptMs: number },
  entries: readonly TrailEntry[],
): Promise<void> {
  for (let start = 0; start < entries.length; start += maximumBatchSize) {
    const requests = entries
      .slice(start, start + maximumBatchSize)
      .map((entry) => ({ PutRequest: { Item: toTrailRecord(entry, keptMs) } }));
    await writeBatch(table, tableName, requests);
  }
}

async function writeBatch(
  table: Table,
  tableName: string,
  requests: { PutRequest: { Item: TableRecord } }[],
): Promise<void> {
  let open: Parameters<Table['batchWriteItem']>[0]['RequestItems'] = { [tableName]: requests };
  for (let tries = 0; tries < maximumTries; tries += 1) {
    const { UnprocessedItems } = await table.batchWriteItem({ RequestItems: open });
    if (UnprocessedItems === undefined || Object.keys(UnprocessedItems).length === 0) return;
    open = UnprocessedItems;
  }
  throw new TrailNotWritten(open?.[tableName]?.length ?? 0);
}

/** A target's trail, oldest first, page by page. */
export async function* readTrail(
  table: Table,
  tableName: string,
  target: string,
): AsyncIterable<readonly TrailEntry[]> {
  let start: TableRecord | undefined;
  do {
    const page = await table.query({
      TableName: tableName,
      KeyConditionExpression: 'target = :target',
      ExpressionAttributeValues: attributesOf({ ':target': trailPartition(target) }),
      ConsistentRead: true,
      ...(start ? { ExclusiveStartKey: start } : {}),
    });
    yield (page.Items ?? []).flatMap((record) => fromTrailRecord(record) ?? []);
    start = page.LastEvaluatedKey;
  } while (start);
}

function trailPartition(target: string): string {
  return `trail#${target}`;
}

function toTrailRecord(entry: TrailEntry, keptMs: number): TableRecord {
  const sortKey = `${new Date(entry.atMs).toISOString()}#${entry.id}`;
  return attributesOf({
    target: trailPartition(entry.target),
    attempt: sortKey,
    ...expiryAt(entry.atMs + keptMs),
    entry,
  });
}

/** @returns `undefined` for a record that is no entry of the trail */
export function fromTrailRecord(record: TableRecord): TrailEntry | undefined {
  const entry = objectOf(record, 'entry');
  return isTrailEntry(entry) ? entry : undefined;
}

function isTrailEntry(value: object | undefined): value is TrailEntry {
  return value !== undefined && 'id' in value && 'event' in value;
}
