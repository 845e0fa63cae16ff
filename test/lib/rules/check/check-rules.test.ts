import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { anyText } from '../../../../packages/control-plane/test/support/any-text.ts';
import type { Problem } from '../../../../src/lib/configuration-check/index.ts';
import { providerRegistry } from '../../../../src/lib/providers/registry.ts';
import { checkRules, formatProblem } from '../../../../src/lib/rules/check/index.ts';
import type { RulesDocument } from '../../../../src/lib/rules/index.ts';
import { placesOf, unmark } from '../../configuration-check/marked.ts';
import { knownKinds } from '../../support/known-names.ts';

function problemsOf(text: string): readonly Problem[] {
  const result = checkRules(text, 'rules.yml', { providers: providerRegistry });
  return result.ok ? [] : result.problems;
}

function documentOf(text: string): RulesDocument {
  const result = checkRules(text, 'rules.yml', { providers: providerRegistry });
  if (!result.ok) throw new Error(result.problems.map(formatProblem).join('\n'));
  return result.document;
}

/** A file with one deployment rule, whose lines can be replaced. */
function withRule(lines: Readonly<Record<string, string>> = {}, rest = ''): string {
  const rule = {
    name: 'name: cancel-stuck',
    on: 'on: deployment',
    match: 'match: { environment: "prod*" }',
    when: 'when: deployment.status == "IN_PROGRESS" && now - deployment.startedAt > duration("45m")',
    do: 'do: [{ cancel: { reason: stuck } }]',
    mode: 'mode: enforce',
    ...lines,
  };
  const written = Object.values(rule).filter((line) => line !== '');
  return `version: 1\nlists:\n  trusted: ["1"]\nrules:\n  - ${written.join('\n    ')}\n${rest}`;
}

/** A file with one connection rule, whose lines can be replaced. */
function withConnectionRule(lines: Readonly<Record<string, string>>): string {
  return withRule({
    on: 'on: connection',
    when: 'when: connection.environmentAccountId in lists.trusted',
    do: 'do: [{ accept: {} }]',
    ...lines,
  });
}

function expectProblem(marked: string, message: string): void {
  const { text, line, column } = unmark(marked);
  expect(placesOf(problemsOf(text))).toEqual([`${line}:${column} ${message}`]);
}

describe('a file without problems', () => {
  test('becomes a document of plain JSON', () => {
    const document = documentOf(`
version: 1
lists: { trusted: ["111122223333"] }
rules:
  - name: cancel-stuck
    description: Nobody waits that long.
    on: deployment
    match: { kind: serviceInstance, environment: [prod*, live] }
    when: deployment.held == false
    unless: deployment.service == "legacy"
    do: [{ cancel: { reason: stuck } }, { notify: { channel: "#deploys", mention: "@platform" } }, { notify: { channel: dev } }]
    mode: shadow
  - { name: accept, on: connection, when: "true", do: [{ accept: {} }], mode: off }
`);
    expect(document).toEqual({
      version: 1,
      hash: expect.stringMatching(/^[0-9a-f]{64}$/),
      lists: { trusted: ['111122223333'] },
      rules: [
        {
          name: 'cancel-stuck',
          description: 'Nobody waits that long.',
          on: 'deployment',
          match: { kind: ['serviceInstance'], environment: ['prod*', 'live'] },
          when: 'deployment.held == false',
          unless: 'deployment.service == "legacy"',
          actions: [
            { type: 'cancel', reason: 'stuck' },
            { type: 'notify', channel: '#deploys', mention: ['@platform'] },
            { type: 'notify', channel: 'dev', mention: [] },
          ],
          mode: 'shadow',
          hash: expect.stringMatching(/^[0-9a-f]{64}$/),
        },
        {
          name: 'accept',
          on: 'connection',
          match: {},
          when: 'true',
          actions: [{ type: 'accept' }],
          mode: 'off',
          hash: expect.stringMatching(/^[0-9a-f]{64}$/),
        },
      ],
    });
    expect(JSON.parse(JSON.stringify(document))).toEqual(document);
  });

  test('without any rule is a file too', () => {
    expect(documentOf('version: 1\nrules: []')).toMatchObject({ rules: [], lists: {} });
  });
});

