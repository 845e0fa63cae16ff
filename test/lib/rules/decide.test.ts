import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import type { Decision } from '../../../src/lib/model/decision.ts';
import type { Subject } from '../../../src/lib/model/subject.ts';
import { compileRules } from '../../../src/lib/rules/compile/index.ts';
import { decide, type RuleDocument, type RulesDocument } from '../../../src/lib/rules/index.ts';
import { anyMoment, anySubject, cancelRule, connection, deployment, documentOf, START_MS } from './subjects.ts';

const MINUTE_MS = 60_000;

function decideOne(
  rule: RuleDocument,
  subject: Subject,
  nowMs = START_MS,
  lists: RulesDocument['lists'] = {},
): Decision {
  const [decision] = decide(compileRules(documentOf([rule], lists)), subject, nowMs);
  if (decision === undefined) throw new Error('no decision');
  return decision;
}

function outcomes(decision: Decision): readonly string[] {
  return decision.trace.map(({ clause, outcome }) => `${clause} ${outcome}`);
}

describe('the verdict', () => {
  test('fired: everything holds, and the rule asks for its actions', () => {
    const rule = cancelRule('deployment.status == "IN_PROGRESS"', { match: { environment: ['prod*'] } });
    const decision = decideOne(rule, deployment());
    expect(decision).toMatchObject({ rule: 'cancel', mode: 'enforce', verdict: 'fired' });
    expect(decision.actions).toEqual([{ type: 'cancel', reason: 'stuck' }]);
    expect(outcomes(decision)).toEqual(['match.environment true', 'when true']);
  });

  test('notMatched: the conditions are not evaluated, the whole match is', () => {
    const rule = cancelRule('1 / 0 == 1', {
      match: { environment: ['dev'], service: ['orders'] },
      unless: 'deployment.held',
    });
    const decision = decideOne(rule, deployment());
    expect(decision).toMatchObject({ verdict: 'notMatched', actions: [] });
    expect(outcomes(decision)).toEqual([
      'match.environment false',
      'match.service true',
      'when notEvaluated',
      'unless notEvaluated',
    ]);
  });

  test('notMatched: a rule about the other kind of subject', () => {
    const decision = decideOne(cancelRule('true'), connection());
    expect(decision).toMatchObject({
      verdict: 'notMatched',
      trace: [{ clause: 'on', source: 'deployment', outcome: false }],
    });
  });

  test('idle: a condition says no, and the rest is still shown', () => {
    const decision = decideOne(cancelRule('deployment.status == "FAILED" && !deployment.held'), deployment());
    expect(decision).toMatchObject({ verdict: 'idle', actions: [] });
    expect(outcomes(decision)).toEqual(['when false', 'when true']);
  });

  test('idle: unless holds, even while time is missing', () => {
    const rule = cancelRule('now - deployment.startedAt > duration("45m")', { unless: 'deployment.held' });
    const rules = compileRules(documentOf([rule]));
    for (const nowMs of [START_MS, START_MS + 60 * MINUTE_MS]) {
      const held = decide(rules, deployment(), nowMs, { held: true, modeOf: ({ mode }) => mode });
      expect(held).toMatchObject([{ verdict: 'idle' }]);
    }
  });

  test('error: a condition cannot be evaluated, and the rule does nothing (I6)', () => {
    const rule = cancelRule('deployment.name.substring(100) == "" && deployment.status == "IN_PROGRESS"');
    const decision = decideOne(rule, deployment());
    expect(decision).toMatchObject({ verdict: 'error', actions: [] });
    expect(decision.error).toContain('substring');
    expect(decision.trace[0]).toMatchObject({ outcome: 'error', error: expect.stringContaining('index') });
  });

  test('error: unless cannot be evaluated', () => {
    const decision = decideOne(cancelRule('true', { unless: 'deployment.name.substring(100) == ""' }), deployment());
    expect(decision).toMatchObject({ verdict: 'error', actions: [] });
  });

  test('error at once, not only when the time has come', () => {
    const rule = cancelRule('now - deployment.startedAt > duration("45m") && deployment.name.substring(100) == ""');
    expect(decideOne(rule, deployment())).toMatchObject({ verdict: 'error' });
  });

  test('a condition that is false absorbs the error of another, as && does in CEL', () => {
    const rule = cancelRule('deployment.name.substring(100) == "" && deployment.status == "FAILED"');
    expect(decideOne(rule, deployment())).toMatchObject({ verdict: 'idle' });
  });

  test.each([0, -5, Number.NaN, Number.POSITIVE_INFINITY])(
    'error: a start at %p is a missing value, not a very old deployment',
    (startedAtMs) => {
      const rule = cancelRule('now - deployment.startedAt > duration("45m")');
      expect(decideOne(rule, deployment({ startedAtMs }))).toMatchObject({
        verdict: 'error',
        error: expect.stringContaining('deployment.startedAt is not known'),
      });
    },
  );

  test('a start that nobody asks about may be missing', () => {
    const rule = cancelRule('deployment.status == "IN_PROGRESS"');
    expect(decideOne(rule, deployment({ startedAtMs: 0 }))).toMatchObject({ verdict: 'fired' });
  });
});

