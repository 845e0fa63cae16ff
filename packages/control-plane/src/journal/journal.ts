/**
 * One step from a state to the next. Records are values: a put has the whole record. Whatever order changes of other keys
 * have, the same changes of a key in the same order lead to the same record under it.
 */
export type Change =
  | {
      readonly type: 'put';
      readonly region: string;
      readonly collection: string;
      readonly key: string;
      readonly record: object;
    }
  | { readonly type: 'remove'; readonly region: string; readonly collection: string; readonly key: string }
  | { readonly type: 'clear'; readonly region: string; readonly collection: string }
  /** How far the clock is ahead of the machine's; what was done after an advance would lie in the future without it. */
  | { readonly type: 'clock'; readonly advancedMs: number };

/**
 * The port to where a state is kept: the state is what all changes, in order, make of nothing.
 *
 * Changes are appended under the number of the change set that was read or appended last, so that of two writers that
 * know the same state only one can go on. `test/journal/contract.ts` says what every adapter has to hold.
 */
export interface Journal {
  /**
   * Everything that was kept, in order. To be asked once, before anything else.
   * @returns the number of the last change set; 0 when there is none
   * @throws an error of the adapter when what is kept cannot be used
   */
  read(apply: (change: Change) => void): Promise<number>;
  /**
   * Keeps a change set, as a whole or not at all. One at a time.
   * @param after the number of the change set before it
   * @returns its own number, once nothing can take it away any more
   * @throws OvertakenError when there is another one after that number; any other error may be tried again
   */
  append(after: number, changes: readonly Change[]): Promise<number>;
  /** Whether there is much more to read than a snapshot would have. */
  readonly isLong: boolean;
  /**
   * Replaces everything up to now by a snapshot, while change sets are appended.
   * @param state puts of all records there are, and of the clock. They are read little by little; a change that is made
   *   meanwhile may be in what is read, or not
   * @param kept waits until every change that was made so far is appended. It is asked once all of `state` has been read, and
   *   the snapshot counts only after that: what was read may have a part of a change set, and lack the rest
   */
  snapshot(state: Iterable<Change>, kept: () => Promise<void> | undefined): Promise<void>;
  /** Waits for the snapshot that is being made, if one is. */
  close(): Promise<void>;
}

/** Somebody else has appended: this writer does not know the state any more, and must not go on. */
export class OvertakenError extends Error {
  override readonly name = 'OvertakenError';
  constructor(after: number) {
    super(`Another process has changed the state after change set ${after}. Two must not use the same state at once.`);
  }
}
