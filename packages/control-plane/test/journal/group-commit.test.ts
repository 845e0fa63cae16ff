import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { createGroupCommit } from '../../src/journal/index.ts';
import type { Change, Journal } from '../../src/journal/journal.ts';
import { OvertakenError } from '../../src/journal/journal.ts';
import { PendingChanges } from '../../src/journal/pending-changes.ts';
import { runs } from '../support/properties.ts';
import { createMemoryJournal, type Memory } from './support/memory-journal.ts';
import { anyChange, put, readState, State, stateOf } from './support/states.ts';

/** Lets everything run that can. */
async function turn(): Promise<void> {
  for (let count = 0; count < 3; count += 1) await new Promise((resolve) => setImmediate(resolve));
}
const full = Object.assign(new Error('write'), { code: 'ENOSPC' });

/** A group commit on a journal in memory, whose appends end when the test says so. */
function createTested() {
  const memory: Memory = { snapshot: [], number: 0, sets: [] };
  const journal = createMemoryJournal(memory);
  const ends: ((error?: Error) => void)[] = [];
  const state = new State();
  const failedSnapshots: unknown[] = [];
  const held: Journal = {
    ...journal,
    get isLong() {
      return journal.isLong;
    },
    async append(after, changes) {
      const error = await new Promise<Error | undefined>((resolve) => ends.push(resolve));
      if (error !== undefined) throw error;
      return journal.append(after, changes);
    },
  };
  const group = createGroupCommit({
    journal: held,
    number: 0,
    state: () => state.changes(),
    gather: () => new Promise((resolve) => setImmediate(resolve)),
    nowMs: () => 0,
    onSnapshotFailed: (error) => failedSnapshots.push(error),
  });
  return {
    group,
    memory,
    state,
    failedSnapshots,
    change(change: Change) {
      state.apply(change);
      group.add(change);
    },
    async end(error?: Error) {
      const [end] = ends.splice(0, 1);
      if (end === undefined) throw new Error('nothing is being appended');
      end(error);
      await turn();
    },
    get running() {
      return ends.length;
    },
    kept: async () => (await readState(createMemoryJournal(memory))).state.shown,
  };
}

/** Whether a promise has ended, and how. */
function watch(promise: Promise<void> | undefined): { end: 'none' | 'waits' | 'kept' | 'failed' } {
  const watched: { end: 'none' | 'waits' | 'kept' | 'failed' } = { end: promise === undefined ? 'none' : 'waits' };
  promise?.then(
    () => (watched.end = 'kept'),
    () => (watched.end = 'failed'),
  );
  return watched;
}

test('a group waits for those who were answered just now; where they do not come, the next ones do not wait', async () => {
  const ends: (() => void)[] = [];
  /** Whether everybody was there when it was asked, and then, when the test says so. */
  const gatherings: { isComplete: () => boolean; go: () => void }[] = [];
  const group = createGroupCommit({
    journal: {
      ...createMemoryJournal(),
      isLong: false,
      append: (after) => new Promise((resolve) => ends.push(() => resolve(after + 1))),
    },
    number: 0,
    state: () => [],
    gather: (_lastAppendMs, isComplete) => new Promise((go) => gatherings.push({ isComplete, go })),
    nowMs: () => 0,
    onSnapshotFailed: () => undefined,
  });
  const write = (count: number): void => {
    for (let index = 0; index < count; index += 1) {
      group.add(put(`key-${index}`, {}));
      void group.commit();
    }
  };
  const isComplete = () => gatherings.at(-1)?.isComplete();
  const keep = async () => {
    gatherings.at(-1)?.go();
    await turn();
    ends.shift()?.();
    await turn();
  };
  write(4);
  await turn();
  expect(isComplete()).toBe(true);
  gatherings.at(-1)?.go();
  await turn();
  // Two could not wait for the first group; the four are answered and come again.
  write(2);
  ends.shift()?.();
  await turn();
  expect(isComplete()).toBe(false);
  write(4);
  expect(isComplete()).toBe(true);
  await keep();
  // The six do not come.
  write(1);
  await turn();
  expect(isComplete()).toBe(false);
  await keep();
  for (let count = 0; count < 16; count += 1) {
    write(count < 15 ? 1 : 3);
    await turn();
    expect(isComplete()).toBe(true);
    await keep();
  }
  write(1);
  await turn();
  expect([isComplete(), gatherings.length]).toEqual([false, 20]);
});