describe('a rule that asks first', () => {
  const ask = (approval: string) => documentOf(withRule({ mode: `mode: approve${approval}` })).rules[0];

  test('asks one person for an hour, or as the file says', () => {
    expect(ask('')?.approval).toEqual({ people: 1, withinMs: 60 * 60_000 });
    const approval = '\n    approval: { people: 2, within: 4h }';
    expect(ask(approval)?.approval).toEqual({ people: 2, withinMs: 4 * 60 * 60_000 });
  });

  test('has another hash when anything in it changes: what was approved is done only as it read', () => {
    const hashes = [withRule(), withRule({ mode: 'mode: approve' }), withRule({ when: 'when: "true"' })].map(
      (text) => documentOf(text).rules[0]?.hash,
    );
    expect(new Set(hashes).size).toBe(3);
    expect(documentOf(`# a comment\n${withRule()}`).rules[0]?.hash).toBe(hashes[0]);
  });
});

describe('the hash', () => {
  const text = withRule();

  test('does not depend on comments and layout', () => {
    const { hash } = documentOf(text);
    expect(documentOf(`# a comment\n${text}\n`).hash).toBe(hash);
    expect(
      documentOf(text.replace('match: { environment: "prod*" }', 'match:\n      environment: ["prod*"]')).hash,
    ).toBe(hash);
    expect(documentOf(text.replaceAll('\n', '\r\n')).hash).toBe(hash);
  });

  test('does not depend on the order of keys', () => {
    const one = documentOf(text.replace('{ environment: "prod*" }', '{ environment: "prod*", service: orders }'));
    const other = documentOf(text.replace('{ environment: "prod*" }', '{ service: orders, environment: "prod*" }'));
    expect(one.hash).toBe(other.hash);
  });

  test('depends on everything that decides', () => {
    const texts = [
      text,
      text.replace('45m', '46m'),
      text.replace('prod*', 'prod'),
      text.replace('enforce', 'shadow'),
      text.replace('trusted: ["1"]', 'trusted: ["2"]'),
      text.replace('reason: stuck', 'reason: late'),
    ];
    expect(new Set(texts.map((each) => documentOf(each).hash)).size).toBe(texts.length);
  });
});

