import type { INPUTS } from './inputs/index.ts';
import type { SHAPES, ShapeName } from './shapes.ts';

/** The operations of the API. */
export type OperationName = keyof typeof INPUTS;

/** TypeScript type of the values of a named shape, read off the constraint table, so the two cannot differ. */
type ValueOf<Name> = Name extends ShapeName ? ValueOfShape<(typeof SHAPES)[Name]> : never;

type ValueOfShape<Shape> = Shape extends { type: 'string'; values: readonly (infer Value)[] }
  ? Value
  : Shape extends { type: 'string' }
    ? string
    : Shape extends { type: 'integer' }
      ? number
      : Shape extends { type: 'boolean' }
        ? boolean
        : Shape extends { type: 'list'; member: infer Member }
          ? ValueOf<Member>[]
          : Shape extends { required: infer Required; optional: infer Optional }
            ? MembersOf<Required, Optional>
            : never;

type MembersOf<Required, Optional> = { readonly [Member in keyof Required]: ValueOf<Required[Member]> } & {
  readonly [Member in keyof Optional]?: ValueOf<Optional[Member]>;
};

/** Input of an operation after validation: its known members, and nothing else. */
export type InputOf<Operation extends OperationName> = MembersOf<
  (typeof INPUTS)[Operation]['required'],
  (typeof INPUTS)[Operation]['optional']
>;