describe('which rules decide', () => {
  test('the mode that people have set counts; a rule that they have switched off decides nothing', () => {
    const rules = compileRules(documentOf([cancelRule('true', { name: 'one' }), cancelRule('true', { name: 'two' })]));
    const modeOf = ({ name }: RuleDocument) => (name === 'one' ? 'approve' : 'off');
    expect(decide(rules, deployment(), START_MS, { held: false, modeOf })).toMatchObject([
      { rule: 'one', mode: 'approve', verdict: 'fired' },
    ]);
  });

  test('all that are not off, in file order', () => {
    const rules = [
      cancelRule('true', { name: 'third', mode: 'shadow' }),
      cancelRule('true', { name: 'second', mode: 'off' }),
      cancelRule('true', { name: 'first' }),
    ];
    const decisions = decide(compileRules(documentOf(rules)), deployment(), START_MS);
    expect(decisions.map(({ rule, mode }) => `${rule} ${mode}`)).toEqual(['third shadow', 'first enforce']);
  });

  test('a connection from a listed account', () => {
    const rule: RuleDocument = {
      name: 'accept-known-accounts',
      on: 'connection',
      match: { account: ['1111*'] },
      when: 'connection.status == "PENDING" && connection.environmentAccountId in lists.trustedAccounts',
      actions: [{ type: 'accept' }],
      mode: 'enforce',
      hash: 'hash-of-the-rule',
    };
    const lists = { trustedAccounts: ['111122223333'] };
    expect(decideOne(rule, connection(), START_MS, lists)).toMatchObject({
      verdict: 'fired',
      actions: [{ type: 'accept' }],
    });
    expect(decideOne(rule, connection({ environmentAccountId: '999988887777' }), START_MS, lists)).toMatchObject({
      verdict: 'notMatched',
    });
    expect(decideOne({ ...rule, match: {} }, connection({ environmentAccountId: '9' }), START_MS, lists)).toMatchObject(
      {
        verdict: 'idle',
      },
    );
  });
});

describe('the trace', () => {
  test('shows each value by the name the rule uses', () => {
    const rule = cancelRule('deployment.status == "IN_PROGRESS" && now - deployment.startedAt > duration("45m")');
    const { trace } = decideOne(rule, deployment(), START_MS + 46 * MINUTE_MS + 3000);
    expect(trace.map(({ values }) => values)).toEqual([
      { 'deployment.status': '"IN_PROGRESS"' },
      {
        now: '2026-01-15T10:46:03.000Z',
        'deployment.startedAt': '2026-01-15T10:00:00.000Z',
        'now - deployment.startedAt': '46m 3s',
      },
    ]);
  });

  test('shows each clause as it stands in the file', () => {
    const { trace } = decideOne(cancelRule('deployment.held   ||  true && (1 < 2)'), deployment());
    expect(trace.map(({ source }) => source)).toEqual(['deployment.held   ||  true && (1 < 2)']);
    const split = decideOne(cancelRule("(deployment.name)=='x'&&(deployment.held||true)"), deployment());
    expect(split.trace.map(({ source }) => source)).toEqual(["(deployment.name)=='x'", 'deployment.held||true']);
  });

  test('cuts what is long', () => {
    const accounts = Array.from({ length: 300 }, (_, index) => String(index));
    const rule = cancelRule('deployment.status in lists.many');
    const { trace } = decideOne(rule, deployment({ status: 'S'.repeat(9000) }), START_MS, { many: accounts });
    expect(trace[0]?.values['lists.many']).toMatch(/"9", … 300 in all\]$/);
    expect(trace[0]?.values['deployment.status']).toMatch(/^"S{200}"… \(9000 characters\)$/);
  });
});

describe('for every subject and moment', () => {
  const rules = compileRules(
    documentOf(
      [
        cancelRule('deployment.status == "IN_PROGRESS" && now - deployment.startedAt > duration("45m")', {
          match: { environment: ['prod*'], kind: ['service*', 'environment'] },
          unless: 'deployment.held',
        }),
        cancelRule('now.getHours("Europe/Paris") > 9 && deployment.name.substring(3) != ""', { name: 'fragile' }),
        cancelRule('deployment.startedAt + duration("1h") <= now', { name: 'turned', mode: 'shadow' }),
        cancelRule('int(deployment.templateVersion) > 2', { name: 'convert' }),
        {
          name: 'accept',
          on: 'connection',
          match: {},
          when: 'connection.environmentAccountId in lists.trusted && now - connection.requestedAt >= duration("1s")',
          actions: [{ type: 'accept' }],
          mode: 'enforce',
          hash: 'hash-of-the-rule',
        },
      ],
      { trusted: ['111122223333'] },
    ),
  );

  test('decide never throws, answers once per rule, repeats itself, and asks for actions only when fired', () => {
    fc.assert(
      fc.property(anySubject, anyMoment, (subject, nowMs) => {
        const decisions = decide(rules, subject, nowMs);
        expect(decisions.map(({ rule }) => rule)).toEqual(['cancel', 'fragile', 'turned', 'convert', 'accept']);
        expect(decide(rules, subject, nowMs)).toEqual(decisions);
        for (const { verdict, actions, error, deadlineAtMs, trace } of decisions) {
          expect(actions.length > 0).toBe(verdict === 'fired');
          expect(error !== undefined).toBe(verdict === 'error');
          expect(deadlineAtMs !== undefined).toBe(verdict === 'waiting');
          expect(trace.length).toBeGreaterThan(0);
          if (verdict === 'fired') expect(trace.every(({ outcome }) => typeof outcome === 'boolean')).toBe(true);
        }
      }),
      { numRuns: 500 },
    );
  });

  test('decide survives facts that the types rule out', () => {
    const broken: Subject = JSON.parse('{ "on": "deployment" }');
    for (const { verdict, actions } of decide(rules, broken, START_MS).slice(0, 4)) {
      expect({ verdict, actions }).toEqual({ verdict: 'error', actions: [] });
    }
  });
});
