import type { ASTNode, Environment, ParseResult } from '@marcbachmann/cel-js';
import type { Clause, Side } from '../clause.ts';
import { timeComparisonOf } from '../deadline.ts';
import { conjunctsOf, referencesOf, sourceOf } from '../expression.ts';

/**
 * Compiles a condition: into one clause for each conjunct if it is a `when`, else into one.
 * Throws what the CEL parser throws.
 */
export function compileCondition(environment: Environment, label: Clause['label'], source: string): readonly Clause[] {
  const parse = (text: string): ParseResult => environment.parse(text);
  const { ast } = parse(source);
  const parts = label === 'when' ? conjunctsOf(ast).map((node) => ({ node, text: sourceOf(node, parse) })) : [];
  const whole = { node: ast, text: source };
  // If a part cannot be cut out of the text, the condition stays in one piece, with the same meaning.
  const pieces = parts.length < 2 || parts.some(({ text }) => text === undefined) ? [whole] : parts;
  return pieces.map(({ node, text }) => compileClause(parse, label, node, (text ?? source).trim()));
}

function compileClause(
  parse: (text: string) => ParseResult,
  label: Clause['label'],
  node: ASTNode,
  source: string,
): Clause {
  const clause = { label, source, evaluate: parse(source), references: referencesOf(node) };
  const comparison = label === 'when' ? timeComparisonOf(node) : undefined;
  if (comparison === undefined) return clause;
  const larger = sourceOf(comparison.larger, parse);
  const smaller = sourceOf(comparison.smaller, parse);
  if (larger === undefined || smaller === undefined) return clause;
  const side = (text: string): Side => ({ source: text, evaluate: parse(text) });
  return { ...clause, time: { comparison, larger: side(larger), smaller: side(smaller) } };
}