describe('changes are kept', () => {
  test('together when they come together, and with the next group when they come later', async () => {
    const tested = createTested();
    expect(tested.group.commit()).toBeUndefined();
    tested.change(put('a', {}));
    const first = watch(tested.group.commit());
    tested.change(put('b', {}));
    const second = watch(tested.group.commit());
    await turn();
    tested.change(put('c', {}));
    const third = watch(tested.group.commit());
    expect([first.end, second.end, third.end, tested.running]).toEqual(['waits', 'waits', 'waits', 1]);
    await tested.end();
    expect([first.end, second.end, third.end, tested.running]).toEqual(['kept', 'kept', 'waits', 1]);
    await tested.end();
    expect([third.end, tested.running]).toEqual(['kept', 0]);
    expect(tested.memory.sets).toEqual([[put('a', {}), put('b', {})], [put('c', {})]]);
    expect(tested.group.commit()).toBeUndefined();
  });

  test('before anybody is told who only read what was not kept yet', async () => {
    const tested = createTested();
    tested.change(put('a', {}));
    void tested.group.commit();
    await turn();
    const reader = watch(tested.group.commit());
    expect(reader.end).toBe('waits');
    await tested.end();
    expect(reader.end).toBe('kept');
  });

  test('with the next group, where they could not be', async () => {
    const tested = createTested();
    tested.change(put('a', { a: 1 }));
    const first = watch(tested.group.commit());
    await turn();
    tested.change(put('a', { a: 2 }));
    await tested.end(full);
    expect([first.end, tested.group.failure, tested.running]).toEqual(['failed', full, 0]);
    const second = watch(tested.group.commit());
    await turn();
    await tested.end();
    expect([second.end, tested.group.failure]).toEqual(['kept', undefined]);
    expect(tested.memory.sets).toEqual([[put('a', { a: 2 })]]);
  });

  test('never again, once another process has appended', async () => {
    const tested = createTested();
    tested.memory.sets.push([put('theirs', {})]);
    for (let attempt = 0; attempt < 2; attempt += 1) {
      tested.change(put('a', {}));
      const group = watch(tested.group.commit());
      await turn();
      if (attempt === 0) await tested.end();
      await turn();
      expect([group.end, tested.group.failure]).toEqual(['failed', expect.any(OvertakenError)]);
    }
    expect(tested.memory.sets).toEqual([[put('theirs', {})]]);
  });

  test('beside a snapshot, when the journal is long', async () => {
    const tested = createTested();
    for (let count = 0; count < 12; count += 1) {
      tested.change(put(`key-${count}`, { count }));
      void tested.group.commit();
      await turn();
      await tested.end();
    }
    expect(tested.memory.number).toBeGreaterThan(0);
    expect(await tested.kept()).toEqual(tested.state.shown);
    expect(tested.failedSnapshots).toEqual([]);
  });
});

test('whatever fails meanwhile: what was told to be kept is, in order, and in the end everything', async () => {
  const step = fc.oneof(
    { weight: 3, arbitrary: anyChange },
    { weight: 3, arbitrary: fc.constantFrom('commit' as const, 'end' as const, 'fail' as const) },
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
      const tested = createTested();
      const history = [JSON.stringify(tested.state.shown)];
      const promises: { readonly watched: ReturnType<typeof watch>; readonly asOf: number }[] = [];
      for (const each of steps) {
        if (each === 'commit') promises.push({ watched: watch(tested.group.commit()), asOf: history.length - 1 });
        else if (each === 'end' || each === 'fail') {
          await turn();
          if (tested.running > 0) await tested.end(each === 'fail' ? full : undefined);
        } else {
          tested.change(each);
          history.push(JSON.stringify(tested.state.shown));
        }
        expect(tested.running).toBeLessThanOrEqual(1);
        const asOf = Math.max(0, ...promises.flatMap((one) => (one.watched.end === 'kept' ? [one.asOf] : [])));
        expect(history.lastIndexOf(JSON.stringify(await tested.kept()))).toBeGreaterThanOrEqual(asOf);
      }
      for (let last = tested.group.commit(); last !== undefined; last = tested.group.commit()) {
        last.catch(() => undefined);
        await turn();
        while (tested.running > 0) await tested.end();
        await turn();
      }
      expect(await tested.kept()).toEqual(tested.state.shown);
    }),
    runs(100),
  );
});

test('pending changes make the same state as all of them, and are fewer', () => {
  fc.assert(
    fc.property(fc.array(anyChange, { maxLength: 30 }), fc.nat({ max: 30 }), (changes, at) => {
      const pending = new PendingChanges();
      for (const change of changes.slice(0, at)) pending.add(change);
      const taken = pending.take();
      for (const change of changes.slice(at)) pending.add(change);
      pending.putBack(taken);
      const left = pending.take();
      expect(left.length).toBeLessThanOrEqual(changes.length);
      expect(stateOf(left).shown).toEqual(stateOf(changes).shown);
      expect(pending.isEmpty).toBe(true);
    }),
    runs(500),
  );
  const pending = new PendingChanges();
  for (let count = 0; count < 10; count += 1) pending.add(put('a', { count }));
  expect(pending.take()).toEqual([put('a', { count: 9 })]);
});
