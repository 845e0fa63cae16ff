import type { IdempotencyRecord } from '../model/idempotency.ts';
import type { ItemKey } from '../model/item.ts';
import { attributesOf, numberOf, objectOf, type TableRecord } from './attributes.ts';
import { upgradedOperations } from './earlier-operations.ts';

/** The keys of a record. The names are those of the first versions, whose records are still read. */
export function idempotencyKey(id: string): ItemKey {
  return { target: `request#${id}`, attempt: 'request' };
}

/** The record as stored. DynamoDB deletes it after `expiresAt`, which is in whole seconds. */
export function toIdempotencyRecord(record: IdempotencyRecord, writeId: string): TableRecord {
  const { id, version, expiresAtMs } = record;
  const expiresAt = Math.ceil(expiresAtMs / 1000);
  return attributesOf({ ...idempotencyKey(id), version, writeId, expiresAt, idempotency: record });
}

/** @returns `undefined` for a record that neither this version nor an earlier one wrote */
export function fromIdempotencyRecord(stored: TableRecord): IdempotencyRecord | undefined {
  const record = inNamesOfNow(objectOf(stored, 'idempotency'));
  if (isIdempotencyRecord(record)) return record;
  const earlier = inNamesOfNow(objectOf(stored, 'request'));
  return isEarlierRecord(earlier) ? upgraded(earlier, numberOf(stored, 'expiresAt')) : undefined;
}

function inNamesOfNow(stored: object | undefined): object | undefined {
  return stored && upgradedOperations(stored);
}

function isIdempotencyRecord(value: object | undefined): value is IdempotencyRecord {
  return value !== undefined && 'id' in value && 'leaseUntilMs' in value && 'version' in value;
}

/** Records of earlier versions: the lease of a notice was counted from `receivedAtMs`, a request had none. */
type EarlierRecord = Omit<IdempotencyRecord, 'leaseUntilMs' | 'doneAtMs' | 'expiresAtMs'> & {
  readonly answeredAtMs?: number;
};

const earlierNoticeLeaseMs = 60_000;

function isEarlierRecord(value: object | undefined): value is EarlierRecord {
  return value !== undefined && 'id' in value && 'receivedAtMs' in value && 'version' in value;
}

function upgraded({ answeredAtMs, ...kept }: EarlierRecord, expiresAtSeconds: number): IdempotencyRecord {
  const isNotice = kept.id.startsWith('notice~');
  return {
    ...kept,
    leaseUntilMs: isNotice ? kept.receivedAtMs + earlierNoticeLeaseMs : 0,
    ...(answeredAtMs === undefined ? {} : { doneAtMs: answeredAtMs }),
    expiresAtMs: expiresAtSeconds * 1000,
  };
}
