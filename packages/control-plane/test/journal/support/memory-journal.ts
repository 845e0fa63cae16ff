import { type Change, type Journal, OvertakenError } from '../../../src/journal/journal.ts';

/** What outlives a journal in memory. */
export interface Memory {
  snapshot: readonly Change[];
  number: number;
  sets: (readonly Change[])[];
}

/** The smallest journal that there can be: what others are compared with, and what a group commit is tried on. */
export function createMemoryJournal(memory: Memory = { snapshot: [], number: 0, sets: [] }): Journal {
  const last = () => memory.number + memory.sets.length;
  let making: Promise<void> | undefined;

  async function makeSnapshot(state: Iterable<Change>, kept: () => Promise<void> | undefined): Promise<void> {
    const number = last();
    const snapshot: Change[] = [];
    for (const change of state) {
      snapshot.push(structuredClone(change));
      await Promise.resolve();
    }
    await kept();
    memory.sets = memory.sets.slice(number - memory.number);
    memory.snapshot = snapshot;
    memory.number = number;
  }

  return {
    read(apply) {
      for (const change of [memory.snapshot, ...memory.sets].flat()) apply(structuredClone(change));
      return Promise.resolve(last());
    },
    async append(after, changes) {
      if (after !== last()) throw new OvertakenError(after);
      memory.sets.push(structuredClone(changes));
      await Promise.resolve();
      return last();
    },
    get isLong() {
      return memory.sets.length > 5;
    },
    snapshot(state, kept) {
      const made = makeSnapshot(state, kept);
      making = made.catch(() => undefined);
      return made;
    },
    async close() {
      await making;
    },
  };
}
