import { expect, test } from '@jest/globals';
import { compileRules } from '../../../src/lib/rules/compile/index.ts';
import { decide, describeAction, describeDuration, explain } from '../../../src/lib/rules/index.ts';
import { cancelRule, deployment, documentOf, START_MS } from './subjects.ts';

const rule = cancelRule('deployment.status == "IN_PROGRESS" && now - deployment.startedAt > duration("45m")', {
  match: { environment: ['prod*'] },
  unless: 'deployment.held',
  actions: [
    { type: 'cancel', reason: 'stuck' },
    { type: 'notify', channel: '#deploys', mention: ['@platform'] },
  ],
});

function explainAt(afterMs: number, facts: object = {}, ruleChanges: object = {}): string {
  const { held = false, ...changes }: { readonly held?: boolean } = facts;
  const rules = compileRules(documentOf([{ ...rule, ...ruleChanges }]));
  return decide(rules, deployment(changes), START_MS + afterMs, { held, modeOf: ({ mode }) => mode })
    .map(explain)
    .join('\n');
}

test('an explanation names rule, mode, verdict, and each clause with its values', () => {
  expect(explainAt(46 * 60_000)).toBe(
    [
      'cancel (enforce): fired: cancel: stuck; notify #deploys @platform',
      '  ✓ match.environment: "prod*"',
      '      deployment.environment = "prod-eu"',
      '  ✓ when: deployment.status == "IN_PROGRESS"',
      '      deployment.status = "IN_PROGRESS"',
      '  ✓ when: now - deployment.startedAt > duration("45m")',
      '      now = 2026-01-15T10:46:00.000Z',
      '      deployment.startedAt = 2026-01-15T10:00:00.000Z',
      '      now - deployment.startedAt = 46m',
      '  ✓ unless: deployment.held',
      '      deployment.held = false',
    ].join('\n'),
  );
});

test.each([
  ['waiting', 0, {}, {}, /^cancel \(enforce\): is waiting until 2026-01-15T10:45:00.001Z\n/],
  ['idle', 0, { held: true }, {}, /^cancel \(enforce\): does not fire\n[^]* {2}✗ unless: deployment.held/],
  ['not matched', 0, { environment: 'dev' }, {}, /^cancel \(enforce\): does not match\n[^]* {2}· when:/],
  [
    'error',
    0,
    { startedAtMs: 0 },
    {},
    /could not be evaluated and does nothing: [^]*\n {2}! when: .*\n[^]* error: deployment.startedAt is not known/,
  ],
  [
    'shadow',
    1e9,
    {},
    { mode: 'shadow' },
    /^cancel \(shadow\): would fire: cancel: stuck; .* \(shadow mode: takes no action\)/,
  ],
])('%s', (_name, afterMs, changes, ruleChanges, expected) => {
  expect(explainAt(afterMs, changes, ruleChanges)).toMatch(expected);
});

test('actions as phrases', () => {
  expect(describeAction({ type: 'accept' })).toBe('accept');
  expect(describeAction({ type: 'reject', reason: 'unknown account' })).toBe('reject: unknown account');
  expect(describeAction({ type: 'notify', channel: 'deploys', mention: [] })).toBe('notify deploys');
});

test.each([
  [0, '0s'],
  [1, '1ms'],
  [45 * 60_000 + 1, '45m 1ms'],
  [3_600_000 + 61_000, '1h 1m 1s'],
  [90_000_000, '1d 1h'],
  [-61_000, '-1m 1s'],
])('%p ms is %s', (durationMs, expected) => {
  expect(describeDuration(durationMs)).toBe(expected);
});
