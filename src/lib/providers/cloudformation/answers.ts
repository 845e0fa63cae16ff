import { BotError, errorName } from '../../model/errors.ts';
import { type CallResult, ProviderUnavailable } from '../../ports.ts';
import { classifyFailure } from '../answers.ts';

export { IncompleteAnswer, isThrottle } from '../answers.ts';

/** CloudFormation could not be asked, or did not answer as itself. */
export class CloudFormationUnavailable extends ProviderUnavailable {
  override readonly name = 'CloudFormationUnavailable';
  constructor(operation: string, cause: unknown) {
    super(
      `CloudFormation did not answer ${operation} (${errorName(cause)}): see whether the role allows ` +
        `cloudformation:${operation} on this stack, and where AWS_ENDPOINT_URL_CLOUDFORMATION leads.`,
      { cause },
    );
  }
}

/** The stack is one of another Region than the one that is asked: here, its absence would say nothing. */
export class StackInOtherRegion extends BotError {
  override readonly name = 'StackInOtherRegion';
  override readonly retryable = false;
  constructor(target: string, region: string) {
    super(`${target} is not in ${region}, where it was looked for: add its account and Region to "scopes" in bot.yml`);
  }
}

/**
 * CloudFormation has no error of its own for a stack that there is none of: it says `ValidationError`, as for any other mistake.
 * AWS's own waiters take each of them for an absence; here it must say so too, as an absence closes items (assumption C2).
 */
export function isStackNotFound(error: unknown): boolean {
  return errorName(error) === 'ValidationError' && error instanceof Error && error.message.includes('does not exist');
}

const conflicts: ReadonlySet<string> = new Set(['ValidationError', 'TokenAlreadyExistsException']);

/**
 * What a failed cancel means. `ValidationError` is the answer in every state but UPDATE_IN_PROGRESS, and a token that exists is one
 * that an earlier call of the bot's own was taken with: the state shows it.
 *
 * @see classifyFailure
 */
export function classifyCancel(error: unknown): Exclude<CallResult, { result: 'accepted' }> {
  const failure = classifyFailure(error);
  return failure.result === 'refused' && conflicts.has(failure.error) ? { ...failure, conflict: true } : failure;
}
