import { BotError, errorName } from '../../model/errors.ts';
import type { Observation } from '../../model/observation.ts';
import { ProviderUnavailable } from '../../ports.ts';
import { classifyFailure } from '../answers.ts';
import type { InputProblem } from './instance-input.ts';

export { IncompleteAnswer, isNotFound, isThrottle } from '../answers.ts';

/** AWS Supply Chain could not be reached, or did not answer as documented. */
export class SupplyChainUnavailable extends ProviderUnavailable {
  override readonly name = 'SupplyChainUnavailable';
  constructor(operation: string, cause: unknown) {
    super(
      `AWS Supply Chain did not answer ${operation} (${errorName(cause)}). Check that the service is available in this account and Region, ` +
        `that the role allows scn:${operation}, and that AWS_ENDPOINT_URL_SUPPLYCHAIN is right.`,
      { cause },
    );
  }
}

/** Several instances have the typed name. Acting on one of them would be a guess. */
export class AmbiguousName extends BotError {
  override readonly name = 'AmbiguousName';
  override readonly retryable = false;
  constructor(name: string, instanceIds: readonly string[]) {
    super(`${instanceIds.length} instances are named "${name}". Use one of these ids: ${instanceIds.join(', ')}`);
  }
}

/** The instance is in another Region than this client. Here, "not found" would prove nothing. */
export class OtherRegion extends BotError {
  override readonly name = 'OtherRegion';
  override readonly retryable = false;
  constructor(target: string, region: string) {
    super(`${target} is not in ${region}: add its account and Region to "scopes" in bot.yml`);
  }
}

/** The result of one mutating call: the port's `CallResult`, with what a person needs to know about an instance. */
export type InstanceCallResult =
  /** The service accepted it. `target` is the instance's ARN, even if the answer is not enough for an observation. */
  | { readonly result: 'accepted'; readonly target?: string; readonly observation?: Observation }
  /** Refused: nothing was done. */
  | {
      readonly result: 'refused';
      readonly conflict: boolean;
      readonly error: string;
      /** The service's own words, for the person who asked (assumption A39). Sensitive: never logged. */
      readonly message?: string;
      /** If the service was not called: what to change, member by member. */
      readonly problems?: readonly InputProblem[];
    }
  /** Throttled: nothing was done. */
  | { readonly result: 'throttled' }
  /** A timeout, a reset, a server's error or an unreadable answer: it may have been done. */
  | { readonly result: 'unknown'; readonly error: string };

/**
 * What a failed mutating call means, with the service's own words if it refused.
 *
 * @see classifyFailure
 */
export function classify(error: unknown): Exclude<InstanceCallResult, { result: 'accepted' }> {
  const failure = classifyFailure(error);
  if (failure.result !== 'refused' || !(error instanceof Error) || error.message === '') return failure;
  return { ...failure, message: error.message };
}
