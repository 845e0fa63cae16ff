import { errorName } from '../../model/errors.ts';
import { type CallResult, ProviderUnavailable } from '../../ports.ts';
import { classifyFailure, IncompleteAnswer, isNotFound, isThrottle } from '../answers.ts';
import { HostKeyChanged, HostKeyUnusable } from './host-key.ts';

export { IncompleteAnswer, isNotFound, isThrottle } from '../answers.ts';

/** What a failed call that acts means. With a key that was just replaced nothing was done, and later it can be. */
export function classify(error: unknown): Exclude<CallResult, { result: 'accepted' }> {
  return error instanceof HostKeyChanged ? { result: 'throttled' } : classifyFailure(error);
}

/** The back end does not answer as AWS Proton does; after 2026-10-07 that is what AWS's own endpoint does (A33). */
export class ProtonUnavailable extends ProviderUnavailable {
  override readonly name = 'ProtonUnavailable';
  constructor(operation: string, cause: unknown) {
    const what =
      cause instanceof HostKeyUnusable
        ? cause.remedy
        : 'AWS switched Proton off on 2026-10-07; point AWS_ENDPOINT_URL_PROTON at a control plane that answers.';
    super(`Proton is not available (${operation}: ${errorName(cause)}). ${what}`, { cause });
  }
}

/**
 * If Proton says that there is no such resource, the result is `undefined`. A throttle is thrown as it is. Everything else means
 * that Proton is not available (A33).
 */
export async function orNothing<Answer>(operation: string, ask: () => Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (isNotFound(error)) return undefined;
    const isItsOwnWord = isThrottle(error) || error instanceof IncompleteAnswer || error instanceof ProtonUnavailable;
    throw isItsOwnWord ? error : new ProtonUnavailable(operation, error);
  }
}
