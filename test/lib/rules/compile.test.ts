import { describe, expect, test } from '@jest/globals';
import { Environment } from '@marcbachmann/cel-js';
import * as fc from 'fast-check';
import { compileCondition } from '../../../src/lib/rules/compile/condition.ts';
import { compileRules } from '../../../src/lib/rules/compile/index.ts';
import { decide, RulesDocumentError } from '../../../src/lib/rules/index.ts';
import { cancelRule, deployment, documentOf, START_MS } from './subjects.ts';

describe('compileRules', () => {
  test('carries hash and document along', () => {
    const document = documentOf([cancelRule('true')]);
    expect(compileRules(document)).toMatchObject({ hash: 'hash-of-the-test', document });
  });

  test('a document survives JSON, which is how it gets into the bundle', () => {
    const document = documentOf([cancelRule('deployment.status in lists.some')], { some: ['IN_PROGRESS'] });
    const copy: typeof document = JSON.parse(JSON.stringify(document));
    expect(decide(compileRules(copy), deployment(), START_MS)[0]).toMatchObject({ verdict: 'fired' });
  });

  test('a condition that does not compile is refused with the name of its rule', () => {
    const compile = () => compileRules(documentOf([cancelRule('deployment.status ==', { name: 'broken' })]));
    expect(compile).toThrow(RulesDocumentError);
    expect(compile).toThrow(/"deployment.status ==" of the rule "broken" does not compile: Unexpected token/);
  });
});

/** Random conditions over four booleans, with as many parentheses as anyone could want. */
const condition: fc.Arbitrary<string> = fc.letrec<{ node: string }>((tie) => ({
  node: fc.oneof(
    { depthSize: 'medium', withCrossShrink: true },
    fc.constantFrom('a', 'b', '"x" == "y)"', 'r"(" == "("', '[true][0]', '(c)'),
    fc.tuple(tie('node'), tie('node')).map(([left, right]) => `(${left}) && (${right})`),
    fc.tuple(tie('node'), tie('node')).map(([left, right]) => `(${left} && ${right})`),
    fc.tuple(tie('node'), tie('node')).map(([left, right]) => `((${left}) || ${right})`),
    tie('node').map((inner) => `!(${inner})`),
    fc.tuple(tie('node'), tie('node')).map(([left, right]) => `(((${left}))) == (${right})`),
  ),
})).node;

const environment = new Environment()
  .registerVariable('a', 'bool')
  .registerVariable('b', 'bool')
  .registerVariable('c', 'bool');

test('the clauses of a condition, each on its own, mean the same as the whole', () => {
  fc.assert(
    fc.property(condition, fc.record({ a: fc.boolean(), b: fc.boolean(), c: fc.boolean() }), (source, values) => {
      const clauses = compileCondition(environment, 'when', source);
      const answers: unknown[] = clauses.map(({ evaluate }) => evaluate(values));
      expect(answers.every((answer) => answer === true)).toBe(environment.evaluate(source, values));
    }),
    { numRuns: 500 },
  );
});

test.each([
  ['a && b && c', ['a', 'b', 'c']],
  [' (a) && ((b && (c == (a == b))))', ['a', 'b', 'c == (a == b)']],
  ['(a) == (b) && c', ['(a) == (b)', 'c']],
  ['a || b && c', ['a || b && c']],
  ['( // why\n a) == b && c', ['( // why\n a) == b && c']],
])('%j has the clauses %j', (source, expected) => {
  expect(compileCondition(environment, 'when', source).map((clause) => clause.source)).toEqual(expected);
});
