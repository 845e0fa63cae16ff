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

/** Runs the work of an answer, and waits until what it did, and what it has read, is kept. */
export type Keeping = <Answer>(work: () => Promise<Answer>) => Promise<Answer>;

/** @throws StateNotKeptError from what is returned; work is not begun while the state cannot be kept */
export function createKeeping(keeping: StateKeeping | undefined): Keeping {
  if (keeping === undefined) return (work) => work();
  const kept = async (): Promise<void> => {
    try {
      await keeping.kept();
    } catch (error) {
      throw new StateNotKeptError(error);
    }
  };
  return async (work) => {
    if (keeping.isFailing) await kept();
    try {
      return await work();
    } finally {
      // A refusal tells of the state, too.
      await kept();
    }
  };
}
