import type { Item } from '../model/item.ts';
import { isFinal } from '../model/statuses.ts';
import { attributesOf, numberOf, objectOf, type TableRecord, textOf } from './attributes.ts';

/**
 * One record for each target, next to its items. The transaction that creates an item also raises the version of this record, on
 * condition of the version that was read with the items. So two looks that know the same cannot both create an item.
 *
 * It also names the newest attempt, and the attempts that were open then. So an old attempt that is still open is always read,
 * however many newer ones there are. The newest is also always read, by its key: a query may show this record as after a
 * transaction, and the items as before it. Only reads of one item see all of a transaction or nothing
 * (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html#transaction-isolation).
 */
export interface TargetRecord {
  readonly version: number;
  /** Keys of attempts that were open when the newest was created, and its own. */
  readonly open: readonly string[];
  /**
   * The item of the newest attempt. Earlier versions of the bot stored it here, because they wrote the item after this record. If
   * a look reads such a record and the item is missing, it writes the item.
   */
  readonly created?: Item;
}

/** It sorts after every attempt's key, which begins with a digit or a small letter. In the order newest first, it comes first. */
export const targetRecordKey = '~target';

export const noTargetRecord: TargetRecord = { version: 0, open: [] };

export function isTargetRecord(record: TableRecord): boolean {
  return textOf(record, 'attempt') === targetRecordKey;
}

/** The content of a record; {@link noTargetRecord} if there is none, as for targets from an earlier version of the bot. */
export function toTargetRecord(record: TableRecord | undefined): TargetRecord {
  if (record === undefined) return noTargetRecord;
  const body = objectOf(record, 'attempts');
  const open = body !== undefined && 'open' in body && Array.isArray(body.open) ? (body.open as unknown[]) : [];
  const created = objectOf(record, 'created');
  return {
    version: numberOf(record, 'version'),
    open: open.filter((key) => typeof key === 'string'),
    ...(isItem(created) ? { created } : {}),
  };
}

/** It is not checked: anybody who may write it may write items, too. */
function isItem(value: object | undefined): value is Item {
  return value !== undefined && 'key' in value && 'subject' in value && 'details' in value;
}

/** The record after `item` is created in addition to the known ones. */
export function withAttempt(version: number, known: readonly Item[], item: Item): TargetRecord {
  const open = known.filter(({ subject }) => !isFinal(subject)).map(({ key }) => key.attempt);
  return { version: version + 1, open: [...new Set([...open, item.key.attempt])] };
}

/** The record as stored. It has no `expiresAt`, because it is small, and makes creations safe. */
export function fromTargetRecord(target: string, record: TargetRecord, writeId: string): TableRecord {
  const { version, open } = record;
  return attributesOf({ target, attempt: targetRecordKey, version, writeId, attempts: { open } });
}
