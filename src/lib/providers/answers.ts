import { BotError, errorName } from '../model/errors.ts';
import type { CallResult } from '../ports.ts';

/** A provider's answer lacks a member that a decision needs. A guess could cancel a deployment. */
export class IncompleteAnswer extends BotError {
  override readonly name = 'IncompleteAnswer';
  override readonly retryable = true;
  /**
   * @param what - the operation or the resource that was asked about
   * @param member - what is missing or unusable
   */
  constructor(what: string, member: string) {
    super(`the answer about ${what} comes without "${member}": nothing is decided until the provider answers in full`);
  }
}

const throttles: ReadonlySet<string> = new Set(['ThrottlingException', 'TooManyRequestsException', 'Throttling']);
const conflicts: ReadonlySet<string> = new Set(['ConflictException', 'ResourceNotFoundException']);

/** With these, nothing was done. A 408 or a gateway's own code does not prove that. */
const statusesOfANo: ReadonlySet<number> = new Set([400, 402, 403, 404, 409]);

/** A 404 counts only if the service itself says that it means the resource. A 404 of a proxy must not close an item. */
export function isNotFound(error: unknown): boolean {
  return errorName(error) === 'ResourceNotFoundException' && !isTypeGuessed(error);
}

/** Whether the call was throttled. */
export function isThrottle(error: unknown): boolean {
  return throttles.has(errorName(error)) || statusCodeOf(error) === 429;
}

/**
 * What a failed mutating call means. Only an answer that says "no" is a refusal. After a timeout, a reset, a server's error, or a
 * gateway's code it is unknown whether the call was executed. Messages are not parsed (assumptions A8, A14).
 */
export function classifyFailure(error: unknown): Exclude<CallResult, { result: 'accepted' }> {
  if (isThrottle(error)) return { result: 'throttled' };
  const name = errorName(error);
  if (!isRefusal(error)) return { result: 'unknown', error: name };
  return { result: 'refused', conflict: conflicts.has(name), error: name };
}

function isRefusal(error: unknown): boolean {
  const statusCode = statusCodeOf(error) ?? 0;
  if (statusesOfANo.has(statusCode)) return true;
  return statusCode >= 400 && statusCode < 500 && statusCode !== 408 && !isTypeGuessed(error);
}

/** Set by a client if the service named no error type, so that only the HTTP status is known. */
function isTypeGuessed(error: unknown): boolean {
  return error instanceof Error && 'isTypeGuessed' in error && error.isTypeGuessed === true;
}

function statusCodeOf(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null || !('$metadata' in error)) return undefined;
  const metadata: unknown = error.$metadata;
  if (typeof metadata !== 'object' || metadata === null || !('httpStatusCode' in metadata)) return undefined;
  return typeof metadata.httpStatusCode === 'number' ? metadata.httpStatusCode : undefined;
}
