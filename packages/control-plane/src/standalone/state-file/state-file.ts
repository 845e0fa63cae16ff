import { open, readFile, readlink, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { codeOf } from '../standalone-error.ts';
import { writeAtomically } from './atomic-write.ts';
import { formatContent, type KeptState, type ReadState, readContent } from './content.ts';
import { NotAFileError, StateFileAccessError, StateFileError, StateFileInUseError } from './errors.ts';
import { type Lock, LockTakenError, takeLock } from './lock.ts';

/** A file that keeps the state between two runs, for this process alone. */
export interface StateFile {
  /** As the user names it. */
  readonly path: string;
  /**
   * What is in it; `undefined` when there is no file yet.
   * @throws StateFileError: one of a class per cause
   */
  read(): Promise<ReadState | undefined>;
  /**
   * Replaces what is in it, as a whole or not at all. Not to be called again before it has ended.
   * @param take asked for the state, though not before this has returned
   * @throws the error of the file system
   */
  save(take: () => KeptState): Promise<void>;
  /** Lets other processes have it. */
  close(): Promise<void>;
}

/**
 * Takes the file of this name, which need not be there yet, for this process.
 * @throws StateFileError: one of a class per cause
 */
export async function openStateFile(path: string): Promise<StateFile> {
  const location = await locate(path);
  const lock = await lockFile(path, `${location}.lock`);
  return {
    path,
    async read() {
      const bytes = await readIfThere(path, location);
      return bytes === undefined ? undefined : readContent(bytes, path);
    },
    save: (take) => writeAtomically(location, () => formatContent(take())),
    close: () => lock.release(),
  };
}

/** Where it is, or will be. A pipe or a device is never read: it might not end. */
async function locate(path: string): Promise<string> {
  try {
    const location = await realLocation(path);
    const found = await stat(location).catch(whenAbsent);
    if (found?.isDirectory()) throw new NotAFileError(path, 'a folder');
    if (found !== undefined && !found.isFile()) throw new NotAFileError(path, 'a device or a pipe');
    // A rename would replace a file that nobody may write to.
    if (found !== undefined) await (await open(location, 'r+')).close();
    return location;
  } catch (error) {
    throw error instanceof StateFileError ? error : new StateFileAccessError(path, error);
  }
}

async function lockFile(path: string, lockPath: string): Promise<Lock> {
  try {
    return await takeLock(lockPath);
  } catch (error) {
    if (error instanceof LockTakenError) throw new StateFileInUseError(path, error.owner, lockPath);
    throw new StateFileAccessError(path, error);
  }
}

async function readIfThere(path: string, location: string): Promise<Uint8Array | undefined> {
  try {
    return await readFile(location).catch(whenAbsent);
  } catch (error) {
    throw new StateFileAccessError(path, error);
  }
}

function whenAbsent(error: unknown): undefined {
  if (codeOf(error) !== 'ENOENT') throw error;
}

/** As many links as Linux follows (https://man7.org/linux/man-pages/man7/path_resolution.7.html). */
const MAXIMUM_LINKS = 40;

/**
 * Where a file really is, behind symbolic links, even if it is not there yet: what is renamed over a link would replace
 * the link, and two names of one file must have one lock.
 * @throws the error of the file system, such as ENOENT when its folder is missing
 */
export async function realLocation(path: string, linksLeft = MAXIMUM_LINKS): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT' || linksLeft === 0) throw error;
  }
  const location = join(await realpath(dirname(resolve(path))), basename(path));
  const target = await readlink(location).catch(() => undefined);
  return target === undefined ? location : realLocation(resolve(dirname(location), target), linksLeft - 1);
}
