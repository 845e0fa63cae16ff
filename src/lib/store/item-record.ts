import { attentionAt } from '../model/attention.ts';
import { BotError } from '../model/errors.ts';
import type { Item } from '../model/item.ts';
import { isFinal, isUnderWay } from '../model/statuses.ts';
import { attributesOf, numberOf, objectOf, type TableRecord, textOf } from './attributes.ts';
import { attentionPartitionOf, expiryAt } from './table.ts';
import { type StoredBody, upgraded } from './upgrade.ts';

/** The stored record has another form than this version writes. */
export class UnreadableRecord extends BotError {
  override readonly name = 'UnreadableRecord';
  override readonly retryable = false;
  constructor(target: string, attempt: string) {
    super(`the record ${target} ${attempt} is not an item of this version; was the table written by another program?`);
  }
}

/**
 * An item as stored. In addition to the item it has the `writeId` of this write and, as long as the item must be looked at again,
 * the two index attributes. Without them the item leaves the sparse index.
 *
 * An item expires if it has ended and needs no further look. Any other item is kept without limit. A record is written as a
 * whole, so an item that reopens does not expire any more.
 *
 * @param expiresAtMs - when it expires, if it has ended
 */
export function toRecord(item: Item, writeId: string, expiresAtMs: number): TableRecord {
  const { key, version, ...body } = item;
  const dueAtMs = attentionAt(item);
  const attention =
    dueAtMs === undefined
      ? {}
      : { attentionAt: dueAtMs, attentionPartition: attentionPartitionOf(key.target, isUnderWay(item.subject)) };
  return attributesOf({
    target: key.target,
    attempt: key.attempt,
    version,
    writeId,
    ...attention,
    ...(dueAtMs === undefined && isFinal(item.subject) ? expiryAt(expiresAtMs) : {}),
    body,
  });
}

/** The items of records, as long as the records exist: a table in memory returns the same record again and again. */
const items = new WeakMap<TableRecord, Item>();

/** @throws UnreadableRecord */
export function fromRecord(record: TableRecord): Item {
  const known = items.get(record);
  if (known !== undefined) return known;
  const key = { target: textOf(record, 'target'), attempt: textOf(record, 'attempt') };
  const version = numberOf(record, 'version');
  const body = objectOf(record, 'body');
  if (!isBody(body) || Number.isNaN(version)) throw new UnreadableRecord(key.target, key.attempt);
  const item = { ...upgraded(body), key, version };
  items.set(record, item);
  return item;
}

function isBody(value: object | undefined): value is StoredBody {
  return value !== undefined && 'subject' in value && 'claims' in value;
}

/** The id of the write that stored this record. */
export function writeIdOf(record: TableRecord | undefined): string {
  return textOf(record, 'writeId');
}
