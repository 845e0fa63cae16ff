import { link, mkdtemp, open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { codeOf } from '../standalone-error.ts';
import { isRunning, type Owner, thisProcess } from './owner.ts';

/** The right to use a file, as long as this process lives and has not released it. */
export interface Lock {
  release(): Promise<void>;
}

/** Another process has the lock. */
export class LockTakenError extends Error {
  override readonly name = 'LockTakenError';
  /** In words. */
  readonly owner: string;
  constructor(owner: string) {
    super(`Taken by ${owner}`);
    this.owner = owner;
  }
}

/**
 * Takes the lock that the file at `lockPath` is; the lock of a process that has ended is taken over.
 * @throws LockTakenError, or the error of the file system
 */
export async function takeLock(lockPath: string): Promise<Lock> {
  const text = JSON.stringify(await thisProcess());
  const folder = await mkdtemp(`${lockPath}.`);
  try {
    const claim = join(folder, 'claim');
    await writeDurably(claim, text);
    await place(claim, lockPath);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return {
    async release() {
      if ((await readIfThere(lockPath)) === text) await rm(lockPath, { force: true });
    },
  };
}

/**
 * Puts a link to the claim at `lockPath`: a link is made as a whole or not at all, and by one process only. Of several
 * that find the lock of one that has ended, only the one that holds the lock on it may replace it; that lock is
 * like any other, so that a crash in between does no harm.
 */
async function place(claim: string, lockPath: string): Promise<void> {
  while (!(await linkIfFree(claim, lockPath))) {
    const found = await readIfThere(lockPath);
    if (found === undefined) continue;
    const owner = readOwner(found);
    if (owner === undefined) throw new LockTakenError('something that left no name');
    const running = await isRunning(owner);
    const name = `process ${String(owner.processId)}`;
    if (running === 'yes') throw new LockTakenError(name);
    if (running === 'unknown') throw new LockTakenError(`${name} of another container or machine (${owner.place})`);

    const temporaryLock = `${lockPath}.${String(owner.processId)}-${owner.startedAt}`;
    await place(claim, temporaryLock);
    try {
      if ((await readIfThere(lockPath)) !== found) continue;
      // The claim itself stays, for the temporary locks that this one may be on.
      const replacement = `${claim}.replacement`;
      await link(claim, replacement);
      await rename(replacement, lockPath);
      return;
    } finally {
      await rm(temporaryLock, { force: true });
    }
  }
}

async function linkIfFree(claim: string, lockPath: string): Promise<boolean> {
  try {
    await link(claim, lockPath);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

async function writeDurably(path: string, text: string): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** Anything may have written a file of this name. */
function readOwner(text: string): Owner | undefined {
  try {
    const { processId, startedAt, place }: Partial<Record<keyof Owner, unknown>> = Object(JSON.parse(text));
    const isOwner = typeof processId === 'number' && typeof startedAt === 'string' && typeof place === 'string';
    // Its start becomes a part of a file's name.
    return isOwner && Number.isSafeInteger(processId) && processId > 0 && /^\w*$/.test(startedAt)
      ? { processId, startedAt, place }
      : undefined;
  } catch {
    return undefined;
  }
}
