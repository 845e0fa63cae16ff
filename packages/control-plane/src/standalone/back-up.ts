import { link, open, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { copyJournal, DamagedJournalError, type JournalCopy, syncFolder } from '../journal/index.ts';
import { codeOf, reasonOf, StandaloneError } from './standalone-error.ts';
import { locateStateFile } from './state-file/index.ts';

/** No backup was made; the message says why, and what to do. */
export class BackupError extends StandaloneError {
  override readonly name = 'BackupError';
}

const OWNER_ONLY = 0o600;
const MOMENT_MS = 200;

/**
 * Copies the state of a control plane, which may be running, into a new file that another can be started with. Under its name is
 * a whole copy or none.
 *
 * @param setTimer the machine's
 * @throws BackupError, StateFileError
 */
export async function backUp(
  stateFile: string,
  to: string,
  setTimer: (run: () => void, afterMs: number) => unknown,
): Promise<JournalCopy> {
  const from = await locateStateFile(stateFile);
  const unfinished = join(dirname(to), `.${basename(to)}.unfinished`);
  try {
    const copy = await copyTo(unfinished, from, () => new Promise((resolve) => void setTimer(resolve, MOMENT_MS)));
    await link(unfinished, to);
    await rm(unfinished);
    await syncFolder(dirname(to));
    return copy;
  } catch (error) {
    await rm(unfinished, { force: true }).catch(() => undefined);
    throw backupErrorOf(error, stateFile, to);
  }
}

async function copyTo(path: string, from: string, wait: () => Promise<void>): Promise<JournalCopy> {
  await rm(path, { force: true });
  const file = await open(path, 'wx', OWNER_ONLY);
  try {
    return await copyJournal(from, file, wait);
  } finally {
    await file.close();
  }
}

function backupErrorOf(error: unknown, stateFile: string, to: string): BackupError {
  if (error instanceof DamagedJournalError) {
    const problem = `${stateFile} cannot be backed up: ${error.message}`;
    return new BackupError(`${problem}. A state of an earlier version becomes a journal when it is first used.`, {
      cause: error,
    });
  }
  if (codeOf(error) === 'EEXIST') {
    return new BackupError(`${to} is there already. Choose another name: a backup replaces nothing.`, { cause: error });
  }
  return new BackupError(`${stateFile} cannot be backed up to ${to}: ${reasonOf(error)}. Nothing was left there.`, {
    cause: error,
  });
}
