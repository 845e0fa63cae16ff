import { type MatchResult, matchSubject } from '../matching/index.ts';
import type { ClauseTrace, Decision, RuleMode } from '../model/decision.ts';
import type { Subject } from '../model/subject.ts';
import { type Clause, clauseBoundaryMs, evaluateClause, skippedClause } from './clause.ts';
import type { CompiledRule, Rules } from './compiled.ts';
import { describeValue } from './describe.ts';
import type { RuleDocument, RulesDocument } from './document.ts';
import { errorSummary } from './errors.ts';
import { type Facts, factsOf } from './variables.ts';

/** What people have changed about a subject and about rules; see `model/controls.ts`. */
export interface DecideControls {
  /** Whether the subject is on hold: conditions see it as `deployment.held`. */
  readonly held: boolean;
  /** The current mode of a rule. */
  readonly modeOf: (rule: RuleDocument) => RuleMode;
}

const fileModes: DecideControls = { held: false, modeOf: ({ mode }) => mode };

/**
 * Decides: one decision for each rule that is not off, in file order, each with the trace of all its clauses.
 *
 * Pure: the same rules, subject, moment and controls always give the same answer, and nothing is changed anywhere.
 * Never throws; a clause that cannot be evaluated makes the verdict `error`, and such a rule never acts (invariant I6).
 */
export function decide(
  rules: Rules,
  subject: Subject,
  nowMs: number,
  { held, modeOf }: DecideControls = fileModes,
): readonly Decision[] {
  const view = viewOf(subject, held, rules.document.lists, nowMs);
  return rules.compiled.flatMap((rule): Decision[] => {
    const head = { rule: rule.document.name, mode: modeOf(rule.document) };
    if (head.mode === 'off') return [];
    try {
      return [decideRule(rule, head, view)];
    } catch (error) {
      // Facts of a form that the types exclude. One unreadable subject must not stop the others.
      return [{ ...head, verdict: 'error', actions: [], trace: [], error: errorSummary(error) }];
    }
  });
}

/** What conditions see. */
interface View {
  readonly subject: Subject;
  readonly factsAt: (nowMs: number) => Facts;
  /** Created for the first rule that matches the subject, and used for all others. */
  readonly factsNow: () => Facts;
}

function viewOf(subject: Subject, held: boolean, lists: RulesDocument['lists'], nowMs: number): View {
  const factsAt = (atMs: number) => factsOf(subject, lists, atMs, held);
  let facts: Facts | undefined;
  return { subject, factsAt, factsNow: () => (facts ??= factsAt(nowMs)) };
}

function decideRule(rule: CompiledRule, head: Pick<Decision, 'rule' | 'mode'>, view: View): Decision {
  const { subject } = view;
  if (rule.document.on !== subject.on) {
    return { ...head, verdict: 'notMatched', actions: [], trace: rule.otherSubjectTrace };
  }
  const match = matchSubject(rule.document.match, subject);
  if (match.some(({ matches }) => !matches)) {
    return withTrace({ ...head, verdict: 'notMatched', actions: [] }, () => [
      ...match.map(matchTrace),
      ...[...rule.when, ...rule.unless].map(skippedClause),
    ]);
  }

  const facts = view.factsNow();
  const conditions = evaluateConditions(rule, facts);
  const trace = () => [...match.map(matchTrace), ...conditions.traces];
  if (conditions.state === 'holds') {
    return withTrace({ ...head, verdict: 'fired', actions: rule.document.actions }, trace);
  }
  if (conditions.state === 'error') {
    return withTrace({ ...head, verdict: 'error', actions: [], error: conditions.error }, trace);
  }
  if (conditions.state === 'early') {
    const deadlineAtMs = deadlineOf(rule, view, facts);
    if (deadlineAtMs !== undefined) {
      const planned = rule.document.actions;
      return withTrace({ ...head, verdict: 'waiting', actions: [], planned, deadlineAtMs }, trace);
    }
  }
  return withTrace({ ...head, verdict: 'idle', actions: [] }, trace);
}

/** The trace is created only when it is read. Most decisions are the same as before, and then nobody reads it. */
function withTrace(decision: Omit<Decision, 'trace'>, makeTrace: () => readonly ClauseTrace[]): Decision {
  return {
    ...decision,
    get trace() {
      return makeTrace();
    },
  };
}

function matchTrace({ key, patterns, member, value, matches }: MatchResult): ClauseTrace {
  return {
    clause: `match.${key}`,
    source: JSON.stringify(patterns.length === 1 ? patterns[0] : patterns),
    outcome: matches,
    values: { [member]: describeValue(value) },
  };
}

type Conditions = { readonly traces: readonly ClauseTrace[] } & (
  | { readonly state: 'holds' | 'early' | 'fails' }
  | { readonly state: 'error'; readonly error: string }
);

/**
 * Evaluates every condition, so that the trace shows all of them, and combines them as CEL's `&&` does: if one is false, the
 * result is false, even if another cannot be evaluated. A time that has not come yet does not count as false here. So an error in
 * another condition is reported at once, not only when the time has come.
 */
function evaluateConditions(rule: CompiledRule, facts: Facts): Conditions {
  const clauses = [...rule.when, ...rule.unless];
  const traces = clauses.map((clause) => evaluateClause(clause, facts));
  const verdicts = clauses.map((clause, index) => stateOf(clause, traces[index]?.outcome));
  if (verdicts.includes('fails')) return { state: 'fails', traces };
  const failed = verdicts.indexOf('error');
  if (failed >= 0) {
    const trace = traces[failed];
    return { state: 'error', traces, error: `${trace?.clause}: ${trace?.source}: ${trace?.error}` };
  }
  return { state: verdicts.includes('early') ? 'early' : 'holds', traces };
}

function stateOf(clause: Clause, outcome: ClauseTrace['outcome'] | undefined): Conditions['state'] {
  if (outcome !== true && outcome !== false) return 'error';
  if (clause.label === 'unless') return outcome ? 'fails' : 'holds';
  if (outcome) return 'holds';
  return clause.time === undefined ? 'fails' : 'early';
}

/** The latest boundary of the rule's time comparisons, if the whole rule is true then; otherwise waiting does not help. */
function deadlineOf(rule: CompiledRule, { factsAt }: View, facts: Facts): number | undefined {
  const boundaries = rule.when.map((clause) => clauseBoundaryMs(clause, facts)).filter((ms) => ms !== undefined);
  const deadlineAtMs = Math.max(...boundaries);
  if (!(deadlineAtMs > facts.now.getTime())) return undefined;
  return evaluateConditions(rule, factsAt(deadlineAtMs)).state === 'holds' ? deadlineAtMs : undefined;
}
