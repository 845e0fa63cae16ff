import type { InputOf, OperationName } from '../../../src/model/input-types.ts';
import type { Model } from '../model.ts';

/** Operations that change something. */
export type Mutation = Exclude<OperationName, `Get${string}` | `List${string}`>;

export interface Acceptance {
  readonly account: string;
  readonly nowMs: number;
  readonly output: Readonly<Record<string, unknown>>;
  /** For what neither answer nor event tells. */
  read(operation: string, input: object): Readonly<Record<string, unknown>>;
}

/** What an operation that was accepted changes at once; its events, which come after it, change the rest. */
export type Effects<Operation extends Mutation = Mutation> = {
  readonly [Name in Operation]?: (model: Model, input: InputOf<Name>, by: Acceptance) => void;
};

/** Tags that come with a create: later ones win over earlier ones of the same key. */
export function setTags(
  model: Model,
  arn: string,
  ...tags: readonly (Iterable<readonly [string, string]> | undefined)[]
): void {
  const all = new Map(tags.flatMap((some) => [...(some ?? [])]));
  if (all.size > 0) model.tags.set(arn, all);
}

type Tags = readonly { readonly key: string; readonly value: string }[];

export function pairs(tags: Tags | undefined): [string, string][] {
  return (tags ?? []).map(({ key, value }) => [key, value]);
}
