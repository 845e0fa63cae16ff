import type { Environment } from '@marcbachmann/cel-js';
import type { RuleSubject } from '../document.ts';

/** Something wrong within an expression. */
export interface ExpressionProblem {
  /** Offset in the expression. */
  readonly offset: number;
  readonly message: string;
}

/** The names that an expression may use. */
export interface ExpressionScope {
  readonly environment: Environment;
  readonly on: RuleSubject;
  readonly lists: readonly string[];
  /** How many entries each list has. */
  readonly sizes: Readonly<Record<string, number>>;
  /** Every kind of target that there is. */
  readonly kinds: readonly string[];
}
