import { appendFile, chmod, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { byTable, checksumOf } from '../../src/journal/file/checksum.ts';
import { type Change, DamagedJournalError, openFileJournal } from '../../src/journal/index.ts';
import { runs } from '../support/properties.ts';
import { anyChange, put, readState, State, stateOf } from './support/states.ts';

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'journal-file-'));
  path = join(folder, 'proton.journal');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const text = () => readFile(path, 'utf8');

/** Appends change sets; returns where in the file each of them ends. */
async function write(sets: readonly (readonly Change[])[]): Promise<readonly number[]> {
  await rm(path, { force: true });
  const journal = openFileJournal(path);
  let number = await journal.read(() => undefined);
  for (const changes of sets) number = await journal.append(number, changes);
  await journal.close();
  const content = await readFile(path, 'latin1');
  return [...content.matchAll(/^\w{8} [1-9]\d* end .*\n/gm)].map((line) => line.index + line[0].length);
}

async function readAgain(): Promise<{ readonly state: State; readonly number: number }> {
  const journal = openFileJournal(path);
  try {
    return await readState(journal);
  } finally {
    await journal.close();
  }
}

async function refusal(): Promise<string> {
  const before = await readFile(path);
  const error: unknown = await readAgain().catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(DamagedJournalError);
  expect(await readFile(path)).toEqual(before);
  return error instanceof Error ? error.message : '';
}

const sets = fc.array(fc.array(anyChange, { maxLength: 4 }), { minLength: 1, maxLength: 6 });

test('a journal that was closed takes nothing more: it would begin a new file in its place', async () => {
  await write([[put('a', {})]]);
  const before = await text();
  const journal = openFileJournal(path);
  const number = await journal.read(() => undefined);
  await journal.close();
  await expect(journal.append(number, [])).rejects.toThrow('the journal is closed');
  expect(await text()).toBe(before);
});

describe('what a crash leaves', () => {
  test('cut off anywhere: every change set that was whole is there, and it goes on', async () => {
    await fc.assert(
      fc.asyncProperty(sets, fc.double({ min: 0, max: 1, noNaN: true }), async (changes, share) => {
        const ends = await write(changes);
        const whole = await readFile(path);
        const [first = 0] = ends;
        // A file gets its name once the first lines are there.
        const begins = whole.indexOf('\n', whole.indexOf('\n') + 1) + 1;
        const length = begins + Math.round(share * (whole.length - begins));
        await writeFile(path, whole.subarray(0, length));
        const count = ends.filter((end) => end <= length).length;
        const kept = changes.slice(0, count);
        const { state, number } = await readAgain();
        expect([number, state.shown]).toEqual([count, stateOf(kept.flat()).shown]);
        expect((await stat(path)).size).toBe(ends[count - 1] ?? begins);
        expect(first).toBeGreaterThanOrEqual(begins);
        // Texts that were cut off are written again.
        const journal = openFileJournal(path);
        await journal.append(await journal.read(() => undefined), changes.flat());
        await journal.close();
        expect((await readAgain()).state.shown).toEqual(stateOf([...kept.flat(), ...changes.flat()]).shown);
      }),
      runs(20),
    );
  });

  test('with anything behind the last change set: it is cut off', async () => {
    await fc.assert(
      fc.asyncProperty(sets, fc.uint8Array({ minLength: 1, maxLength: 300 }), async (changes, rest) => {
        await write(changes);
        const whole = await readFile(path);
        await appendFile(path, rest);
        expect((await readAgain()).state.shown).toEqual(stateOf(changes.flat()).shown);
        expect(await readFile(path)).toEqual(whole);
      }),
      runs(20),
    );
  });

  test('a change set of several lines is there as a whole, or not at all', async () => {
    const large = Array.from({ length: 40 }, (_none, index) =>
      put(`key-${index}`, { text: `${index}${'y'.repeat(50_000)}` }),
    );
    const [first = 0, second = 0] = await write([[put('a', {})], large]);
    const whole = await readFile(path);
    expect(
      whole
        .subarray(first)
        .toString()
        .match(/^\w{8} 2 more /gm)?.length,
    ).toBeGreaterThan(3);
    for (const length of [first + 10, first + 600_000, second - 1]) {
      await writeFile(path, whole.subarray(0, length));
      expect((await readAgain()).state.shown).toEqual(stateOf([put('a', {})]).shown);
    }
  });

  test('zeros that were put there for what was to come, in front of which anything may have been written', async () => {
    await fc.assert(
      fc.asyncProperty(sets, fc.double({ min: 0, max: 1, noNaN: true }), async (changes, share) => {
        const ends = await write(changes);
        const whole = await readFile(path);
        const from = ends.at(-2) ?? whole.indexOf('\n', whole.indexOf('\n') + 1) + 1;
        const length = from + Math.round(share * (whole.length - from));
        await writeFile(path, Buffer.concat([whole.subarray(0, length), Buffer.alloc(5000)]));
        const kept = length === whole.length ? changes : changes.slice(0, -1);
        expect((await readAgain()).state.shown).toEqual(stateOf(kept.flat()).shown);
        expect((await stat(path)).size).toBe(length === whole.length ? whole.length : from);
      }),
      runs(20),
    );
  });

  test('of a snapshot that was not finished is removed', async () => {
    await write([[put('a', {})]]);
    await symlink(path, `${path}.unfinished`);
    await writeFile(`${path}.begun`, 'half');
    expect((await readAgain()).number).toBe(1);
    expect(await readdir(folder)).toEqual(['proton.journal']);
  });
});

