import { BotError, errorName } from '../model/errors.ts';
import type { CallResult } from '../ports.ts';

/** A provider answered without something that must be known before anything can be decided. Guessing it could cancel. */
export class IncompleteAnswer extends BotError {
  override readonly name = 'IncompleteAnswer';
  override readonly retryable = true;
  /**
   * @param what - the operation or the resource that was asked about
   * @param member - what is missing, or says nothing that can be used
   */
  constructor(what: string, member: string) {
    super(`the answer about ${what} comes without "${member}": nothing is decided until the provider answers in full`);
  }
}

const throttles: ReadonlySet<string> = new Set(['ThrottlingException', 'TooManyRequestsException', 'Throttling']);
const conflicts: ReadonlySet<string> = new Set(['ConflictException', 'ResourceNotFoundException']);

/** Nobody answers so after having done something. A 408 or a gateway's own code is another matter. */
const statusesOfANo: ReadonlySet<number> = new Set([400, 402, 403, 404, 409]);

/** A 404 counts only where the service itself says that it means the resource: a proxy's must not close an item. */
export function isNotFound(error: unknown): boolean {
  return errorName(error) === 'ResourceNotFoundException' && !isTypeGuessed(error);
}

/** Whether the call was turned away for its rate. */
export function isThrottle(error: unknown): boolean {
  return throttles.has(errorName(error)) || statusCodeOf(error) === 429;
}

/**
 * What a failed mutating call means. Only an answer that says "no" is a no: a timeout, a reset, a server's error, or a
 * gateway's code leave it open whether the call was carried out. Messages are not looked at (assumptions A8, A14).
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

/** Set by a client whose service named no error type, so that only the HTTP status is known. */
function isTypeGuessed(error: unknown): boolean {
  return error instanceof Error && 'isTypeGuessed' in error && error.isTypeGuessed === true;
}

function statusCodeOf(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null || !('$metadata' in error)) return undefined;
  const metadata: unknown = error.$metadata;
  if (typeof metadata !== 'object' || metadata === null || !('httpStatusCode' in metadata)) return undefined;
  return typeof metadata.httpStatusCode === 'number' ? metadata.httpStatusCode : undefined;
}
