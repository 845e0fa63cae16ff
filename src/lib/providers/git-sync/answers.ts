import { errorName } from '../../model/errors.ts';
import { type CallResult, ProviderUnavailable } from '../../ports.ts';
import { classifyFailure, IncompleteAnswer, isNotFound, isThrottle } from '../answers.ts';

export { IncompleteAnswer, isNotFound, isThrottle } from '../answers.ts';

/** AWS CodeConnections does not answer, or does not let the bot ask. */
export class GitSyncUnavailable extends ProviderUnavailable {
  override readonly name = 'GitSyncUnavailable';
  constructor(operation: string, cause: unknown) {
    super(
      `AWS CodeConnections cannot be asked (${operation}: ${errorName(cause)}). Where it says AccessDenied, give the role the ` +
        'permissions that docs/back-ends.md names.',
      { cause },
    );
  }
}

/**
 * Makes a call. What CodeConnections has nothing of becomes nothing; a throttle is passed on, and the caller handles it.
 *
 * @throws GitSyncUnavailable, IncompleteAnswer
 */
export async function orNothing<Answer>(operation: string, ask: () => Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw isThrottle(error) || error instanceof IncompleteAnswer ? error : new GitSyncUnavailable(operation, error);
  }
}

/** A blocker that there is not, or not any more, is not what was read before. */
const conflicts: ReadonlySet<string> = new Set(['SyncBlockerDoesNotExistException', 'ResourceNotFoundException']);

/** What a failed call that acts means. That the newest commit cannot be tried again is a plain no: the blocker stays (assumption G4). */
export function classify(error: unknown): Exclude<CallResult, { result: 'accepted' }> {
  const failure = classifyFailure(error);
  return failure.result === 'refused' && conflicts.has(failure.error) ? { ...failure, conflict: true } : failure;
}

/** A text of an answer, whatever stands in its place. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** A time of an answer in epoch milliseconds; 0 where there is none that can be used. */
export function millisecondsOf(value: unknown): number {
  const atMs = value instanceof Date ? value.getTime() : Number.NaN;
  return Number.isFinite(atMs) ? atMs : 0;
}
