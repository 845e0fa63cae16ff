import { matchSubject } from '../matching/index.ts';
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
  /** The mode that counts for a rule now. */
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
  const view = { subject, held, lists: rules.document.lists };
  return rules.compiled.flatMap((rule): Decision[] => {
    const head = { rule: rule.document.name, mode: modeOf(rule.document) };
    if (head.mode === 'off') return [];
    try {
      return [decideRule(rule, head, view, nowMs)];
    } catch (error) {
      // Facts of a shape that the types rule out. One unreadable subject must not stop the others.
      return [{ ...head, verdict: 'error', actions: [], trace: [], error: errorSummary(error) }];
    }
  });
}

/** What conditions see, but for the time. */
interface View {
  readonly subject: Subject;
  readonly held: boolean;
  readonly lists: RulesDocument['lists'];
}

function decideRule(rule: CompiledRule, head: Pick<Decision, 'rule' | 'mode'>, view: View, nowMs: number): Decision {
  const { subject } = view;
  if (rule.document.on !== subject.on) {
    return { ...head, verdict: 'notMatched', actions: [], trace: rule.otherSubjectTrace };
  }
  const match = matchTrace(rule, subject);
  if (match.some((clause) => clause.outcome === false)) {
    const skipped = [...rule.when, ...rule.unless].map(skippedClause);
    return { ...head, verdict: 'notMatched', actions: [], trace: [...match, ...skipped] };
  }

  const facts = factsOf(subject, view.lists, nowMs, view.held);
  const conditions = evaluateConditions(rule, facts);
  const trace = [...match, ...conditions.traces];
  if (conditions.state === 'holds') return { ...head, verdict: 'fired', actions: rule.document.actions, trace };
  if (conditions.state === 'error') {
    return { ...head, verdict: 'error', actions: [], trace, error: conditions.error };
  }
  if (conditions.state === 'early') {
    const deadlineAtMs = deadlineOf(rule, view, facts);
    if (deadlineAtMs !== undefined) return { ...head, verdict: 'waiting', actions: [], trace, deadlineAtMs };
  }
  return { ...head, verdict: 'idle', actions: [], trace };
}

function matchTrace(rule: CompiledRule, subject: Subject): readonly ClauseTrace[] {
  return matchSubject(rule.document.match, subject).map(({ key, patterns, member, value, matches }) => ({
    clause: `match.${key}`,
    source: JSON.stringify(patterns.length === 1 ? patterns[0] : patterns),
    outcome: matches,
    values: { [member]: describeValue(value) },
  }));
}

type Conditions = { readonly traces: readonly ClauseTrace[] } & (
  | { readonly state: 'holds' | 'early' | 'fails' }
  | { readonly state: 'error'; readonly error: string }
);

/**
 * Evaluates every condition, so that the trace shows all of them, and weighs them as CEL's `&&` does: one that is
 * false settles the matter, even if another cannot be evaluated. A time that has not come yet is not that kind of
 * false: an error beside it is told at once and not only when the time has come.
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

/** The latest boundary of the rule's time comparisons, if the whole rule holds there; else waiting is of no use. */
function deadlineOf(rule: CompiledRule, { subject, held, lists }: View, facts: Facts): number | undefined {
  const boundaries = rule.when.map((clause) => clauseBoundaryMs(clause, facts)).filter((ms) => ms !== undefined);
  const deadlineAtMs = Math.max(...boundaries);
  if (!(deadlineAtMs > facts.now.getTime())) return undefined;
  return evaluateConditions(rule, factsOf(subject, lists, deadlineAtMs, held)).state === 'holds'
    ? deadlineAtMs
    : undefined;
}
