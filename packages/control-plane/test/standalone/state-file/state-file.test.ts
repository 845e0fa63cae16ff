import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createControlPlaneRegions } from '../../../src/index.ts';
import { openStateFile, type StateFile } from '../../../src/standalone/state-file/index.ts';
import { createVirtualClock } from '../../support/virtual-clock.ts';
import { ACCOUNT, countingRandom, REGION } from '../../support/world.ts';

let folder: string;
let path: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'proton-bot-state-'));
  path = join(folder, 'proton.json');
});

afterEach(() => rm(folder, { recursive: true, force: true }));

/** The state of a control plane with one template. */
function someState(name = 'network') {
  const regions = createControlPlaneRegions({
    clock: createVirtualClock(Date.parse('2026-03-02T09:30:00Z')),
    random: countingRandom(),
    region: REGION,
    accountId: ACCOUNT,
    emit: () => undefined,
  });
  regions.in(REGION).call('CreateEnvironmentTemplate', { name, description: 'Netz für alle 🕸' });
  return { regions: regions.snapshot(), advancedMs: 60_000 };
}

/** Opens it, does something, and closes it again whatever happens. */
async function withFile<Result>(work: (file: StateFile) => Promise<Result> | Result, at = path): Promise<Result> {
  const file = await openStateFile(at);
  try {
    return await work(file);
  } finally {
    await file.close();
  }
}

/** As releases before the journal wrote it. */
async function saveSome(name?: string, at = path): Promise<void> {
  const { regions, advancedMs } = someState(name);
  await writeFile(at, JSON.stringify({ application: 'proton-bot control plane', advancedMs, ...regions }));
}
const contentNow = (at = path) => withFile((file) => file.readWhole(), at);

/** The refusal, after which everything is as it was. */
async function refusal(): Promise<{ readonly name: string; readonly message: string }> {
  const before = await readdir(folder);
  const outcome: unknown = await contentNow().catch((error: unknown) => error);
  expect(await readdir(folder)).toEqual(before);
  if (!(outcome instanceof Error)) throw new Error('it was not refused');
  return { name: outcome.name, message: outcome.message };
}

describe('a state file', () => {
  test('that is not there is nothing yet, and is not made by looking', async () => {
    expect(await contentNow()).toBeUndefined();
    expect(await readdir(folder)).toEqual([]);
  });

  test('of a release before the journal gives what was saved', async () => {
    await saveSome();
    const { regions, advancedMs } = someState();
    expect(await contentNow()).toEqual({ regions: expect.objectContaining(regions), advancedMs });
    expect(await readdir(folder)).toEqual(['proton.json']);
  });

  test('that is a journal is not read whole', async () => {
    await writeFile(path, 'proton-bot control plane, journal 1\n');
    expect(await contentNow()).toBeUndefined();
  });
});

describe('a symbolic link', () => {
  test.each([
    ['to a file', true],
    ['to where a file will be', false],
  ])('%s leads to where the journal is', async (_where, isThere) => {
    await mkdir(join(folder, 'elsewhere'));
    const real = join(folder, 'elsewhere/real.json');
    if (isThere) await saveSome('before', real);
    await symlink('elsewhere/real.json', join(folder, 'second'));
    await symlink('second', path);
    expect(await withFile(({ location }) => location)).toBe(real);
  });

  test('shares its lock with what it leads to', async () => {
    await saveSome();
    const other = join(folder, 'link.json');
    await symlink(path, other);
    await withFile(() => expect(openStateFile(other)).rejects.toThrow('is in use by'));
  });
});

