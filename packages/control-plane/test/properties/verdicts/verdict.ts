import type { InputOf } from '../../../src/model/input-types.ts';
import type { Mutation } from '../effects/index.ts';
import type { Model } from '../model.ts';

export const missing = 'ResourceNotFoundException';
export const conflict = 'ConflictException';
/** Refused, because the deployment has ended in the last moment. */
export const ENDED_FIRST = 'ConflictException, it ended first';

/** How a call must be answered; undefined where the documentation leaves it to what else the call says. */
export type Verdict =
  | 'accepted'
  | typeof conflict
  | typeof missing
  | typeof ENDED_FIRST
  | 'AccessDeniedException'
  | 'ValidationException'
  | undefined;

export interface Caller {
  readonly account: string;
  readonly expectedDeploymentId?: string | undefined;
}

export type Verdicts = { readonly [Name in Mutation]?: (model: Model, input: InputOf<Name>, by: Caller) => Verdict };
