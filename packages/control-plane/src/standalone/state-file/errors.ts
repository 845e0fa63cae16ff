import { codeOf, reasonOf, StandaloneError } from '../standalone-error.ts';

/** A state file cannot be used. It has not been touched; the message says what to do. */
export class StateFileError extends StandaloneError {
  override readonly name: string = 'StateFileError';
}

/** It is cut off, or something else has written into it. */
export class DamagedStateFileError extends StateFileError {
  override readonly name = 'DamagedStateFileError';
  constructor(path: string, problem: string, options?: ErrorOptions) {
    super(
      `${path} is damaged: ${problem}. It was left as it is. Put a copy from before in its place, or move it away to start with nothing.`,
      options,
    );
  }
}

/** It belongs to another program. */
export class ForeignStateFileError extends StateFileError {
  override readonly name = 'ForeignStateFileError';
  constructor(path: string) {
    super(`${path} is not a state file of this control plane. It was left as it is. Choose another file with --state.`);
  }
}

/** A later version of the program wrote it. */
export class NewerStateFileError extends StateFileError {
  override readonly name = 'NewerStateFileError';
  constructor(path: string, format: number) {
    super(
      `${path} was written by a newer proton-bot (format ${String(format)}). It was left as it is. Use that version, or choose another file with --state.`,
    );
  }
}

/** Something that is no file is there. */
export class NotAFileError extends StateFileError {
  override readonly name = 'NotAFileError';
  constructor(path: string, what: string) {
    super(`${path} is ${what}, not a file. Choose a file with --state.`);
  }
}

/** The operating system lets nobody, or not this user, read it or write beside it. */
export class StateFileAccessError extends StateFileError {
  override readonly name = 'StateFileAccessError';
  constructor(path: string, cause: unknown) {
    const reason = codeOf(cause) === 'ENOENT' ? 'its folder does not exist' : reasonOf(cause);
    super(`${path} cannot be used as the state file: ${reason}. Mend that, or choose another file with --state.`, {
      cause,
    });
  }
}

/** Another process keeps its state there. */
export class StateFileInUseError extends StateFileError {
  override readonly name = 'StateFileInUseError';
  constructor(path: string, owner: string, lockPath: string) {
    super(
      `${path} is in use by ${owner}. Stop that one, or choose another file with --state. If it is certain that nothing uses it, delete ${lockPath}.`,
    );
  }
}

/** The last changes are lost. */
export class NotSavedError extends StandaloneError {
  override readonly name = 'NotSavedError';
  constructor(cause: unknown) {
    super(`The last changes could not be saved: ${reasonOf(cause)}. The file has what was saved before them.`, {
      cause,
    });
  }
}