describe('refused with the place: the shape of the file', () => {
  const UNKNOWN_ON = '"on" is missing or unknown; expected deployment or connection';
  test.each([
    [
      'an unknown key',
      withRule({ mode: 'mode: enforce\n    ‸prio: 1' }),
      'unknown key "prio"; known: name, description, when, unless, mode, approval, on, match, do',
    ],
    ['a misspelt key', withRule({ match: '‸macth: {}' }), 'unknown key "macth"; did you mean "match"?'],
    [
      'a misspelt key of match',
      withRule({ match: 'match: { ‸enviroment: prod }' }),
      'unknown key "enviroment"; did you mean "environment"?',
    ],
    [
      'a wrong type',
      withRule({ match: 'match: { environment: ‸5 }' }),
      'expected a string or a list of strings, found the number 5; put it in quotes',
    ],
    ['a wrong type in a list', withRule({ match: 'match: { environment: [a, ‸{}] }' }), 'expected text, found a map'],
    [
      'a condition that is no text',
      withRule({ when: 'when: ‸true' }),
      'expected text, found the boolean true; put it in quotes',
    ],
    [
      'a list entry without quotes',
      withRule().replace('["1"]', '["1", ‸111122223333]'),
      'expected text, found the number 111122223333; put it in quotes',
    ],
    [
      'a missing key',
      withRule({ mode: '' }).replace('- name', '- ‸name'),
      '"mode" is missing; expected one of off, shadow, approve, enforce',
    ],
    ['an empty value', withRule({ when: '‸when:' }), 'expected text, found nothing'],
    ['an empty list of patterns', withRule({ match: 'match: { environment: ‸[] }' }), 'too short: at least 1 entry'],
    ['nothing to do', withRule({ do: 'do: ‸[]' }), 'too short: at least 1 entry'],
    [
      'an unknown mode',
      withRule({ mode: 'mode: ‸enforced' }),
      'expected one of off, shadow, approve, enforce, found "enforced"; did you mean "enforce"?',
    ],
    [
      'an approval of a rule that asks nobody',
      withRule({ mode: 'mode: enforce\n    ‸approval: { people: 2 }' }),
      '"approval" is only for the mode approve; this rule\'s mode is enforce',
    ],
    [
      'nothing to approve',
      withRule({ mode: 'mode: ‸approve', do: 'do: [{ notify: { channel: deploys } }]' }),
      'there is nothing to approve: the rule only notifies; use the mode "enforce"',
    ],
    [
      'an approval by nobody',
      withRule({ mode: 'mode: approve\n    approval: { people: ‸0 }' }),
      'expected 1 to 5 people',
    ],
    [
      'an approval for a moment',
      withRule({ mode: 'mode: approve\n    approval: { within: ‸30s }' }),
      'not a time of one minute to seven days; write for example 30m or 4h',
    ],
    ['an unknown subject', withRule({ on: 'on: ‸deploymnt' }), UNKNOWN_ON],
    ['no subject', withRule({ on: '' }).replace('- name', '- ‸name'), UNKNOWN_ON],
    [
      'an unknown action',
      withRule({ do: 'do: [{ ‸cancle: { reason: x } }]' }),
      'unknown key "cancle"; did you mean "cancel"?',
    ],
    [
      'an action without what it needs',
      withRule({ do: 'do: [{ cancel: ‸{} }]' }),
      '"reason" is missing; expected text',
    ],
    [
      'two actions in one entry',
      withRule({ do: 'do: [‸{ cancel: { reason: x }, notify: { channel: y } }]' }),
      'each entry of "do" holds exactly one action',
    ],
    [
      'an action for connections',
      withRule({ do: 'do: [{ ‸accept: {} }]' }),
      'unknown key "accept"; connections are accepted or rejected, deployments are cancelled (see "on")',
    ],
    [
      'an action for deployments',
      withConnectionRule({ do: 'do: [{ ‸cancel: { reason: x } }]' }),
      'unknown key "cancel"; connections are accepted or rejected, deployments are cancelled (see "on")',
    ],
    [
      'a match key for deployments',
      withConnectionRule({ match: 'match: { ‸service: orders }' }),
      'unknown key "service"; known: provider, account, environment',
    ],
    ['a reason of two lines', withRule({ do: 'do: [{ cancel: { reason: ‸"a\\nb" } }]' }), 'a reason is one line'],
    [
      'a name that is no name',
      withRule({ name: 'name: ‸Cancel stuck' }),
      'a name is made of small letters, digits and hyphens, for example cancel-stuck-production',
    ],
    [
      'a list that conditions could not name',
      withRule().replace('trusted:', '‸trusted-ones:'),
      'a list is named with letters, digits and _, because conditions use it: lists.trustedAccounts',
    ],
    ['another version', withRule().replace('version: 1', 'version: ‸2'), 'expected 1, found the number 2'],
    ['something else entirely', '‸- a\n- b', 'expected a map, found a list'],
  ])('%s', (_name, marked, message) => {
    expectProblem(marked, message);
  });
});

describe('refused with the place: names and actions', () => {
  test.each([
    [
      'an unknown kind',
      withRule({ match: 'match: { kind: [environment, ‸serviceinstance] }' }),
      'there is no kind "serviceinstance"; did you mean "serviceInstance"?',
    ],
    [
      'a kind that nothing matches',
      withRule({ match: 'match: { kind: ‸lambda* }' }),
      `there is no kind "lambda*"; known: ${knownKinds}`,
    ],
    [
      'an action twice',
      withRule({ do: 'do: [{ cancel: { reason: a } }, ‸{ cancel: { reason: b } }]' }),
      'this rule has the action "cancel" twice',
    ],
    [
      'accept and reject',
      withConnectionRule({ do: 'do: [{ accept: {} }, ‸{ reject: { reason: x } }]' }),
      'a rule cannot both accept and reject',
    ],
    [
      'a name taken twice',
      withRule(
        {},
        '  - { name: ‸cancel-stuck, on: deployment, when: "true", do: [{ cancel: { reason: x } }], mode: off }',
      ),
      'the name "cancel-stuck" is already used by the rule on line 5',
    ],
  ])('%s', (_name, marked, message) => {
    expectProblem(marked, message);
  });

  test('patterns of kinds that match are fine', () => {
    expect(problemsOf(withRule({ match: 'match: { kind: ["service*", "*"] }' }))).toEqual([]);
  });
});