describe('other damage is refused, and left as it is', () => {
  test('one bit anywhere before the last change set', async () => {
    await fc.assert(
      fc.asyncProperty(sets, fc.nat(), fc.nat({ max: 7 }), async (changes, at, bit) => {
        const ends = await write([...changes, [put('last', {})]]);
        const bytes = await readFile(path);
        const place = at % (ends.at(-2) ?? 1);
        bytes[place] = (bytes[place] ?? 0) ^ (1 << bit);
        await writeFile(path, bytes);
        expect(await refusal()).toMatch(/^line \d+ (?:is not|lacks|is of)/);
      }),
      runs(20),
    );
  });

  test.each<[string, (whole: string) => string, string]>([
    ['nothing', () => '', 'line 1 lacks the snapshot, or a part of it'],
    ['a header only', (whole) => whole.slice(0, whole.indexOf('\n') + 1), 'line 2 lacks the snapshot, or a part of it'],
    ['another header', (whole) => whole.replace('journal 1', 'journal 2'), 'line 1 is not that of a journal'],
    [
      'a line that is missing',
      (whole) => whole.split('\n').toSpliced(2, 1).join('\n'),
      'line 3 is of another change set',
    ],
    [
      'a line that is there twice',
      (whole) => `${whole}${whole.split('\n').at(-2)}\n`,
      'line 6 is of another change set',
    ],
    [
      'two lines that have changed places',
      (whole) => whole.replace(/^(.*\n.*\n)(.*\n)(.*\n)/, '$1$3$2'),
      'line 3 is of another change set',
    ],
  ])('%s', async (_what, spoil, reason) => {
    await write([[put('a', {})], [put('b', {})], [put('c', {})]]);
    await writeFile(path, spoil(await text()));
    expect(await refusal()).toBe(reason);
  });

  test('a line with the right checksum that this version does not write', async () => {
    await write([[put('a', {})]]);
    for (const json of [
      '{}',
      '[]',
      '[[],[[1,2]]]x',
      '[[["a"]],[]]',
      '[[],[["r","c","k","\\u0001none",1]]]',
      '[[],[[null]]]',
    ]) {
      const rest = `2 end ${json}`;
      const before = await text();
      await appendFile(path, `${checksumOf(Buffer.from(rest))} ${rest}\n`);
      expect(await refusal()).toBe('line 4 is not what this version writes');
      await writeFile(path, before);
    }
  });
});

describe('large texts', () => {
  const spec = 'x'.repeat(48 * 1024);
  test('are written once, however many records have them', async () => {
    const records = Array.from({ length: 50 }, (_none, index) =>
      put(`s-${index}`, { spec, deployed: { spec }, index }),
    );
    await write([records.slice(0, 20), records.slice(20)]);
    expect((await stat(path)).size).toBeLessThan(2 * spec.length);
    const { state } = await readAgain();
    expect(state.shown).toEqual(stateOf(records).shown);
  });

  test('are not in a snapshot once nothing has them any more', async () => {
    const journal = openFileJournal(path);
    await journal.append(await journal.read(() => undefined), [put('a', { spec })]);
    await journal.snapshot([put('a', { spec: 'short' })], () => undefined);
    await journal.append(1, [put('b', { spec })]);
    await journal.close();
    expect((await readAgain()).state.shown).toEqual(stateOf([put('a', { spec: 'short' }), put('b', { spec })]).shown);
    expect((await text()).split(spec)).toHaveLength(2);
  });

  test('of an append that failed are written again', async () => {
    const journal = openFileJournal(path);
    await journal.append(await journal.read(() => undefined), [put('a', {})]);
    await rm(path);
    await expect(journal.append(1, [put('b', { spec })])).rejects.toThrow('removed or replaced');
    await journal.close();
  });
});

test('the file is for its owner alone', async () => {
  await write([[put('a', {})]]);
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  await chmod(path, 0o644);
  const journal = openFileJournal(path);
  await journal.read(() => undefined);
  await journal.snapshot([], () => undefined);
  await journal.close();
  expect((await stat(path)).mode & 0o777).toBe(0o600);
});

test('the checksum is that of zlib, with and without it', () => {
  expect(checksumOf(Buffer.from('123456789'))).toBe('cbf43926');
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      expect(byTable(bytes).toString(16).padStart(8, '0')).toBe(checksumOf(bytes));
    }),
  );
});

test('a change set of many megabytes is made little by little, so that others have their turn', async () => {
  const journal = openFileJournal(path);
  await journal.read(() => undefined);
  let turns = 0;
  const again = (): void => {
    turns += 1;
    next = setImmediate(again);
  };
  let next = setImmediate(again);
  /** In which turn each record was made into text. */
  const madeIn: number[] = [];
  const changes = Array.from({ length: 20 }, (_, index) =>
    put(`key-${index}`, {
      get text() {
        madeIn.push(turns);
        return String(index).repeat(100_000);
      },
    }),
  );
  await journal.append(0, changes);
  clearImmediate(next);
  await journal.close();
  expect(new Set(madeIn).size).toBeGreaterThan(5);
  const { state } = await readState(openFileJournal(path));
  expect(JSON.stringify(state.shown)).toBe(JSON.stringify(stateOf(changes).shown));
});
