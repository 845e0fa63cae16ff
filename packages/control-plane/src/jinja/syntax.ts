/** The syntax of a template. Offsets are those of the text; every node has one, for what goes wrong there. */

interface Node {
  readonly offset: number;
}

export type Expression = Node &
  (
    | { readonly type: 'constant'; readonly value: null | boolean | bigint | number | string }
    | { readonly type: 'name'; readonly name: string }
    | { readonly type: 'list' | 'tuple' | 'concatenation'; readonly items: readonly Expression[] }
    | { readonly type: 'mapping'; readonly entries: readonly (readonly [Expression, Expression])[] }
    | { readonly type: 'attribute'; readonly of: Expression; readonly name: string }
    | { readonly type: 'item'; readonly of: Expression; readonly key: Expression }
    | {
        readonly type: 'slice';
        readonly of: Expression;
        /** Start, end and step. */
        readonly bounds: readonly (Expression | undefined)[];
      }
    | { readonly type: 'negation' | 'positive' | 'not'; readonly of: Expression }
    | {
        readonly type: 'arithmetic';
        readonly operator: ArithmeticOperator;
        readonly left: Expression;
        readonly right: Expression;
      }
    | {
        readonly type: 'comparison';
        readonly first: Expression;
        readonly others: readonly { readonly operator: ComparisonOperator; readonly value: Expression }[];
      }
    | { readonly type: 'and' | 'or'; readonly left: Expression; readonly right: Expression }
    | {
        readonly type: 'choice';
        readonly test: Expression;
        readonly chosen: Expression;
        readonly otherwise: Expression | undefined;
      }
    | ({ readonly type: 'filter'; readonly of: Expression; readonly name: string } & Arguments)
    | ({ readonly type: 'test'; readonly of: Expression; readonly name: string } & Arguments)
    /** A method of a value, or a function when there is no value. */
    | ({ readonly type: 'call'; readonly of: Expression | undefined; readonly name: string } & Arguments)
  );

export type ArithmeticOperator = '+' | '-' | '*' | '/' | '//' | '%' | '**';
export const COMPARISON_OPERATORS = ['==', '!=', '<', '<=', '>', '>=', 'in', 'not in'] as const;
export type ComparisonOperator = (typeof COMPARISON_OPERATORS)[number];

export interface Arguments {
  readonly positional: readonly Expression[];
  readonly named: readonly (readonly [string, Expression])[];
}

export type Body = readonly Statement[];

/** What a value is assigned to: a name, a member of a namespace, or several names. */
export type Target =
  | { readonly type: 'variable'; readonly name: string; readonly offset: number }
  | { readonly type: 'member'; readonly namespace: string; readonly name: string; readonly offset: number }
  | { readonly type: 'unpacking'; readonly targets: readonly Target[]; readonly offset: number };

export type Statement = Node &
  (
    | { readonly type: 'text'; readonly text: string }
    | { readonly type: 'output'; readonly value: Expression }
    | {
        readonly type: 'if';
        readonly branches: readonly { readonly test: Expression; readonly body: Body }[];
        readonly otherwise: Body;
      }
    | {
        readonly type: 'for';
        readonly target: Target;
        readonly of: Expression;
        readonly test: Expression | undefined;
        readonly body: Body;
        readonly otherwise: Body;
      }
    | { readonly type: 'set'; readonly target: Target; readonly value: Expression }
    /** The rendered body is the value; filters see it first. */
    | {
        readonly type: 'capture';
        readonly target: Target | undefined;
        readonly filters: readonly FilterCall[];
        readonly body: Body;
      }
    | {
        readonly type: 'with';
        readonly assignments: readonly { readonly target: Target; readonly value: Expression }[];
        readonly body: Body;
      }
  );

export type FilterCall = Node & { readonly name: string } & Arguments;
