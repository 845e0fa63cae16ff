import { open, readFile, readlink, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { codeOf } from '../standalone-error.ts';
import { type ReadState, readContent } from './content.ts';
import { NotAFileError, StateFileAccessError, StateFileError, StateFileInUseError } from './errors.ts';
import { type Lock, LockTakenError, takeLock } from './lock.ts';

/** The file that keeps the state between two runs, for this process alone. */
export interface StateFile {
  /** As the user names it. */
  readonly path: string;
  /** Where it really is. */
  readonly location: string;
  /**
   * What is in a file of a release that kept the whole state as JSON; `undefined` when it is a journal, or not there yet.
   * @throws StateFileError: one of a class per cause
   */
  readWhole(): Promise<ReadState | undefined>;
  /** Lets other processes have it. */
  close(): Promise<void>;
}

/** What a journal begins with. The old files began with a brace. */
const JOURNAL = Buffer.from('proton-bot control plane, journal');

/**
 * Takes the file of this name, which need not be there yet, for this process.
 * @throws StateFileError: one of a class per cause
 */
export async function openStateFile(path: string): Promise<StateFile> {
  const location = await locateStateFile(path);
  const lock = await lockFile(path, `${location}.lock`);
  return {
    path,
    location,
    async readWhole() {
      try {
        const beginning = await beginningOf(location);
        if (beginning === undefined || beginning.equals(JOURNAL)) return undefined;
        return readContent(await readFile(location), path);
      } catch (error) {
        throw error instanceof StateFileError ? error : new StateFileAccessError(path, error);
      }
    },
    close: () => lock.release(),
  };
}

/** As much of it as a journal would have before its first line ends; undefined when it is not there. */
async function beginningOf(location: string): Promise<Buffer | undefined> {
  const file = await open(location, 'r').catch(whenAbsent);
  if (file === undefined) return undefined;
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(JOURNAL.length), 0, JOURNAL.length, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

/**
 * Where it is, or will be. A pipe or a device is never read: it might not end.
 * @throws StateFileError
 */
export async function locateStateFile(path: string): Promise<string> {
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
