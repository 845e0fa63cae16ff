import { attentionAt } from '../model/attention.ts';
import { BotError } from '../model/errors.ts';
import type { Item } from '../model/item.ts';
import { isFinal } from '../model/statuses.ts';
import { attributesOf, numberOf, objectOf, type TableRecord, textOf } from './attributes.ts';
import { attentionPartitionOf, expiryAt } from './table.ts';
import { type StoredBody, upgraded } from './upgrade.ts';

/** The stored form is not one this version wrote. */
export class UnreadableRecord extends BotError {
  override readonly name = 'UnreadableRecord';
  override readonly retryable = false;
  constructor(target: string, attempt: string) {
    super(`the record ${target} ${attempt} is not an item of this version; was the table written by another program?`);
  }
}

/**
 * An item as the table keeps it. Beside the item itself it carries the `writeId` of this very write, and the two index
 * attributes for as long as somebody must look at it again: without them the item leaves the sparse index. The item is JSON
 * text: DynamoDB never looks into it, and a map of attribute values takes several times as long to write and to read.
 *
 * An item that has ended, and that nobody must look at again, expires. Any other is kept for ever: as a record is written
 * whole, one that reopens expires no more.
 *
 * @param expiresAtMs - when it may go, should it have ended
 * @param textOfBody - how the item becomes text; JSON unless given
 */
export function toRecord(
  item: Item,
  writeId: string,
  expiresAtMs: number,
  textOfBody: (body: object) => string = JSON.stringify,
): TableRecord {
  const { key, version, ...body } = item;
  const dueAtMs = attentionAt(item);
  const attention =
    dueAtMs === undefined ? {} : { attentionAt: dueAtMs, attentionPartition: attentionPartitionOf(key.target) };
  return attributesOf({
    target: key.target,
    attempt: key.attempt,
    version,
    writeId,
    ...attention,
    ...(dueAtMs === undefined && isFinal(item.subject) ? expiryAt(expiresAtMs) : {}),
    body: textOfBody(body),
  });
}

/** @throws UnreadableRecord */
export function fromRecord(record: TableRecord): Item {
  const key = { target: textOf(record, 'target'), attempt: textOf(record, 'attempt') };
  const version = numberOf(record, 'version');
  const body = objectOf(record, 'body');
  if (!isBody(body) || Number.isNaN(version)) throw new UnreadableRecord(key.target, key.attempt);
  return { ...upgraded(body), key, version };
}

function isBody(value: object | undefined): value is StoredBody {
  return value !== undefined && 'subject' in value && 'claims' in value;
}

/** The id of the write that left this record. */
export function writeIdOf(record: TableRecord | undefined): string {
  return textOf(record, 'writeId');
}
