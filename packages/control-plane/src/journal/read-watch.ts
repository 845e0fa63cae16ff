import type { GroupCommit } from './group-commit.ts';
import type { Place } from './pending-changes.ts';

/** What came of a read, which may have shown something that is not kept. */
export interface Seen<Answer> {
  /** What it answered, or throws what it threw. */
  result(): Answer;
  /** A promise for when all that it has seen is kept, or undefined when it is; it rejects when that cannot be kept. */
  readonly kept: Promise<void> | undefined;
}

/** Finds out for what a read has to wait: for what it has seen itself that is not kept yet, and for nothing else. */
export class ReadWatch {
  readonly #group: Pick<GroupCommit, 'whenKept'>;
  /** What the read that runs now has to wait for. */
  #waits: Set<Promise<void>> | undefined;

  constructor(group: Pick<GroupCommit, 'whenKept'>) {
    this.#group = group;
  }

  /** To be called with everything that is read. */
  saw(place: Place): void {
    if (this.#waits === undefined) return;
    const kept = this.#group.whenKept(place);
    if (kept !== undefined) this.#waits.add(kept);
  }

  /** Runs a read. */
  during<Answer>(read: () => Answer): Seen<Answer> {
    const waits = new Set<Promise<void>>();
    this.#waits = waits;
    let result: () => Answer;
    try {
      const answer = read();
      result = () => answer;
    } catch (error) {
      result = () => {
        throw error;
      };
    } finally {
      this.#waits = undefined;
    }
    return { result, kept: waits.size === 0 ? undefined : Promise.all(waits).then(() => undefined) };
  }
}