describe('refused with the place: YAML', () => {
  test.each([
    [
      'a bracket left open',
      'version: 1\nrules: [‸',
      'this is not YAML: Flow sequence in block collection must be sufficiently indented and end with a ]',
    ],
    ['a tab', 'version: 1\nrules:\n‸\t- a', 'this is not YAML: Tabs are not allowed as indentation'],
    [
      'a key twice',
      withRule({ mode: 'mode: off\n    ‸mode: off' }),
      'this key stands twice in the same map; remove one of them',
    ],
    ['nothing', '‸', 'the file is empty'],
    ['only a comment', '‸# later', 'the file is empty'],
    [
      'a second document',
      'version: 1\nrules: []\n‸---\nversion: 1',
      'the file holds several documents (---); write one file for each',
    ],
    [
      'a tag',
      'version: !!int ‸1\nrules: []',
      'the YAML tag tag:yaml.org,2002:int is not supported; write the plain value',
    ],
    [
      'a number as key',
      'version: 1\nrules: []\n‸5: x',
      'this key cannot be used; keys are plain text, in quotes if need be',
    ],
    [
      'a key that JavaScript treats specially',
      'version: 1\nlists: { ‸__proto__: [] }\nrules: []',
      'this key cannot be used; keys are plain text, in quotes if need be',
    ],
    [
      'a deep nest',
      `a: ${'['.repeat(49)}‸${'['.repeat(5000)}`,
      'nested more than 50 levels deep; remove what is too much',
    ],
  ])('%s', (_name, marked, message) => {
    expectProblem(marked, message);
  });

  test('aliases, with which a small file can become a huge one', () => {
    const text = 'version: 1\nlists: &a { x: ["1"] }\nrules: *a\n';
    expect(placesOf(problemsOf(text))).toEqual([
      '2:11 anchors (&name) are not read here; write the value out, or use a list',
      '3:8 aliases (*name) are not read here; write the value out, or use a list',
    ]);
  });

  test('a file too long to be one', () => {
    const text = `version: 1\nrules: []\n${'# comment\n'.repeat(30_000)}`;
    expect(placesOf(problemsOf(text))).toEqual(['1:1 the file has 300021 characters; at most 262144 are allowed']);
  });
});

