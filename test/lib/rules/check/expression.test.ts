import { describe, expect, test } from '@jest/globals';
import { providerRegistry } from '../../../../src/lib/providers/registry.ts';
import { checkRules } from '../../../../src/lib/rules/check/index.ts';
import { placesOf, unmark } from '../../configuration-check/marked.ts';
import { knownKinds } from '../../support/known-names.ts';

/** A rules file whose one condition is written as given, from the colon on. */
function withCondition(condition: string, on = 'deployment'): string {
  return `version: 1
lists: { trusted: ["1"], others: ["2"] }
rules:
  - name: rule
    on: ${on}
    when: ${condition}
    do: [{ notify: { channel: deploys } }]
    mode: shadow
`;
}

function expectProblems(marked: string, ...messages: readonly string[]): void {
  const { text, line, column } = unmark(marked);
  const result = checkRules(text, 'rules.yml', { providers: providerRegistry });
  expect(placesOf(result.ok ? [] : result.problems)).toEqual(messages.map((message) => `${line}:${column} ${message}`));
}

describe('accepted', () => {
  test.each([
    'deployment.status == "IN_PROGRESS" && now - deployment.startedAt > duration("45m")',
    'deployment["status"] == "FAILED" || deployment.operation != "create"',
    'lists.trusted.exists(x, x == deployment.account) && lists.others.all(x, x != deployment.account)',
    'deployment.name.startsWith("orders/") && size(deployment.name) < 20',
    'now.getDayOfWeek("Europe/Berlin") in [0, 6] ? deployment.held : true',
    'deployment.kind in ["environment", "component"]',
    'now > timestamp("2026-01-01T00:00:00Z") && duration("1h30m") > duration("-1.5s")',
    'deployment.status in lists.trusted',
    '!deployment.held',
  ])('%s', (condition) => {
    expect(
      checkRules(withCondition(`|-\n      ${condition}`), 'rules.yml', { providers: providerRegistry }),
    ).toMatchObject({ ok: true });
  });
});

