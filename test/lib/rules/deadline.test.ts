import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { compileRules } from '../../../src/lib/rules/compile/index.ts';
import { decide, type RuleDocument } from '../../../src/lib/rules/index.ts';
import { cancelRule, deployment, documentOf, START_MS } from './subjects.ts';

const MINUTE_MS = 60_000;

function decideAt(rule: RuleDocument, afterMs: number, changes = {}) {
  return decide(compileRules(documentOf([rule])), deployment(changes), START_MS + afterMs)[0];
}

describe('the deadline of a rule that waits', () => {
  test.each([
    ['now - deployment.startedAt > duration("45m")', 45 * MINUTE_MS + 1],
    ['now - deployment.startedAt >= duration("45m")', 45 * MINUTE_MS],
    ['duration("45m") < now - deployment.startedAt', 45 * MINUTE_MS + 1],
    ['duration("45m") <= now - deployment.startedAt', 45 * MINUTE_MS],
    ['now > deployment.startedAt + duration("45m")', 45 * MINUTE_MS + 1],
    ['deployment.startedAt + duration("45m") <= now', 45 * MINUTE_MS],
    ['now - duration("45m") > deployment.startedAt', 45 * MINUTE_MS + 1],
    ['(now) - (deployment.startedAt) > (duration("30m") + duration("15m"))', 45 * MINUTE_MS + 1],
    ['now - deployment.startedAt > duration("1500us")', 2],
    ['now > timestamp("2026-01-15T10:45:00Z")', 45 * MINUTE_MS + 1],
    ['now - deployment.startedAt > duration(deployment.environment == "dev" ? "10m" : "45m")', 45 * MINUTE_MS + 1],
  ])('%s', (when, afterMs) => {
    expect(decideAt(cancelRule(when), 0)).toMatchObject({ verdict: 'waiting', deadlineAtMs: START_MS + afterMs });
    expect(decideAt(cancelRule(when), afterMs - 1)).toMatchObject({ verdict: 'waiting' });
    expect(decideAt(cancelRule(when), afterMs)).toMatchObject({ verdict: 'fired' });
  });

  test.each([
    ['now > deployment.expectedBy', 20 * MINUTE_MS + 1],
    ['now - deployment.expectedBy > duration("5m")', 25 * MINUTE_MS + 1],
    ['now - deployment.lastProgressAt > duration("10m")', 13 * MINUTE_MS + 1],
    ['now > deployment.expectedBy && now - deployment.lastProgressAt > duration("10m")', 20 * MINUTE_MS + 1],
  ])('what is planned, and when anything last moved: %s', (when, afterMs) => {
    const times = { expectedByMs: START_MS + 20 * MINUTE_MS, lastProgressAtMs: START_MS + 3 * MINUTE_MS };
    const at = (ms: number) => decideAt(cancelRule(when), ms, times);
    expect(at(4 * MINUTE_MS)).toMatchObject({ verdict: 'waiting', deadlineAtMs: START_MS + afterMs });
    expect(at(afterMs - 1)).toMatchObject({ verdict: 'waiting' });
    expect(at(afterMs)).toMatchObject({ verdict: 'fired' });
  });

  test('where nothing is planned, a rule that asks for it does nothing, however long it takes', () => {
    const decision = decideAt(cancelRule('now > deployment.expectedBy'), 1000 * MINUTE_MS, { expectedByMs: 0 });
    expect(decision).toMatchObject({ verdict: 'error', actions: [] });
    expect(decision?.error).toContain('deployment.expectedBy is not known');
    expect(decision).not.toHaveProperty('deadlineAtMs');
  });

  test('several: the latest counts', () => {
    const when = 'now - deployment.startedAt > duration("10m") && now - deployment.startedAt >= duration("20m")';
    expect(decideAt(cancelRule(when), 0)).toMatchObject({ deadlineAtMs: START_MS + 20 * MINUTE_MS });
    expect(decideAt(cancelRule(when), 15 * MINUTE_MS)).toMatchObject({ deadlineAtMs: START_MS + 20 * MINUTE_MS });
  });

  test('none while something else says no', () => {
    const when = 'now - deployment.startedAt > duration("10m") && deployment.status == "FAILED"';
    expect(decideAt(cancelRule(when), 0)).not.toHaveProperty('deadlineAtMs');
    expect(decideAt(cancelRule(when), 0)).toMatchObject({ verdict: 'idle' });
  });

  test('none where the rule will not hold at that moment either', () => {
    const when = 'now - deployment.startedAt > duration("10m") && now - deployment.startedAt < duration("5m")';
    expect(decideAt(cancelRule(when), 0)).toMatchObject({ verdict: 'idle' });
  });

  test.each([
    'now - deployment.startedAt < duration("10m") && deployment.held',
    'deployment.held || now - deployment.startedAt > duration("10m")',
    '!(now - deployment.startedAt < duration("10m"))',
    'now.getHours() > 22',
    'deployment.startedAt - now > duration("10m")',
    'now - deployment.startedAt > now - deployment.startedAt',
  ])('none is derived from %s', (when) => {
    expect(decideAt(cancelRule(when), 0)).toMatchObject({ verdict: 'idle' });
  });

  test('a clock that jumps back makes it wait again', () => {
    const when = 'now - deployment.startedAt > duration("45m")';
    expect(decideAt(cancelRule(when), -MINUTE_MS)).toMatchObject({
      verdict: 'waiting',
      deadlineAtMs: START_MS + 45 * MINUTE_MS + 1,
    });
  });
});

test('waiting is a promise: fired at the deadline, and at no moment before', () => {
  const unit = fc.constantFrom('h', 'm', 's', 'ms', 'us', 'ns');
  const literal = fc.tuple(fc.integer({ min: 0, max: 5000 }), unit).map(([count, name]) => `${count}${name}`);
  const form = fc.constantFrom(
    (text: string) => `now - deployment.startedAt > duration("${text}")`,
    (text: string) => `now - deployment.startedAt >= duration("${text}")`,
    (text: string) => `duration("${text}") < now - deployment.startedAt`,
    (text: string) => `now > deployment.startedAt + duration("${text}")`,
    (text: string) => `deployment.startedAt <= now - duration("${text}")`,
  );
  const clause = fc.tuple(form, literal).map(([write, text]) => write(text));
  fc.assert(
    fc.property(
      fc.array(clause, { minLength: 1, maxLength: 3 }),
      fc.integer({ min: -10_000_000, max: 10_000_000 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (clauses, afterMs, part) => {
        const rule = cancelRule(clauses.join(' && '));
        const decision = decideAt(rule, afterMs);
        expect(['fired', 'waiting']).toContain(decision?.verdict);
        const deadlineAtMs = decision?.deadlineAtMs;
        if (deadlineAtMs === undefined) return;
        const before = afterMs + Math.floor((deadlineAtMs - 1 - START_MS - afterMs) * part);
        expect(deadlineAtMs).toBeGreaterThan(START_MS + afterMs);
        expect(decideAt(rule, deadlineAtMs - START_MS)?.verdict).toBe('fired');
        expect(decideAt(rule, deadlineAtMs - START_MS - 1)).toMatchObject({ verdict: 'waiting', deadlineAtMs });
        expect(decideAt(rule, before)).toMatchObject({ verdict: 'waiting', deadlineAtMs });
      },
    ),
    { numRuns: 300 },
  );
});
