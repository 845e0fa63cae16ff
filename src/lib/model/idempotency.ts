import type { ItemKey } from './item.ts';
import type { Answer } from './request.ts';
import type { PlannedOperation } from './resource-operation.ts';

/**
 * The record of work that may be delivered several times and must be done once: a person's request, a resource operation, a
 * provider's notification in one channel. It is written as a whole, on condition of `version`.
 */
export interface IdempotencyRecord {
  /** The same for every delivery of the same work, and different for other work. */
  readonly id: string;
  /** How often it has been written; 0: not yet. */
  readonly version: number;
  /** When the work was begun. */
  readonly receivedAtMs: number;
  /** Until then one worker has it. 0: no worker has it, or any worker may continue, and the version decides between two. */
  readonly leaseUntilMs: number;
  /** When the work is done for good. */
  readonly doneAtMs?: number;
  /** From then on it counts as unknown. No delivery can come later than this. */
  readonly expiresAtMs: number;
  /** The target of a typed name. A second delivery must not find a newer one (invariant I1). */
  readonly key?: ItemKey;
  /** The operation, and the token that makes repeated executions one. It is stored before the first attempt. */
  readonly execution?: { readonly operation: PlannedOperation; readonly token: string };
  /** The answer to a request, once known; posting it is a separate step. Answers to questions are not stored, but read again. */
  readonly answer?: Answer;
}

/**
 * The state of work.
 *
 * - `new`: no worker has begun it, or so long ago that it counts as never.
 * - `inProgress`: a worker has it; come back later.
 * - `interrupted`: a worker had it and stopped, because it died or had to wait; continue.
 * - `done`: there is nothing left to do.
 */
export type WorkState = 'new' | 'inProgress' | 'interrupted' | 'done';

/** The state of the work of a record at `nowMs`. The table keeps expired records for a while longer; they do not count. */
export function workState(record: IdempotencyRecord | undefined, nowMs: number): WorkState {
  if (record === undefined || record.version === 0 || record.expiresAtMs <= nowMs) return 'new';
  if (record.doneAtMs !== undefined) return 'done';
  return record.leaseUntilMs > nowMs ? 'inProgress' : 'interrupted';
}

/** What is needed to begin work, in addition to its id. */
export interface TakeOptions {
  readonly nowMs: number;
  /** How long no other worker may have it: longer than its worker can run. 0: others may, and the version decides. */
  readonly leaseMs: number;
  /** How long after this the result of the work is kept. */
  readonly timeToLiveMs: number;
}

/**
 * Begins work, for the first time or after an interruption. The record must be written before anything is done. The worker whose
 * write succeeds has the work.
 *
 * @param stored - the record as read; its content stays, unless it has expired
 */
export function taken(stored: IdempotencyRecord | undefined, id: string, options: TakeOptions): IdempotencyRecord {
  const { nowMs, leaseMs, timeToLiveMs } = options;
  const isNew = stored === undefined || workState(stored, nowMs) === 'new';
  const before = isNew ? { id, version: stored?.version ?? 0, receivedAtMs: nowMs } : stored;
  return {
    ...before,
    leaseUntilMs: leaseMs === 0 ? 0 : nowMs + leaseMs,
    expiresAtMs: nowMs + timeToLiveMs,
  };
}

/** Releases the lease: this worker did nothing, and the next one need not wait. */
export function released(record: IdempotencyRecord): IdempotencyRecord {
  return { ...record, leaseUntilMs: 0 };
}

/** There is nothing left to do. */
export function done(record: IdempotencyRecord, nowMs: number): IdempotencyRecord {
  return { ...record, leaseUntilMs: 0, doneAtMs: nowMs };
}
