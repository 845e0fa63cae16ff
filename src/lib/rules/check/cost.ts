import type { ASTNode } from '@marcbachmann/cel-js';
import { childrenOf } from '../expression.ts';
import type { ExpressionProblem } from './expression-scope.ts';

/**
 * What a decision may cost, in steps: one step is the evaluation of one part of a condition, about a ten-thousandth of a millisecond.
 * So all conditions of a file take about ten milliseconds at most, whatever they are evaluated on.
 */
export const COST_LIMITS = { condition: 20_000, file: 100_000 } as const;

/** Looking through a list is faster than evaluating a condition for each entry: measured, sixteen entries are one step. */
const ENTRIES_PER_STEP = 16;
/** More tags than AWS allows on one resource (50): https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html */
const LABELS = 100;

const MACROS = new Set(['exists', 'exists_one', 'all']);

/** The number of entries of each list in the file. */
export type ListSizes = Readonly<Record<string, number>>;

/** The most steps that a condition can take: every part counts once, and what stands within a macro once for each entry. */
export function costOf(node: ASTNode, lists: ListSizes): number {
  const below = (nodes: readonly ASTNode[]) => nodes.reduce((sum, child) => sum + costOf(child, lists), 0);
  if (node.op === 'rcall' && MACROS.has(node.args[0])) {
    const [, list, inner] = node.args;
    return 1 + costOf(list, lists) + Math.max(1, sizeOf(list, lists)) * (1 + below(inner));
  }
  return 1 + below(childrenOf(node)) + lookedThrough(node, lists) / ENTRIES_PER_STEP;
}

/** The entries that an operator compares or copies. */
function lookedThrough(node: ASTNode, lists: ListSizes): number {
  if (node.op === 'in') return sizeOf(node.args[1], lists);
  if (node.op === '+' || node.op === '==' || node.op === '!=') {
    return node.args.reduce((sum, side) => sum + sizeOf(side, lists), 0);
  }
  return 0;
}

/** How many entries a part can have; 0 for what is neither a list nor a map. */
function sizeOf(node: ASTNode, lists: ListSizes): number {
  if (node.op === 'list' || node.op === 'map') return node.args.length;
  if (node.op === '.' && node.args[0].op === 'id') {
    const [{ args: object }, member] = node.args;
    if (object === 'lists') return lists[member] ?? 0;
    return member === 'labels' ? LABELS : 0;
  }
  if (node.op === '[]') {
    const [object, key] = node.args;
    return object.op === 'id' && object.args === 'lists' && key.op === 'value' ? (lists[String(key.args)] ?? 0) : 0;
  }
  if (node.op === '?:') return Math.max(...node.args.slice(1).map((side) => sizeOf(side, lists)));
  if (node.op === '+') return node.args.reduce((sum, side) => sum + sizeOf(side, lists), 0);
  return 0;
}

/** Refuses a condition that costs too much, at its most expensive part. */
export function problemsOfCost(ast: ASTNode, lists: ListSizes): readonly ExpressionProblem[] {
  const steps = costOf(ast, lists);
  if (steps <= COST_LIMITS.condition) return [];
  const message = `the condition takes up to ${shown(steps)} steps for each decision; at most ${shown(COST_LIMITS.condition)} are allowed. Shorten the list, or write less for each of its entries: "x in list" is cheap`;
  return [{ offset: mostExpensive(ast, lists).start, message }];
}

/** What is said where all conditions of a file together cost too much. */
export function fileCostMessage(steps: number): string {
  return `the conditions up to this rule take up to ${shown(steps)} steps for each decision; at most ${shown(COST_LIMITS.file)} are allowed for a file. Shorten the lists that conditions go through, or write less for each of their entries`;
}

/** Goes down as long as one part below has nearly all of the cost. */
function mostExpensive(node: ASTNode, lists: ListSizes): ASTNode {
  const cost = costOf(node, lists);
  const child = childrenOf(node).find((below) => costOf(below, lists) > cost / 2);
  return child === undefined ? node : mostExpensive(child, lists);
}

function shown(steps: number): string {
  return Math.ceil(steps).toLocaleString('en');
}
