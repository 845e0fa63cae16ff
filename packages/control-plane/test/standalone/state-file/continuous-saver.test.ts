import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createContinuousSaver, NotSavedError } from '../../../src/standalone/state-file/index.ts';

/** Lets everything run that can. */
const turn = () => new Promise((resolve) => setImmediate(resolve));

/** A saver of a number, whose saves end when the test says so. */
function createTested() {
  const saved: number[] = [];
  const told: string[] = [];
  const ends: ((error?: Error) => void)[] = [];
  let value = 0;
  const save = () => {
    const taken = value;
    return new Promise<void>((resolve, reject) => {
      ends.push((error) => {
        if (error === undefined) saved.push(taken);
        if (error === undefined) resolve();
        else reject(error);
      });
    });
  };
  const saver = createContinuousSaver(save, (line) => void told.push(line));
  return {
    saver,
    saved,
    told,
    change() {
      value += 1;
      saver.changed();
    },
    /** Ends the save that runs. */
    async end(error?: Error) {
      const [end] = ends.splice(0, 1);
      if (end === undefined) throw new Error('nothing is being saved');
      end(error);
      await turn();
    },
    turn,
    get running() {
      return ends.length;
    },
  };
}

const full = Object.assign(new Error('write'), { code: 'ENOSPC' });
const readOnly = Object.assign(new Error('write'), { code: 'EROFS' });

describe('a change', () => {
  test('is saved at once, and what changes meanwhile, once, after that', async () => {
    const tested = createTested();
    tested.change();
    tested.change();
    tested.change();
    await tested.end();
    await tested.end();
    expect([tested.saved, tested.running]).toEqual([[1, 3], 0]);
    tested.change();
    await tested.end();
    expect(tested.saved).toEqual([1, 3, 4]);
    expect(tested.told).toEqual([]);
  });

  test('that could not be saved is told, and saved with the next', async () => {
    const tested = createTested();
    tested.change();
    await tested.end(full);
    expect(tested.running).toBe(0);
    expect(tested.told).toEqual([
      'The state could not be saved: the disk is full. It is tried again at the next change.',
    ]);
    tested.change();
    await tested.end();
    expect(tested.saved).toEqual([2]);
    expect(tested.told.at(-1)).toBe('The state is saved again.');
  });

  test('is not told of again and again for the same reason', async () => {
    const tested = createTested();
    for (const error of [full, full, readOnly, full]) {
      tested.change();
      await tested.end(error);
    }
    expect(tested.told).toHaveLength(3);
  });
});

describe('the end', () => {
  test('comes at once when everything is saved', async () => {
    await expect(createTested().saver.finish()).resolves.toBeUndefined();
  });

  test('waits for the save that runs, and for what changed meanwhile', async () => {
    const tested = createTested();
    tested.change();
    tested.change();
    const finishing = tested.saver.finish();
    await tested.end();
    await tested.end();
    await finishing;
    expect(tested.saved).toEqual([1, 2]);
  });

  test('tries once more what could not be saved', async () => {
    const tested = createTested();
    tested.change();
    await tested.end(full);
    const finishing = tested.saver.finish();
    await tested.turn();
    await tested.end();
    await finishing;
    expect(tested.saved).toEqual([1]);
  });

  test('says so when changes are lost', async () => {
    const tested = createTested();
    tested.change();
    await tested.end(full);
    const finishing = expect(tested.saver.finish()).rejects.toThrow(NotSavedError);
    await tested.turn();
    await tested.end(full);
    await finishing;
  });
});

test('whatever fails meanwhile, the last state is saved in the end, never two at a time', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.constantFrom('change', 'end', 'fail')), async (steps) => {
      const tested = createTested();
      let changes = 0;
      for (const step of steps) {
        if (step === 'change') {
          changes += 1;
          tested.change();
        } else if (tested.running > 0) await tested.end(step === 'fail' ? full : undefined);
        expect(tested.running).toBeLessThanOrEqual(1);
      }
      const finishing = tested.saver.finish();
      await tested.turn();
      while (tested.running > 0) await tested.end();
      await finishing;
      expect(tested.saved.at(-1) ?? 0).toBe(changes);
      expect(tested.saved).toEqual([...new Set(tested.saved)].sort((left, right) => left - right));
    }),
  );
});
