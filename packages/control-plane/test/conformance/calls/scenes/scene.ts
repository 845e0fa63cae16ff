import type { World } from '../../../support/world.ts';
import type { ErrorName } from '../../model/model.ts';
import type { WorldIds } from './world.ts';

export type Input = Readonly<Record<string, unknown>>;
/** An input, or one that names ids which only the built world knows. */
export type InputSource = Input | ((ids: WorldIds) => Input);

/** What happens before a call, on top of the world as it is built. */
export type Given = (world: World, ids: WorldIds) => void;

/** A call that succeeds. */
export interface ValidCall {
  readonly given?: Given;
  readonly input: InputSource;
  /** The calling account; the management account by default. */
  readonly caller?: string;
}

/** A situation in which a call is refused. */
export interface Refusal {
  readonly given?: Given;
  /** What differs from the input of the valid call. */
  readonly input?: InputSource;
  readonly caller?: string;
  /** With every quota used up. */
  readonly withoutRoom?: boolean;
}

/** How one operation is called: with success, and into every error that its API declares and that can happen. */
export interface Scene extends ValidCall {
  /** More calls that succeed, whose answers hold what the first one's does not. */
  readonly also?: readonly ValidCall[];
  /**
   * By error. ValidationException is left out, being provoked from the model; so are ThrottlingException and
   * InternalServerException, which only the failure endpoint gives.
   */
  readonly errors: Readonly<Record<ErrorName, Refusal>>;
}

/** Scenes by operation. */
export type Scenes = Readonly<Record<string, Scene>>;

export const NOT_FOUND = 'ResourceNotFoundException';
export const CONFLICT = 'ConflictException';
export const QUOTA = 'ServiceQuotaExceededException';
export const DENIED = 'AccessDeniedException';

/** Used up by the world as it is; the valid call would be one too many. */
export const NO_ROOM: Refusal = { withoutRoom: true };