describe('tests in the file', () => {
  const withTest = (lines: string): string =>
    withRule({ unless: 'unless: deployment.held' }, `tests:\n  - name: a case\n    ${lines}\n`);

  test.each([
    'given: { deployment: { environment: prod-eu, age: 46m } }\n    expect: { cancel-stuck: [cancel] }',
    'given: { deployment: { environment: prod-eu, age: 45m } }\n    expect: { cancel-stuck: [] }',
    'given: { deployment: { environment: prod-eu, age: 46m, held: true } }\n    expect: { cancel-stuck: [] }',
    'given: { deployment: { environment: dev, age: 46m } }\n    expect: { cancel-stuck: [] }',
    'given: { deployment: { kind: environment, environment: prod-eu, age: 1h1s, name: x } }\n    expect: { cancel-stuck: [cancel] }',
  ])('hold: %s', (lines) => {
    expect(problemsOf(withTest(lines))).toEqual([]);
  });

  test('fail at their expectation, with what was expected, what came out, and why', () => {
    const { text, line, column } = unmark(
      withTest('given: { deployment: { environment: prod-eu, age: 44m } }\n    expect: { ‸cancel-stuck: [cancel] }'),
    );
    const [problem] = problemsOf(text);
    expect(problem).toMatchObject({ line, column });
    expect(problem?.message).toContain('test "a case": "cancel-stuck" should cancel, but would do nothing\n');
    expect(problem?.message).toContain('is waiting until 2026-02-02T12:01:00.001Z');
    expect(problem?.message).toContain('now - deployment.startedAt = 44m');
  });

  test.each([
    [
      'an action that should not be',
      'given: { deployment: { environment: prod-eu, age: 46m } }\n    expect: { ‸cancel-stuck: [] }',
      'test "a case": "cancel-stuck" should do nothing, but would cancel',
    ],
    [
      'a rule that is not there',
      'given: { deployment: {} }\n    expect: { ‸cancel-stcuk: [] }',
      'test "a case": there is no rule "cancel-stcuk"; did you mean "cancel-stuck"?',
    ],
    [
      'a rule about something else',
      'given: { connection: {} }\n    expect: { ‸cancel-stuck: [] }',
      'test "a case": "cancel-stuck" is a rule on: deployment, but the test gives a connection',
    ],
    [
      'an unknown action',
      'given: { deployment: {} }\n    expect: { cancel-stuck: [‸cancell] }',
      'expected one of cancel, accept, reject, notify, found "cancell"; did you mean "cancel"?',
    ],
    [
      'an unknown fact',
      'given: { deployment: { ‸statis: x } }\n    expect: {}',
      'unknown key "statis"; did you mean "status"?',
    ],
    [
      'a bad age',
      'given: { deployment: { age: ‸46x } }\n    expect: {}',
      'not a duration; write for example 46m, 1h30m or 20s',
    ],
    [
      'an age in the future',
      'given: { deployment: { age: ‸-1m } }\n    expect: {}',
      'not a duration; write for example 46m, 1h30m or 20s',
    ],
    [
      'both subjects',
      'given: ‸{ deployment: {}, connection: {} }\n    expect: {}',
      '"given" holds either a deployment or a connection',
    ],
    ['neither', 'given: ‸{}\n    expect: {}', '"given" holds either a deployment or a connection'],
    [
      'a bad time',
      'now: ‸noon\n    given: { deployment: {} }\n    expect: {}',
      'not a time; write for example "2026-03-02T09:30:00Z"',
    ],
  ])('are refused: %s', (_name, lines, message) => {
    expectProblem(withTest(lines), message);
  });

  test('a rule that is off does nothing, and that can be said', () => {
    const off = withTest('given: { deployment: {} }\n    expect: { cancel-stuck: [] }').replace('enforce', 'off');
    expect(problemsOf(off)).toEqual([]);
    const marked = withTest('given: { deployment: {} }\n    expect: { ‸cancel-stuck: [cancel] }').replace(
      'enforce',
      'off',
    );
    expectProblem(marked, 'test "a case": "cancel-stuck" should cancel, but its mode is off');
  });

  test('a rule that cannot be evaluated fails also where nothing is expected', () => {
    const rule = withRule(
      { when: 'when: int(deployment.templateVersion) > 2' },
      'tests:\n  - { name: a case, given: { deployment: { environment: prod, templateVersion: x } }, expect: { ‸cancel-stuck: [] } }\n',
    );
    expectProblem(rule, 'test "a case": "cancel-stuck" should do nothing, but could not be evaluated');
  });

  test('can set the clock', () => {
    const rule = (hour: string): string =>
      withRule(
        { when: 'when: now.getHours("Europe/Berlin") >= 18' },
        `tests:\n  - { name: a case, now: "2026-07-01T${hour}:00:00Z", given: { deployment: { environment: prod } }, expect: { cancel-stuck: [cancel] } }\n`,
      );
    expect(problemsOf(rule('16'))).toEqual([]);
    expect(problemsOf(rule('15'))).toHaveLength(1);
  });
});

describe('however broken the text', () => {
  const base = withRule(
    { unless: 'unless: deployment.held' },
    'tests:\n  - { name: t, given: { deployment: {} }, expect: { cancel-stuck: [] } }\n',
  );

  test('the check answers, with places inside the file', () => {
    const change = fc.record({
      at: fc.nat({ max: base.length }),
      remove: fc.nat({ max: 12 }),
      insert: fc.oneof(
        fc.string({ maxLength: 6 }),
        fc.constantFrom(
          '"',
          "'",
          '\n',
          '\n  ',
          ': ',
          '- ',
          '{',
          ']',
          '|',
          '>',
          '&a ',
          '*a',
          '!!',
          '\t',
          '#',
          '%',
          '\u0000',
          '\ud800',
        ),
      ),
    });
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
        let text = base;
        for (const { at, remove, insert } of changes) text = text.slice(0, at) + insert + text.slice(at + remove);
        const lines = text.split('\n');
        for (const problem of problemsOf(text)) {
          expect(problem.message).not.toBe('');
          expect(problem.line).toBeLessThanOrEqual(lines.length);
          expect(problem.column).toBeGreaterThanOrEqual(1);
          expect(problem.column).toBeLessThanOrEqual((lines[problem.line - 1] ?? '').length + 1);
        }
      }),
      { numRuns: 300 },
    );
  });

  test('the check answers to any text at all', () => {
    fc.assert(fc.property(anyText(), (text) => expect(Array.isArray(problemsOf(text))).toBe(true)));
  });
});