describe('is refused, and left as it is, when it', () => {
  test('is cut off anywhere', async () => {
    await saveSome();
    const whole = await readFile(path);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: whole.length - 1 }), async (length) => {
        const torn = whole.subarray(0, length);
        await writeFile(path, torn);
        expect(await refusal()).toEqual({
          name: 'DamagedStateFileError',
          message: expect.stringContaining('proton.json is damaged: it is '),
        });
        expect(await readFile(path)).toEqual(torn);
      }),
      { examples: [[0], [1], [whole.length - 1]] },
    );
    await writeFile(path, whole);
    expect(await contentNow()).toMatchObject({ advancedMs: 60_000 });
  });

  test('is any JSON of somebody else', async () => {
    await fc.assert(
      fc.asyncProperty(fc.json(), async (text) => {
        await writeFile(path, text);
        expect(await refusal()).toMatchObject({ name: 'ForeignStateFileError' });
        expect(await readFile(path, 'utf8')).toBe(text);
      }),
      { examples: [['null'], ['[]'], ['{"format":1,"regions":{}}'], ['{"name":"proton-bot","version":"0.1.0"}']] },
    );
  });

  test.each<[string, string | Uint8Array, string, RegExp]>([
    ['is of a later format', '{"application":"proton-bot control plane","format":2}', 'NewerStateFileError', /newer/],
    ['is of no format', '{"application":"proton-bot control plane"}', 'DamagedStateFileError', /format/],
    [
      'has no time to advance by',
      '{"application":"proton-bot control plane","format":1,"advancedMs":"1"}',
      'DamagedStateFileError',
      /advancedMs/,
    ],
    [
      'is not UTF-8',
      Buffer.from('{"application":"proton-bot control plane","format":1,"x":"\xff"}', 'latin1'),
      'DamagedStateFileError',
      /not whole JSON/,
    ],
    [
      'has something behind its end',
      '{"application":"proton-bot control plane","format":1}}',
      'DamagedStateFileError',
      /whole/,
    ],
  ])('%s', async (_what, text, name, message) => {
    await writeFile(path, text);
    expect(await refusal()).toEqual({ name, message: expect.stringMatching(message) });
    expect(await readFile(path)).toEqual(Buffer.from(text));
  });

  test('is a folder', async () => {
    await mkdir(path);
    expect(await refusal()).toEqual({ name: 'NotAFileError', message: expect.stringContaining('is a folder') });
  });

  test('is a pipe, from which nothing may ever come', async () => {
    await promisify(execFile)('mkfifo', [path]);
    expect(await refusal()).toEqual({ name: 'NotAFileError', message: expect.stringContaining('a pipe') });
  });

  test.each<[string, () => Promise<unknown>, string]>([
    ['has no folder', () => Promise.resolve((path = join(folder, 'missing/proton.json'))), 'its folder does not exist'],
    ['is behind links that lead round', () => symlink(path, path), 'round in a circle'],
    [
      'has a name that is too long',
      () => Promise.resolve((path = join(folder, 'x'.repeat(400)))),
      'its name is too long',
    ],
    [
      'is in a file',
      async () => {
        await writeFile(path, '');
        path = join(path, 'proton.json');
      },
      'a part of its path is not a folder',
    ],
  ])('%s', async (_what, prepare, advice) => {
    await prepare();
    expect(await refusal()).toEqual({ name: 'StateFileAccessError', message: expect.stringContaining(advice) });
  });

  test.each<[string, () => Promise<void>]>([
    ['may not be read', () => chmod(path, 0o200)],
    ['may not be written to', () => chmod(path, 0o400)],
    ['lies where nothing may be written', () => chmod(folder, 0o500)],
  ])('%s', async (_what, forbid) => {
    await saveSome();
    const before = await readFile(path);
    await forbid();
    const found = await asOrdinaryUser(folder, () => refusal());
    expect(found).toEqual({ name: 'StateFileAccessError', message: expect.stringContaining('no permission') });
    await chmod(folder, 0o700);
    await chmod(path, 0o600);
    expect(await readFile(path)).toEqual(before);
  });
});

/** Permissions mean nothing to root, as whom containers often run tests. */
async function asOrdinaryUser<Result>(owned: string, work: () => Promise<Result>): Promise<Result> {
  if (process.geteuid?.() !== 0) return work();
  const nobody = 65_534;
  await promisify(execFile)('chown', ['-R', String(nobody), owned]);
  process.seteuid?.(nobody);
  try {
    return await work();
  } finally {
    process.seteuid?.(0);
  }
}
