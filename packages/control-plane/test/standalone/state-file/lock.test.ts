import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { openStateFile, type StateFile } from '../../../src/standalone/state-file/index.ts';

let folder: string;
let path: string;
let lockPath: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'proton-bot-lock-'));
  path = join(folder, 'proton.json');
  lockPath = `${path}.lock`;
});

afterEach(() => rm(folder, { recursive: true, force: true }));

const readLock = async (): Promise<Record<string, unknown>> => JSON.parse(await readFile(lockPath, 'utf8'));

/** The lock of this process, as one that had it would have left it, with something changed. */
async function leaveLock(changes: Record<string, unknown>): Promise<string> {
  const file = await openStateFile(path);
  const text = JSON.stringify({ ...(await readLock()), ...changes });
  await file.close();
  await writeFile(lockPath, text);
  return text;
}

/** The number of a process that has just ended. */
async function endedProcess(): Promise<number> {
  const child = spawn(process.execPath, ['-e', '']);
  await once(child, 'exit');
  return child.pid ?? 0;
}

async function refusal(): Promise<string> {
  const before = await readdir(folder);
  const outcome: unknown = await openStateFile(path).catch((error: unknown) => error);
  expect(outcome).toMatchObject({ name: 'StateFileInUseError' });
  expect(await readdir(folder)).toEqual(before);
  return outcome instanceof Error ? outcome.message : '';
}

test('a file that is in use is refused, by number of the process, until it is closed', async () => {
  const file = await openStateFile(path);
  expect(await refusal()).toContain(`in use by process ${String(process.pid)}. Stop that one`);
  await file.close();
  await (await openStateFile(path)).close();
  expect(await readdir(folder)).toEqual([]);
});

test('the lock of a process that has ended is taken over', async () => {
  await leaveLock({ processId: await endedProcess() });
  const file = await openStateFile(path);
  expect(await readLock()).toMatchObject({ processId: process.pid });
  expect(await readdir(folder)).toEqual(['proton.json.lock']);
  await file.close();
});

test('so is that of a process whose number another one has now', async () => {
  if (process.platform !== 'linux') return;
  await leaveLock({ startedAt: '1' });
  const file = await openStateFile(path);
  expect(await refusal()).toContain(`process ${String(process.pid)}`);
  await file.close();
});

test('a process that has ended, and whose parent has not asked how, has ended', async () => {
  if (process.platform !== 'linux') return;
  // The shell becomes a program that never asks how its child ended.
  const parent = spawn('sh', ['-c', 'sh -c "exit 0" & echo $!; exec sleep 60'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [line]: unknown[] = await once(parent.stdout, 'data');
  try {
    await leaveLock({ processId: Number(String(line)) });
    await (await openStateFile(path)).close();
  } finally {
    parent.kill('SIGKILL');
  }
});

test.each<[string, Record<string, unknown>, string]>([
  ['elsewhere', { place: 'another host' }, 'of another container or machine (another host)'],
  ['without a number', { processId: 'one' }, 'something that left no name'],
  ['that would lead out of the folder', { processId: 999_999, startedAt: '/../x' }, 'something that left no name'],
])('a lock of somebody %s stays, and it says what to delete', async (_where, changes, owner) => {
  const text = await leaveLock(changes);
  const message = await refusal();
  expect(message).toContain(owner);
  expect(message).toContain('delete ');
  expect(message).toContain('proton.json.lock');
  expect(await readFile(lockPath, 'utf8')).toBe(text);
});

test('of many that come at once, one gets it; also when the one before has ended', async () => {
  for (let round = 0; round < 10; round += 1) {
    if (round % 2 === 1) await leaveLock({ processId: await endedProcess() });
    const outcomes = await Promise.allSettled(Array.from({ length: 20 }, () => openStateFile(path)));
    const opened = outcomes.flatMap((outcome): StateFile[] => (outcome.status === 'fulfilled' ? [outcome.value] : []));
    expect(opened).toHaveLength(1);
    for (const file of opened) await file.close();
    expect(await readdir(folder)).toEqual([]);
  }
});

test('a crash while the lock of one that has ended was taken over does no harm', async () => {
  const [ended, crashed] = [await endedProcess(), await endedProcess()];
  const estate = await leaveLock({ processId: ended });
  const { startedAt } = JSON.parse(estate);
  await writeFile(
    `${lockPath}.${String(ended)}-${startedAt}`,
    JSON.stringify({ ...JSON.parse(estate), processId: crashed }),
  );
  const file = await openStateFile(path);
  expect(await readdir(folder)).toEqual(['proton.json.lock']);
  await file.close();
});

test('closing takes away nobody else’s lock', async () => {
  const file = await openStateFile(path);
  await writeFile(lockPath, 'taken by hand');
  await file.close();
  expect(await readFile(lockPath, 'utf8')).toBe('taken by hand');
});
