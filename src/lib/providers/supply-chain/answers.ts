import type { Observation } from '../../model/observation.ts';
import type { InputProblem } from './instance-input.ts';

/** AWS Supply Chain could not be asked, or did not answer as itself. */
export class SupplyChainUnavailable extends Error {
  override readonly name = 'SupplyChainUnavailable';
  constructor(operation: string, cause: unknown) {
    super(
      `AWS Supply Chain did not answer ${operation} (${nameOf(cause)}): see whether it is there for this account and Region, ` +
        `whether the role allows scn:${operation}, and where AWS_ENDPOINT_URL_SUPPLYCHAIN leads.`,
      { cause },
    );
  }
}

/** The service answered without something that must be known before anything can be said of an instance. */
export class IncompleteAnswer extends Error {
  override readonly name = 'IncompleteAnswer';
  constructor(what: string, member: string) {
    super(
      `AWS Supply Chain answered about ${what} without a usable "${member}": nothing is decided until it answers in full`,
    );
  }
}

/** Several instances go by the name that was typed. Acting on one of them would be a guess. */
export class AmbiguousName extends Error {
  override readonly name = 'AmbiguousName';
  constructor(name: string, instanceIds: readonly string[]) {
    super(`${instanceIds.length} instances are called "${name}": say which by its id (${instanceIds.join(', ')})`);
  }
}

/** The instance is one of another Region than this bot's: here, its absence would say nothing. */
export class OtherRegion extends Error {
  override readonly name = 'OtherRegion';
  constructor(target: string, region: string) {
    super(`${target} is not in ${region}, the only Region this bot asks: run a bot in its Region`);
  }
}

/** What came of one mutating call: the port's `CallResult`, with what a person needs to hear about an instance. */
export type InstanceCallResult =
  /** The service took it. `target` is the instance's ARN, also where too little was answered for an observation. */
  | { readonly result: 'accepted'; readonly target?: string; readonly observation?: Observation }
  /** A certain no: nothing was done. */
  | {
      readonly result: 'refused';
      readonly conflict: boolean;
      readonly error: string;
      /** The service's own words, for the person who asked (assumption A39). Sensitive: never logged. */
      readonly message?: string;
      /** Where the service was not even asked: what to change, member by member. */
      readonly problems?: readonly InputProblem[];
    }
  /** Turned away for its rate: nothing was done. */
  | { readonly result: 'throttled' }
  /** A timeout, a reset, a server's error or an unreadable answer: it may have been done. */
  | { readonly result: 'unknown'; readonly error: string };

const throttles: ReadonlySet<string> = new Set(['ThrottlingException', 'TooManyRequestsException', 'Throttling']);
const conflicts: ReadonlySet<string> = new Set(['ConflictException', 'ResourceNotFoundException']);

/** A 404 counts only where the service itself says that it means the instance: a proxy's must not close an item. */
export function isNotFound(error: unknown): boolean {
  return nameOf(error) === 'ResourceNotFoundException' && !isTypeGuessed(error);
}

export function isThrottle(error: unknown): boolean {
  return throttles.has(nameOf(error)) || statusCodeOf(error) === 429;
}

/** Nobody answers so after having done something. A 408 or a gateway's own code is another matter. */
const statusesOfANo: ReadonlySet<number> = new Set([400, 402, 403, 404, 409]);

/**
 * What a failed mutating call means. Only an answer that says "no" is a no: a timeout, a reset, a server's error, or a
 * gateway's code leave it open whether the call was carried out. Messages are not looked at.
 */
export function classify(error: unknown): Exclude<InstanceCallResult, { result: 'accepted' }> {
  if (isThrottle(error)) return { result: 'throttled' };
  const name = nameOf(error);
  if (!isANo(error)) return { result: 'unknown', error: name };
  const message = error instanceof Error && error.message ? { message: error.message } : {};
  return { result: 'refused', conflict: conflicts.has(name), error: name, ...message };
}

function isANo(error: unknown): boolean {
  const statusCode = statusCodeOf(error) ?? 0;
  if (statusesOfANo.has(statusCode)) return true;
  return statusCode >= 400 && statusCode < 500 && statusCode !== 408 && !isTypeGuessed(error);
}

export function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : 'unknown error';
}

function isTypeGuessed(error: unknown): boolean {
  return error instanceof Error && 'isTypeGuessed' in error && error.isTypeGuessed === true;
}

function statusCodeOf(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null || !('$metadata' in error)) return undefined;
  const metadata: unknown = error.$metadata;
  if (typeof metadata !== 'object' || metadata === null || !('httpStatusCode' in metadata)) return undefined;
  return typeof metadata.httpStatusCode === 'number' ? metadata.httpStatusCode : undefined;
}
