import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { type Change, type Journal, OvertakenError } from '../../src/journal/journal.ts';
import { runs } from '../support/properties.ts';
import { anyChange, put, readState, State, stateOf } from './support/states.ts';

/** A place where journals are kept, for one test. */
export interface JournalPlace {
  /** Another journal at the same place, as after a restart; a place has no other before it. */
  open(): Journal;
  /** Forgets everything. */
  clear(): Promise<void>;
}

/** What every adapter of the port has to hold. */
export function describeJournal(name: string, createPlace: () => Promise<JournalPlace>): void {
  describe(`a journal ${name}`, () => {
    let place: JournalPlace;
    let opened: Journal[];
    const open = (): Journal => {
      const journal = place.open();
      opened.push(journal);
      return journal;
    };
    const keptState = async () => (await readState(open())).state.shown;
    beforeEach(async () => {
      place = await createPlace();
      opened = [];
    });
    afterEach(async () => {
      await Promise.all(opened.map((journal) => journal.close()));
      await place.clear();
    });

    test('has nothing in the beginning', async () => {
      expect(await readState(open())).toMatchObject({ number: 0, state: { shown: new State().shown } });
    });

    test('gives back what was appended, in order, and the number of the last change set', async () => {
      const journal = open();
      let number = await journal.read(() => undefined);
      for (const changes of [[put('a', { a: 1 }), put('b', {})], [{ ...put('a', { a: 2 }) }], []]) {
        number = await journal.append(number, changes);
      }
      const { state, number: kept } = await readState(open());
      expect(state.shown).toEqual({
        advancedMs: 0,
        collections: [
          [
            'eu-central-1 services',
            [
              ['a', { a: 2 }],
              ['b', {}],
            ],
          ],
        ],
      });
      expect(kept).toBe(number);
    });

    test('takes a change set under the number of the last one only', async () => {
      const journal = open();
      await journal.read(() => undefined);
      const number = await journal.append(0, [put('a', { a: 1 })]);
      await expect(journal.append(0, [put('a', { a: 2 })])).rejects.toThrow(OvertakenError);
      await expect(journal.append(number + 1, [put('a', { a: 3 })])).rejects.toThrow(OvertakenError);
      expect(await keptState()).toEqual(stateOf([put('a', { a: 1 })]).shown);
    });

    test('whatever the changes are: folded, they make the same state, also behind snapshots', async () => {
      const step = fc.oneof(
        { weight: 5, arbitrary: fc.array(anyChange, { maxLength: 5 }) },
        { weight: 1, arbitrary: fc.constantFrom('snapshot' as const, 'restart' as const) },
      );
      await fc.assert(
        fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
          await place.clear();
          const state = new State();
          let journal = open();
          let number = await journal.read(() => undefined);
          for (const each of steps) {
            if (each === 'snapshot') await journal.snapshot(state.changes(), () => undefined);
            else if (each === 'restart') {
              await journal.close();
              journal = open();
              expect(await journal.read(() => undefined)).toBe(number);
            } else {
              number = await journal.append(number, each);
              for (const change of each) state.apply(change);
            }
          }
          await journal.close();
          expect(await keptState()).toEqual(state.shown);
        }),
        runs(30),
      );
    });

    test('makes snapshots beside appends: nothing is lost, and nothing comes back', async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.array(anyChange, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 30 }),
          async (sets) => {
            await place.clear();
            const journal = open();
            let number = await journal.read(() => undefined);
            const state = new State();
            const append = async (changes: readonly Change[]) => {
              // As control planes do: the state is changed first.
              for (const change of changes) state.apply(change);
              number = await journal.append(number, changes);
            };
            const before = sets.slice(0, sets.length / 2);
            for (const changes of before) await append(changes);
            let isRunning = true;
            const snapshot = journal.snapshot(state.changes(), () => undefined).finally(() => (isRunning = false));
            for (const changes of sets.slice(before.length)) await append(changes);
            await snapshot;
            expect(isRunning).toBe(false);
            await append([put('end', {})]);
            await journal.close();
            const kept = await readState(open());
            expect([kept.number, kept.state.shown]).toEqual([number, state.shown]);
          },
        ),
        runs(25),
      );
    });

    test('a close waits for the snapshot that is being made', async () => {
      const journal = open();
      await journal.append(await journal.read(() => undefined), [put('a', {})]);
      let isMade = false;
      const snapshot = journal.snapshot([put('a', {})], () => undefined).then(() => (isMade = true));
      await journal.close();
      expect(isMade).toBe(true);
      await snapshot;
    });

    test('a snapshot counts once every change that it may have a part of is appended', async () => {
      const journal = open();
      let number = await journal.read(() => undefined);
      number = await journal.append(number, [put('a', { a: 1 }), put('b', { b: 1 })]);
      const state = stateOf([put('a', { a: 1 }), put('b', { b: 1 })]);
      /** The change set that is made while the state is read, between "a" and "b". */
      const changes = [put('a', { a: 2 }), put('b', { b: 2 })];
      function* readWhileItChanges(): Generator<Change> {
        for (const change of state.changes()) {
          yield change;
          if (change.type === 'put' && change.key === 'a') for (const later of changes) state.apply(later);
        }
      }
      // Had it counted at once, a crash before the append would leave one half of the change set.
      const crash = () => Promise.reject(new Error('crash'));
      await expect(journal.snapshot(readWhileItChanges(), crash)).rejects.toThrow('crash');
      await journal.close();
      expect(await keptState()).toEqual(stateOf([put('a', { a: 1 }), put('b', { b: 1 })]).shown);
      const again = open();
      expect(await again.read(() => undefined)).toBe(number);
      await again.snapshot(readWhileItChanges(), async () => {
        await again.append(number, changes);
      });
      await again.close();
      expect(await keptState()).toEqual(state.shown);
    });

    test('is long at some time, and not any more after a snapshot', async () => {
      const journal = open();
      let number = await journal.read(() => undefined);
      const state = new State();
      for (let count = 0; !journal.isLong; count += 1) {
        const change = put('a', { text: `${count} ${'x'.repeat(1024 * 1024)}` });
        state.apply(change);
        number = await journal.append(number, [change]);
        expect(count).toBeLessThan(100);
      }
      await journal.snapshot(state.changes(), () => undefined);
      expect(journal.isLong).toBe(false);
      expect(await keptState()).toEqual(state.shown);
    });
  });
}
