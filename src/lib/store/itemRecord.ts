import { unmarshall } from '@aws-sdk/util-dynamodb';
import { attentionAt } from '../model/attention.ts';
import type { Item } from '../model/item.ts';
import { attributesOf, type TableRecord } from './attributes.ts';
import { attentionPartitionOf } from './table.ts';

/** The stored form is not one this version wrote. */
export class UnreadableRecord extends Error {
  override readonly name = 'UnreadableRecord';
  constructor(target: string, attempt: string) {
    super(`the record ${target} ${attempt} is not an item of this version; was the table written by another program?`);
  }
}

/**
 * An item as the table keeps it. Beside the item itself it carries the `writeId` of this very write, and the two index
 * attributes for as long as somebody must look at it again: without them the item leaves the sparse index.
 */
export function toRecord(item: Item, writeId: string): TableRecord {
  const { key, version, ...body } = item;
  const dueAtMs = attentionAt(item);
  const attention =
    dueAtMs === undefined ? {} : { attentionAt: dueAtMs, attentionPartition: attentionPartitionOf(key.target) };
  return attributesOf({ target: key.target, attempt: key.attempt, version, writeId, ...attention, body });
}

/** @throws UnreadableRecord */
export function fromRecord(record: TableRecord): Item {
  const { target, attempt, version, body } = unmarshall(record);
  const isItem = typeof version === 'number' && typeof body === 'object' && body !== null && 'subject' in body;
  if (!isItem) throw new UnreadableRecord(String(target), String(attempt));
  return { ...body, key: { target, attempt }, version };
}

/** The id of the write that left this record. */
export function writeIdOf(record: TableRecord | undefined): string | undefined {
  return record?.['writeId']?.S;
}
