import type { ClauseTrace, Decision, RuleAction } from '../model/decision.ts';
import { visibleText } from '../visible-text.ts';
import { describeMoment } from './describe.ts';

/** ✓ speaks for the rule to fire, ✗ against it. */
function symbolOf(trace: ClauseTrace): string {
  if (trace.outcome === 'error') return '!';
  if (trace.outcome === 'notEvaluated') return '·';
  return trace.outcome === (trace.clause !== 'unless') ? '✓' : '✗';
}

/** Writes an action as one phrase: `cancel: stuck for more than 45 minutes`, `notify #deploys @platform`. */
export function describeAction(action: RuleAction): string {
  if (action.type === 'accept') return 'accept';
  if (action.type === 'notify') {
    return ['notify', action.channel, ...action.mention, ...(action.people ?? [])].filter(Boolean).join(' ');
  }
  return `${action.type}: ${action.reason}`;
}

/** Several actions as one phrase. */
export function describeActions(actions: readonly RuleAction[]): string {
  return actions.map(describeAction).join('; ');
}

/**
 * Explains a decision to a person, several lines: rule, mode and verdict, then every clause with the values it saw. Nothing in it
 * adds a line of its own. The text is plain; the caller escapes it for its output.
 */
export function explain(decision: Decision): string {
  return [`${decision.rule} (${decision.mode}): ${outcomeOf(decision)}`, ...decision.trace.flatMap(explainClause)]
    .map(visibleText)
    .join('\n');
}

function outcomeOf(decision: Decision): string {
  if (decision.verdict === 'idle') return 'does not fire';
  if (decision.verdict === 'notMatched') return 'does not match';
  if (decision.verdict === 'waiting') {
    return `is waiting until ${describeMoment(new Date(decision.deadlineAtMs ?? Number.NaN))}`;
  }
  if (decision.verdict === 'error') {
    return `could not be evaluated and does nothing: ${decision.error ?? 'no reason given'}`;
  }
  const asked = describeActions(decision.actions);
  return decision.mode === 'shadow' ? `would fire: ${asked} (shadow mode: takes no action)` : `fired: ${asked}`;
}

function explainClause(trace: ClauseTrace): readonly string[] {
  const lines = [`  ${symbolOf(trace)} ${trace.clause}: ${trace.source.replaceAll(/\s*\n\s*/g, ' ')}`];
  for (const [name, value] of Object.entries(trace.values)) lines.push(`      ${name} = ${value}`);
  if (trace.error !== undefined) lines.push(`      error: ${trace.error}`);
  return lines;
}
