import type { ParseResult } from '@marcbachmann/cel-js';
import type { ClauseTrace } from '../model/decision.ts';
import { boundaryMs, type TimeComparison } from './deadline.ts';
import { describeDuration, describeMoment, describeValue } from './describe.ts';
import { errorSummary } from './errors.ts';
import { pathOf, referencesOf } from './expression.ts';
import { type Fact, type Facts, isKnownMoment } from './variables.ts';

/** A side of a time comparison that is worth showing: `now - deployment.startedAt`. */
export interface Side {
  readonly source: string;
  readonly evaluate: ParseResult;
}

/** One condition, ready to run: `unless`, or one conjunct of `when`. */
export interface Clause {
  readonly label: 'when' | 'unless';
  readonly source: string;
  readonly evaluate: ParseResult;
  readonly references: readonly string[];
  readonly time?: { readonly comparison: TimeComparison; readonly larger: Side; readonly smaller: Side };
}

/** Evaluates a condition. Never throws: a failure is the outcome `error`. */
export function evaluateClause(clause: Clause, facts: Facts): ClauseTrace {
  const unknown = clause.references.find((path) => {
    const value = factAt(facts, path);
    return value instanceof Date && !isKnownMoment(value);
  });
  if (unknown !== undefined) return traceOf(clause, facts, { outcome: 'error', error: `${unknown} is not known` });
  try {
    const outcome: unknown = clause.evaluate(facts);
    if (typeof outcome === 'boolean') return traceOf(clause, facts, { outcome });
    return traceOf(clause, facts, { outcome: 'error', error: `is a ${typeof outcome}, not true or false` });
  } catch (error) {
    return traceOf(clause, facts, { outcome: 'error', error: errorSummary(error) });
  }
}

/** The values are computed only when they are read. Most decisions are the same as before, and then nobody reads them. */
function traceOf(clause: Clause, facts: Facts, came: Pick<ClauseTrace, 'outcome' | 'error'>): ClauseTrace {
  return {
    clause: clause.label,
    source: clause.source,
    get values() {
      return valuesSeen(clause, facts);
    },
    ...came,
  };
}

/** The trace of a condition that was not needed. */
export function skippedClause(clause: Clause): ClauseTrace {
  return { clause: clause.label, source: clause.source, outcome: 'notEvaluated', values: {} };
}

/**
 * The first millisecond at which a time comparison is true; undefined if the condition is no time comparison or cannot be
 * evaluated.
 */
export function clauseBoundaryMs(clause: Clause, facts: Facts): number | undefined {
  if (clause.time === undefined) return undefined;
  const { comparison, larger, smaller } = clause.time;
  try {
    const boundary = boundaryMs(
      comparison,
      Number(larger.evaluate(facts)),
      Number(smaller.evaluate(facts)),
      facts.now.getTime(),
    );
    return Number.isSafeInteger(boundary) ? boundary : undefined;
  } catch {
    return undefined;
  }
}

function factAt(facts: Facts, path: string): Fact | readonly string[] | undefined {
  const [root, member] = path.split('.', 2);
  if (root === 'now') return facts.now;
  if (member === undefined) return undefined;
  if (root === 'lists') return facts.lists[member];
  return root === 'deployment' || root === 'connection' ? facts[root]?.[member] : undefined;
}

function valuesSeen(clause: Clause, facts: Facts): Readonly<Record<string, string>> {
  const values: Record<string, string> = {};
  for (const path of clause.references) {
    const value = factAt(facts, path);
    if (value !== undefined) values[path] = describeValue(value);
  }
  return clause.time === undefined ? values : { ...values, ...sidesSeen(clause.time, facts) };
}

/** What a time comparison compared: `now - deployment.startedAt` → `46m`. Says more than two times do. */
function sidesSeen(time: NonNullable<Clause['time']>, facts: Facts): Readonly<Record<string, string>> {
  const seen: Record<string, string> = {};
  const { comparison, larger, smaller } = time;
  for (const [side, node] of [
    [larger, comparison.larger],
    [smaller, comparison.smaller],
  ] as const) {
    if (pathOf(node) !== undefined || referencesOf(node).length === 0) continue;
    try {
      const value: unknown = side.evaluate(facts);
      seen[side.source] = value instanceof Date ? describeMoment(value) : describeDuration(Number(value));
    } catch {
      // The condition as a whole reports the error.
    }
  }
  return seen;
}
