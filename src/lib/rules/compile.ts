import type { Environment } from '@marcbachmann/cel-js';
import type { ClauseTrace } from '../model/decision.ts';
import { type Clause, compileCondition } from './clause.ts';
import type { RuleDocument, RuleSubject, RulesDocument } from './document.ts';
import { RulesDocumentError } from './errors.ts';
import { environmentFor } from './variables.ts';

/** A rule with its conditions compiled. */
export interface CompiledRule {
  readonly document: RuleDocument;
  readonly when: readonly Clause[];
  readonly unless: readonly Clause[];
  /** Its trace for a subject of the other kind: always the same, so it is made once. */
  readonly otherSubjectTrace: readonly ClauseTrace[];
}

/** Rules, ready to decide. */
export interface Rules {
  /** Hash of the document's content: the version that decided. */
  readonly hash: string;
  readonly document: RulesDocument;
  /** In file order, without those that are off. */
  readonly compiled: readonly CompiledRule[];
}

/**
 * Compiles a checked document. Done once per process; afterwards `decide` only evaluates.
 *
 * @throws RulesDocumentError if a condition does not compile, which a document from `checkRules` never does.
 */
export function compileRules(document: RulesDocument): Rules {
  const environments: Record<RuleSubject, Environment> = {
    deployment: environmentFor('deployment', document.lists),
    connection: environmentFor('connection', document.lists),
  };
  return {
    hash: document.hash,
    document,
    compiled: document.rules
      .filter((rule) => rule.mode !== 'off')
      .map((rule) => compileRule(rule, environments[rule.on])),
  };
}

function compileRule(rule: RuleDocument, environment: Environment): CompiledRule {
  const compile = (label: Clause['label'], source: string): readonly Clause[] => {
    try {
      return compileCondition(environment, label, source);
    } catch (error) {
      throw new RulesDocumentError(rule.name, source, error);
    }
  };
  return {
    document: rule,
    when: compile('when', rule.when),
    unless: rule.unless === undefined ? [] : compile('unless', rule.unless),
    otherSubjectTrace: [{ clause: 'on', source: rule.on, outcome: false, values: {} }],
  };
}

/**
 * True if the answer of some rule about this kind of subject can change by time alone in a way that gives no
 * deadline (`now.getHours() < 18`): then only deciding again, at each sweep, notices.
 */
export function needsRepeatedDecisions(rules: Rules, on: RuleSubject): boolean {
  return rules.compiled.some(
    (rule) =>
      rule.document.on === on &&
      [...rule.when, ...rule.unless].some((clause) => clause.readsNow && clause.time === undefined),
  );
}
