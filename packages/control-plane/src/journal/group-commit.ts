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
   * Waits for what comes together: until all that has arrived has been handled, and then for a part of the time that an append
   * takes, until everybody is there. Whoever has just been answered asks again, and otherwise misses the group by a moment.
   */
  readonly gather: (lastAppendMs: number, isComplete: () => boolean) => Promise<void>;
  readonly nowMs: () => number;
  /** Told when a snapshot could not be made. Nothing is lost by that. */
  readonly onSnapshotFailed: (error: unknown) => void;
}

/** Where somebody was waited for in vain, nobody is waited for so many times: those who write now do other work in between. */
const GROUPS_WITHOUT_WAITING = 16;

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
  /** How many wait for the next group, and how many waited for the last. */
  let waiting = 0;
  let lastWaiting = 0;
  let groupsWithoutWaiting = 0;
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
    const isAfterAnother = current !== undefined;
    await current?.catch(() => undefined);
    // Those of the last group may come again; those who have come while it was being kept are others.
    const everybody = isAfterAnother ? lastWaiting + waiting : lastWaiting;
    const isComplete = (): boolean => groupsWithoutWaiting > 0 || waiting >= everybody;
    await gather(lastAppendMs, isComplete);
    groupsWithoutWaiting = isComplete() ? Math.max(groupsWithoutWaiting - 1, 0) : GROUPS_WITHOUT_WAITING;
    lastWaiting = waiting;
    waiting = 0;
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
    waiting += 1;
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
