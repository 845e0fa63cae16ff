import type { ASTNode } from '@marcbachmann/cel-js';
import { childrenOf } from './expression.ts';

/**
 * A condition that becomes true by waiting: `now - deployment.startedAt > duration("45m")`,
 * `now >= deployment.startedAt + duration("45m")`, or either written the other way round.
 */
export interface TimeComparison {
  /** The side that must become larger: its difference to `smaller` grows with `now`. */
  readonly larger: ASTNode;
  readonly smaller: ASTNode;
  /** `>` rather than `>=`: the boundary itself is too early. */
  readonly strict: boolean;
}

/** How `now` appears in a sum: 1 added, -1 subtracted, 0 not at all, NaN in any other way. */
function weightOfNow(node: ASTNode): number {
  if (node.op === 'id') return node.args === 'now' ? 1 : 0;
  if (node.op === '+') return weightOfNow(node.args[0]) + weightOfNow(node.args[1]);
  if (node.op === '-') return weightOfNow(node.args[0]) - weightOfNow(node.args[1]);
  return childrenOf(node).every((child) => weightOfNow(child) === 0) ? 0 : Number.NaN;
}

/** Recognises a condition whose boundary in time can be computed; undefined for every other one. */
export function timeComparisonOf(node: ASTNode): TimeComparison | undefined {
  const sides = sidesOf(node);
  if (sides === undefined) return undefined;
  return weightOfNow(sides.larger) - weightOfNow(sides.smaller) === 1 ? sides : undefined;
}

function sidesOf(node: ASTNode): TimeComparison | undefined {
  if (node.op === '>' || node.op === '>=') {
    return { larger: node.args[0], smaller: node.args[1], strict: node.op === '>' };
  }
  if (node.op === '<' || node.op === '<=') {
    return { larger: node.args[1], smaller: node.args[0], strict: node.op === '<' };
  }
  return undefined;
}

/**
 * The first millisecond at which the comparison holds, given both sides' values (in milliseconds) at `nowMs`.
 * Their difference grows by one a millisecond, so one look is enough.
 */
export function boundaryMs(comparison: TimeComparison, largerMs: number, smallerMs: number, nowMs: number): number {
  const missingMs = smallerMs - largerMs;
  return nowMs + (comparison.strict ? Math.floor(missingMs) + 1 : Math.ceil(missingMs));
}
