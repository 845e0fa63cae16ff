import type { ItemKey } from './item.ts';
import type { Answer } from './request.ts';
import type { PlannedOperation } from './resource-operation.ts';

/**
 * What is kept of work that may be delivered several times and must be done once: a person's request, a resource operation,
 * a provider's notification in one channel. Written whole, conditionally on `version`.
 */
export interface IdempotencyRecord {
  /** The same for every delivery of the same work, and another for other work. */
  readonly id: string;
  /** How often it has been written; 0: not yet. */
  readonly version: number;
  /** When the work was first taken up. */
  readonly receivedAtMs: number;
  /** Until then one worker is at it. 0: nobody is, or whoever comes may go on and the version decides between two. */
  readonly leaseUntilMs: number;
  /** When the work is done for good. */
  readonly doneAtMs?: number;
  /** From then on it is as if it had never been: later than any delivery can come. */
  readonly expiresAtMs: number;
  /** What a typed name was found to mean: a second delivery must not find something newer (invariant I1). */
  readonly key?: ItemKey;
  /** What was asked for, and what makes it one and the same however often it is executed; there before the first attempt. */
  readonly execution?: { readonly operation: PlannedOperation; readonly token: string };
  /** What a request came to, once known; telling it is a step of its own. Answers to questions are asked for anew. */
  readonly answer?: Answer;
}

/**
 * How work stands.
 *
 * - `new`: nobody has taken it up, or so long ago that it counts as never.
 * - `inProgress`: somebody is at it; come back later.
 * - `interrupted`: somebody was at it and is not any more, dead or put off; go on.
 * - `done`: there is nothing left to do.
 */
export type WorkState = 'new' | 'inProgress' | 'interrupted' | 'done';

/** How the work of a record stands at `nowMs`. The table keeps what has expired for a while longer: that is no record. */
export function workState(record: IdempotencyRecord | undefined, nowMs: number): WorkState {
  if (record === undefined || record.version === 0 || record.expiresAtMs <= nowMs) return 'new';
  if (record.doneAtMs !== undefined) return 'done';
  return record.leaseUntilMs > nowMs ? 'inProgress' : 'interrupted';
}

/** What taking up work needs beside its id. */
export interface TakeOptions {
  readonly nowMs: number;
  /** How long nobody else may be at it: longer than its worker can live. 0: others may, and the version decides. */
  readonly leaseMs: number;
  /** How long after this it is still known what came of the work. */
  readonly timeToLiveMs: number;
}

/**
 * Takes work up, for the first time or after it was interrupted. To be written before anything is done: who writes it has
 * won.
 *
 * @param stored - the record as read; what it holds stays, unless it has expired
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

/** Gives the lease back: nothing was done by this worker, and whoever comes next need not wait. */
export function released(record: IdempotencyRecord): IdempotencyRecord {
  return { ...record, leaseUntilMs: 0 };
}

/** There is nothing left to do. */
export function done(record: IdempotencyRecord, nowMs: number): IdempotencyRecord {
  return { ...record, leaseUntilMs: 0, doneAtMs: nowMs };
}
