import type { CallResult } from '../../ports.ts';

/** The back end does not answer as AWS Proton does; after 2026-10-07 that is what AWS's own endpoint does (A33). */
export class ProtonUnavailable extends Error {
  override readonly name = 'ProtonUnavailable';
  constructor(operation: string, cause: unknown) {
    super(
      `Proton is not available (${operation}: ${nameOf(cause)}). AWS switched Proton off on 2026-10-07; ` +
        'point AWS_ENDPOINT_URL_PROTON at a control plane that answers.',
      { cause },
    );
  }
}

/** The back end answered without something that must be known before anything can be decided. Guessing it could cancel. */
export class IncompleteAnswer extends Error {
  override readonly name = 'IncompleteAnswer';
  constructor(what: string, member: string) {
    super(`Proton answered about ${what} without "${member}": nothing is decided about it until it answers in full`);
  }
}

const throttles: ReadonlySet<string> = new Set(['ThrottlingException', 'TooManyRequestsException', 'Throttling']);
const conflicts: ReadonlySet<string> = new Set(['ConflictException', 'ResourceNotFoundException']);

export function isNotFound(error: unknown): boolean {
  return nameOf(error) === 'ResourceNotFoundException';
}

export function isThrottle(error: unknown): boolean {
  return throttles.has(nameOf(error)) || statusCodeOf(error) === 429;
}

/**
 * What a failed mutating call means. Only an answer that says "no" is a no: a timeout, a reset or a server's error leave
 * it open whether the call was carried out. Messages are not looked at (assumptions A8, A14).
 */
export function classify(error: unknown): CallResult {
  if (isThrottle(error)) return { result: 'throttled' };
  const name = nameOf(error);
  const statusCode = statusCodeOf(error);
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500) {
    return { result: 'refused', conflict: conflicts.has(name), error: name };
  }
  return { result: 'unknown', error: name };
}

export function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : 'unknown error';
}

function statusCodeOf(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null || !('$metadata' in error)) return undefined;
  const metadata: unknown = error.$metadata;
  if (typeof metadata !== 'object' || metadata === null || !('httpStatusCode' in metadata)) return undefined;
  return typeof metadata.httpStatusCode === 'number' ? metadata.httpStatusCode : undefined;
}