describe('refused at its own place', () => {
  test.each([
    ['‸deploymnt.status == "x"', 'there is no variable "deploymnt"; did you mean "deployment"?'],
    ['‸connection.status == "x"', 'there is no variable "connection"; known: now, lists, deployment'],
    ['deployment.‸statsu == "x"', 'deployment has no member "statsu"; did you mean "status"?'],
    ['deployment.held && deployment.‸hold', 'deployment has no member "hold"; did you mean "held"?'],
    ['deployment.status in lists.‸trustd', 'there is no list "trustd"; did you mean "trusted"?'],
    [
      'now - deployment.startedAt > duration(‸"45x")',
      '"45x" is not a duration; write for example "45m", "1h30m" or "20s" (units: h, m, s, ms; a day is 24h)',
    ],
    [
      'now - deployment.startedAt > duration(‸"1d")',
      '"1d" is not a duration; write for example "45m", "1h30m" or "20s" (units: h, m, s, ms; a day is 24h)',
    ],
    [
      'now - deployment.startedAt > duration(‸"m")',
      '"m" is not a duration; write for example "45m", "1h30m" or "20s" (units: h, m, s, ms; a day is 24h)',
    ],
    ['now - deployment.startedAt > duration(‸deployment.name)', 'duration() takes a string, for example "45m"'],
    ['now > ‸timestamp("2026-13-01T00:00:00Z")', 'timestamp() requires a string in ISO 8601 format'],
    ['now.getHours(‸"Europe/Pairs") > 3', 'there is no time zone "Europe/Pairs"; write for example "Europe/Paris"'],
    ['‸deployment.status > 3', 'no such overload: string > int'],
    ['‸deployment.startedAt > duration("1h")', 'no such overload: timestamp > duration'],
    ['‸deployment.held && deployment.status', "Logical operator requires bool operands, got 'string'"],
    ['‸now - deployment.startedAt', 'a condition must be true or false; this one is a duration'],
    ['deployment.held &&‸', 'the condition ends too early'],
    ['deployment.held ‸deployment.held', 'Unexpected character'],
    ['‸1 / 0 == 1', 'division by zero'],
    [
      'deployment.name.‸matches("(a+)+$")',
      'matches() is not available here; use startsWith, endsWith, contains, or a glob in "match"',
    ],
    ['deployment.name.‸startWith("a")', 'startWith() is not available here; did you mean "startsWith"?'],
    [
      '‸has(deployment.status)',
      'has() is not available here; every member has a value; compare it with "" to find an unknown one',
    ],
    ['‸dyn(deployment.status) == 1', 'dyn() is not available here; it would switch the type check off'],
    ['lists.trusted.‸map(x, x) == lists.others', 'map() is not available here; known'],
    ['lists.trusted.all(x, lists.others.‸exists(y, y == x))', 'exists() cannot stand within all()'],
    ['lists.trusted.all(‸now, now == "1")', '"now" is already used; choose another name, for example x'],
    ['deployment.kind == ‸"queue"', `never "queue"; known: ${knownKinds}`],
    ['deployment.operation in ["create", ‸"updat"]', 'never "updat"; did you mean "update"?'],
    ['deployment[‸deployment.name] == "x"', "write the member's name: deployment.name"],
  ])('%s', (condition, message) => {
    const { text, line, column } = unmark(withCondition(`|-\n      ${condition}`));
    const result = checkRules(text, 'rules.yml', { providers: providerRegistry });
    const [first] = result.ok ? [] : result.problems;
    expect(first === undefined ? 'no problem' : `${first.line}:${first.column} ${first.message}`).toContain(message);
    expect(first).toMatchObject({ line, column });
  });

  test('too long', () => {
    const condition = `deployment.held${' '.repeat(2000)}|| true`;
    expectProblems(
      withCondition(`‸"${condition}"`).replace('‸"', '"‸'),
      'the condition has 2022 characters; at most 2000 are allowed',
    );
  });

  test('too large or too deep', () => {
    const large = withCondition(Array.from({ length: 90 }, () => 'deployment.held').join(' || '));
    const deep = withCondition(`${'!('.repeat(40)}deployment.held${')'.repeat(40)}`.replace('!', 'true && !'));
    for (const text of [large, deep]) {
      const result = checkRules(text, 'rules.yml', { providers: providerRegistry });
      expect(placesOf(result.ok ? [] : result.problems)[0]).toMatch(/^6:\d+ the condition is too large: exceeded max/);
    }
  });

  test('all places of one condition are told, and those of several', () => {
    const text = withCondition('deployment.nmae == lists.foo').replace('mode:', 'unless: deploymnt.held\n    mode:');
    const result = checkRules(text, 'rules.yml', { providers: providerRegistry });
    expect(placesOf(result.ok ? [] : result.problems)).toEqual([
      '6:22 deployment has no member "nmae"; did you mean "name"?',
      '6:36 there is no list "foo"; known: trusted, others',
      '8:13 there is no variable "deploymnt"; did you mean "deployment"?',
    ]);
  });
});

describe('the place is right however the condition is written', () => {
  const message = 'deployment has no member "hold"; did you mean "held"?';
  test.each([
    ['plain', 'deployment.‸hold'],
    ['plain, folded', 'deployment.held &&\n      deployment.‸hold'],
    ['single quotes', "'deployment.name == \"it''s\" && deployment.‸hold'"],
    ['double quotes', '"deployment.name == \\"a\\tb\\u0041\\U0001F600\\" && deployment.‸hold"'],
    ['double quotes, line breaks', '"deployment.name\\\n      == \\"a\\"\n\n      && deployment.‸hold"'],
    ['literal block', '|\n      deployment.held &&\n        deployment.‸hold'],
    ['literal block with header', '|2-  # comment\n      deployment.held\n\n      && deployment.‸hold'],
    ['folded block', '>-\n      deployment.held\n      && deployment.held\n\n        && deployment.‸hold'],
  ])('%s', (_style, condition) => {
    expectProblems(withCondition(condition), message);
  });

  test('with Windows line ends', () => {
    const { text, line, column } = unmark(withCondition('|\n      deployment.held &&\n      deployment.‸hold'));
    const result = checkRules(text.replaceAll('\n', '\r\n'), 'rules.yml', { providers: providerRegistry });
    expect(placesOf(result.ok ? [] : result.problems)).toEqual([`${line}:${column} ${message}`]);
  });
});

test('connections have their own members', () => {
  expectProblems(
    withCondition('connection.‸account == "1"', 'connection'),
    'connection has no member "account"; known: provider, id, target, status, environment, environmentAccountId, managementAccountId, roleArn, requestedAt',
  );
  expect(
    checkRules(withCondition('connection.environmentAccountId in lists.trusted', 'connection'), 'r', {
      providers: providerRegistry,
    }),
  ).toMatchObject({ ok: true });
});
