import type { OperationName } from '../../src/model/input-types.ts';

/** Number of an assumption: a decision of this project where AWS has published nothing (docs/control-plane.md). */
export type Assumption = `A${number}`;

/** What the control plane makes of an operation. */
export interface OperationEntry {
  readonly modelled: string;
  readonly assumptions: readonly Assumption[];
}

/** Operations of one kind, in the order of a resource's life. */
export type OperationFamily = Partial<Record<OperationName, OperationEntry>>;

/** Shorthand for an entry of the tables beside this file. */
export function entry(modelled: string, ...assumptions: readonly Assumption[]): OperationEntry {
  return { modelled, assumptions };
}
