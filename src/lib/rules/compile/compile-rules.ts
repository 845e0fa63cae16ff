import type { Environment } from '@marcbachmann/cel-js';
import type { Clause } from '../clause.ts';
import type { CompiledRule, Rules } from '../compiled.ts';
import type { RuleDocument, RuleSubject, RulesDocument } from '../document.ts';
import { RulesDocumentError } from '../errors.ts';
import { compileCondition } from './condition.ts';
import { environmentFor } from './environment.ts';

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
