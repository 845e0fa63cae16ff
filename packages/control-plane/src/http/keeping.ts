import { PROTOCOL_NAMESPACE, ProtonError } from '../model/errors.ts';
import type { StateKeeping } from './options.ts';

/**
 * What was done could not be kept, or what was done before could not. The call may be sent again: what it did counts once it
 * is kept, as with any answer that was lost.
 */
export class StateNotKeptError extends ProtonError {
  constructor(cause: unknown) {
    super('ServiceUnavailableException', 'The state cannot be saved. Try again later.', PROTOCOL_NAMESPACE, 503);
    this.cause = cause;
  }
}

/** Makes answers wait. All of it throws StateNotKeptError, and begins nothing while the state cannot be kept. */
export interface Keeping {
  /** Runs the work of an answer, and waits until what it did, and all that it may have seen, is kept. */
  write<Answer>(work: () => Answer | Promise<Answer>): Promise<Answer>;
  /** Runs work that changes nothing, and waits for what it has seen alone: mostly for nothing. */
  read<Answer>(work: () => Answer): Promise<Answer>;
}

export function createKeeping(keeping: StateKeeping | undefined): Keeping {
  if (keeping === undefined) return { write: async (work) => work(), read: async (work) => work() };
  const wait = async (kept: Promise<void> | undefined): Promise<void> => {
    try {
      await kept;
    } catch (error) {
      throw new StateNotKeptError(error);
    }
  };
  return {
    async write(work) {
      if (keeping.isFailing) await wait(keeping.kept());
      try {
        return await work();
      } finally {
        // A refusal tells of the state, too.
        await wait(keeping.kept());
      }
    },
    async read(work) {
      if (keeping.isFailing) await wait(keeping.kept());
      const seen = keeping.seenBy(work);
      if (seen.kept !== undefined) await wait(seen.kept);
      return seen.result();
    },
  };
}
