import type { Item } from '../model/item.ts';
import { isFinal } from '../model/statuses.ts';
import { attributesOf, numberOf, objectOf, type TableRecord, textOf } from './attributes.ts';

/**
 * One record for each target, beside its items. Whoever creates an item raises its version in the same transaction, on condition
 * of the version that was read with the items: two looks that know the same cannot both make an item of what they saw.
 *
 * It also names the newest attempt and what was open then. So an old attempt that is still open is always read, however many newer
 * ones there are. And so is the newest, by its key, where a query shows this record as it is after a transaction, and the items as
 * they were before: only reads of one item see all of a transaction or nothing
 * (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html#transaction-isolation).
 */
export interface TargetRecord {
  readonly version: number;
  /** Keys of attempts that were open when the newest was created, and its own. */
  readonly open: readonly string[];
  /**
   * The newest attempt, as its item was to be created: versions of the bot that wrote the item after this record kept it here.
   * Whoever reads such a record before the item is there writes it.
   */
  readonly created?: Item;
}

/** Sorts after every attempt's key, which begins with a digit or a small letter: newest first, it comes before them all. */
export const targetRecordKey = '~target';

export const noTargetRecord: TargetRecord = { version: 0, open: [] };

export function isTargetRecord(record: TableRecord): boolean {
  return textOf(record, 'attempt') === targetRecordKey;
}

/** What a record says; {@link noTargetRecord} where there is none, as for targets that an earlier version of the bot knew. */
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

/** Whoever may write it may write items, too. */
function isItem(value: object | undefined): value is Item {
  return value !== undefined && 'key' in value && 'subject' in value && 'details' in value;
}

/** The record once `item` is created beside those that are known. */
export function withAttempt(version: number, known: readonly Item[], item: Item): TargetRecord {
  const open = known.filter(({ subject }) => !isFinal(subject)).map(({ key }) => key.attempt);
  return { version: version + 1, open: [...new Set([...open, item.key.attempt])] };
}

/** As the table keeps it. Without `expiresAt` of its own: it is small, and is what makes creating safe. */
export function fromTargetRecord(target: string, record: TargetRecord, writeId: string): TableRecord {
  const { version, open } = record;
  return attributesOf({ target, attempt: targetRecordKey, version, writeId, attempts: JSON.stringify({ open }) });
}
