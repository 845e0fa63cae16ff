import type { Change, Journal } from './journal.ts';
import { OvertakenError } from './journal.ts';
import { PendingChanges, type Place, type Touched } from './pending-changes.ts';

/** Keeps changes in a journal: what came together, and what came while the last were being kept, as one change set. */
export interface GroupCommit {
  /** Takes a change; it is kept with the next group. */
  add(change: Change): void;
  /**
   * Starts to keep what is not kept yet.
   * @returns a promise for when all that was added so far is kept, or undefined when it is.
   *   It rejects with the error of the journal; then all is tried again when this is asked the next time
   */
  commit(): Promise<void> | undefined;
  /**
   * As `commit`, for somebody who has read this and nothing else: a promise for when what was read is kept, or undefined when
   * it is. What is not kept may be lost, and whoever has seen it would have seen what never was.
   */
  whenKept(place: Place): Promise<void> | undefined;
  /** Why the last group could not be kept; undefined when it could. */
  readonly failure: unknown;
}

/** What a group commit needs of the machine, and whom it tells. */
export interface GroupCommitParts {
  readonly journal: Journal;
  /** The number that the journal was read to. */
  readonly number: number;
  /** Everything there is now, for snapshots. */
  readonly state: () => Iterable<Change>;
  /**
   * Waits for what comes together: until all that has arrived has been handled, and a part of the time that an append takes.
   * Whoever has just been answered asks again, and otherwise misses the group by a moment.
   */
  readonly gather: (lastAppendMs: number) => Promise<void>;
  readonly nowMs: () => number;
  /** Told when a snapshot could not be made. Nothing is lost by that. */
  readonly onSnapshotFailed: (error: unknown) => void;
}

export function createGroupCommit({
  journal,
  number,
  state,
  gather,
  nowMs,
  onSnapshotFailed,
}: GroupCommitParts): GroupCommit {
  const pending = new PendingChanges();
  let last = number;
  let failure: unknown;
  let lastAppendMs = 0;
  /** The group that is being kept, and the one that waits for it. */
  let current: Promise<void> | undefined;
  /** What the group is about that is being kept. */
  let touched: Touched | undefined;
  let next: Promise<void> | undefined;
  let isSnapshotRunning = false;

  async function keep(): Promise<void> {
    touched = pending.touched;
    const changes = pending.take();
    try {
      if (failure instanceof OvertakenError) throw failure;
      const beganMs = nowMs();
      if (changes.length > 0) last = await journal.append(last, changes);
      lastAppendMs = nowMs() - beganMs;
      failure = undefined;
    } catch (error) {
      failure = error;
      pending.putBack(changes);
      throw error;
    } finally {
      touched = undefined;
    }
    if (journal.isLong && !isSnapshotRunning) void makeSnapshot();
  }

  async function makeSnapshot(): Promise<void> {
    isSnapshotRunning = true;
    try {
      await journal.snapshot(state(), commit);
    } catch (error) {
      onSnapshotFailed(error);
    }
    isSnapshotRunning = false;
  }

  async function startNext(): Promise<void> {
    await current?.catch(() => undefined);
    await gather(lastAppendMs);
    const group = next;
    current = group;
    next = undefined;
    try {
      await keep();
    } finally {
      if (current === group) current = undefined;
    }
  }

  function commit(): Promise<void> | undefined {
    if (pending.isEmpty) return next ?? current;
    if (next === undefined) {
      next = startNext();
      // Whoever waits for it is told; without anyone, `failure` tells.
      next.catch(() => undefined);
    }
    return next;
  }

  return {
    add: (change) => pending.add(change),
    commit,
    whenKept(place) {
      // What is pending is kept after the group that is being kept now.
      if (pending.touched.has(place)) return commit();
      return touched?.has(place) === true ? current : undefined;
    },
    get failure() {
      return failure;
    },
  };
}
