import { reasonOf, StandaloneError } from '../standalone-error.ts';

/** Saves after every change; what changes during a save is saved by the next one. */
export interface ContinuousSaver {
  /** Something has changed. */
  changed(): void;
  /**
   * Waits for the last save, and tries once more what could not be saved.
   * @throws NotSavedError
   */
  finish(): Promise<void>;
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

/**
 * @param save saves the state as it is when it is called, or later; never called twice at a time
 * @param tell receives a line for the user: when saving fails, and when it works again
 */
export function createContinuousSaver(save: () => Promise<void>, tell: (line: string) => void): ContinuousSaver {
  let isUnsaved = false;
  let failure: { readonly error: unknown } | undefined;
  let saving: Promise<void> | undefined;

  async function saveAll(): Promise<void> {
    while (isUnsaved) {
      isUnsaved = false;
      try {
        await save();
        if (failure !== undefined) tell('The state is saved again.');
        failure = undefined;
      } catch (error) {
        const before = failure === undefined ? undefined : reasonOf(failure.error);
        failure = { error };
        if (reasonOf(error) !== before) {
          tell(`The state could not be saved: ${reasonOf(error)}. It is tried again at the next change.`);
        }
      }
    }
    saving = undefined;
  }

  function changed(): void {
    isUnsaved = true;
    saving ??= saveAll();
  }

  return {
    changed,
    async finish() {
      await saving;
      if (failure === undefined) return;
      changed();
      await saving;
      if (failure !== undefined) throw new NotSavedError(failure.error);
    },
  };
}
