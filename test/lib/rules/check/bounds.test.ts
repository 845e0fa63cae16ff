import { describe, expect, test } from '@jest/globals';
import { checkBotConfiguration } from '../../../../src/lib/configuration/bot/index.ts';
import { providerRegistry } from '../../../../src/lib/providers/registry.ts';
import { COST_LIMITS } from '../../../../src/lib/rules/check/cost.ts';
import { checkRules } from '../../../../src/lib/rules/check/index.ts';
import { compileRules } from '../../../../src/lib/rules/compile/index.ts';
import { decide } from '../../../../src/lib/rules/index.ts';
import { deployment, START_MS } from '../subjects.ts';

const options = { providers: providerRegistry };

/** What is said of a file whatever it is for: each problem with its place. */
function problemsOf(text: string): readonly string[] {
  const [rules = [], bot = []] = [checkRules(text, 'f', options), checkBotConfiguration(text, 'f', options)].map(
    (result) => (result.ok ? [] : result.problems.map(({ line, column, message }) => `${line}:${column} ${message}`)),
  );
  return rules.filter((problem) => bot.includes(problem));
}

const tooDeep = 'nested more than 50 levels deep; remove what is too much';

describe('nesting is bounded, without reading the file with a stack', () => {
  test.each([
    ['brackets', `a: ${'['.repeat(2000)}${']'.repeat(2000)}`, `1:53 ${tooDeep}`],
    ['brackets that nobody closes', `a: ${'['.repeat(100_000)}`, `1:53 ${tooDeep}`],
    ['braces', `a: ${'{b: '.repeat(2000)}${'}'.repeat(2000)}`, `1:200 ${tooDeep}`],
    ['lists in lists on one line', `a:\n  ${'- '.repeat(2000)}x`, `2:101 ${tooDeep}`],
    ['keys in keys on one line', `${'? '.repeat(2000)}x`, `1:101 ${tooDeep}`],
    [
      'lists in lists, line below line',
      Array.from({ length: 70 }, (_, line) => `${' '.repeat(40 * line)}${'- '.repeat(20)}`).join('\n'),
      `3:101 ${tooDeep}`,
    ],
    [
      'maps in maps',
      Array.from({ length: 700 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n'),
      `51:51 ${tooDeep}`,
    ],
  ])('%s', (_what, text, problem) => {
    expect(problemsOf(text)).toEqual([problem]);
  });

  test.each([
    ['in a text', `a: "${'['.repeat(2000)}"`],
    ['in a comment', `a: b # ${'[ - '.repeat(2000)}`],
    [
      'in a block of text',
      `a: |\n${Array.from({ length: 100 }, (_, depth) => `${' '.repeat(depth + 1)}- - [`).join('\n')}`,
    ],
    ['beside each other', `a: [${'[[]], '.repeat(2000)}[]]\nb:\n${'  - - x\n'.repeat(2000)}`],
    ['a little', `a: ${'['.repeat(40)}${']'.repeat(40)}`],
  ])('what only looks nested is no problem: %s', (_what, text) => {
    expect(problemsOf(text).filter((problem) => problem.includes('nested'))).toEqual([]);
  });
});

describe('the number of keys and of problems is bounded', () => {
  const many = (count: number) => Array.from({ length: count }, (_, index) => `k${index}`);

  test.each([
    ['a line each', `version: 1\nrules:\n  ${many(25_000).join(':\n  ')}:`, 3, 3, 25_000],
    ['in braces', `version: 1\nlists: { ${many(32_000).join(', ')} }`, 2, 8, 32_000],
    ['at the top', many(1001).join(':\n').concat(':'), 1, 1, 1001],
  ])('%s', (_what, text, line, column, keys) => {
    const message = `this map has ${keys} keys; at most 1000 are allowed. Remove some`;
    expect(problemsOf(text)).toEqual([`${line}:${column} ${message}`]);
  });

  test('a key that stands twice is found at its second place, among a thousand', () => {
    const text = [...many(998), 'k5', 'k6'].map((key) => `${key}: 1`).join('\n');
    expect(problemsOf(text)).toEqual([
      '999:1 this key stands twice in the same map; remove one of them',
      '1000:1 this key stands twice in the same map; remove one of them',
    ]);
  });

  test('of twenty thousand mistakes on one line the first ones are shown', () => {
    const result = checkRules(
      `version: 1\ntests: [${`{ expect: { ${many(990).join(': 1, ')}: 1 } },`.repeat(20)}]`,
      'f',
      options,
    );
    expect(result.ok ? [] : result.problems).toHaveLength(20);
  });
});

describe('what a decision costs is bounded, when the file is checked', () => {
  const list = (count: number, of: string) =>
    `[${Array.from({ length: count }, (_, index) => `${of}${index}`).join(', ')}]`;
  const lists = `lists:\n  long: ${list(1000, 'a')}\n  other: ${list(1000, 'b')}\n  short: ${list(10, 'c')}`;
  const rule = (name: string, when: string, more = '') =>
    `  - name: ${name}\n    on: deployment\n    when: ${JSON.stringify(when)}\n${more}    do: [{ cancel: { reason: stuck } }]\n    mode: shadow`;
  const file = (...rules: readonly string[]) => `version: 1\n${lists}\nrules:\n${rules.join('\n')}`;
  const first = (text: string) => {
    const result = checkRules(text, 'f', options);
    const [problem] = result.ok ? [] : result.problems;
    return problem && `${problem.line}:${problem.column} ${problem.message}`;
  };
  const remedy = 'steps for each decision; at most 20,000 are allowed. Shorten the list, or write less';
  const quadratic = 'lists.long.all(x, !(x in lists.other))';
  const heavy = `lists.long.exists(x, ${Array.from({ length: 3 }, () => 'x == deployment.name').join(' || ')})`;

  test.each([
    ['a list is gone through for each entry of another', quadratic, 12],
    ['two lists are joined for each entry', 'lists.long.exists(x, (lists.long + lists.other).size() == x.size())', 12],
    [
      'a list is written out',
      `lists.long.exists(x, ${Array.from({ length: 8 }, () => 'x.contains(deployment.name)').join(' || ')})`,
      12,
    ],
    ['it stands beside something cheap', `deployment.held && ${quadratic}`, 31],
  ])('refused where %s', (_what, condition, column) => {
    expect(first(file(rule('heavy', condition)))).toMatch(
      new RegExp(`^9:${column} the condition takes up to [\\d,]+ ${remedy}`),
    );
  });

  test.each([
    'deployment.name in lists.long',
    'lists.long.exists(x, x == deployment.name)',
    heavy,
    'lists.short.all(x, !(x in lists.other))',
    'deployment.labels.exists(key, key.startsWith("team") && key in lists.long)',
  ])('taken: %s', (condition) => {
    expect(first(file(rule('light', condition)))).toBeUndefined();
  });

  test('of all rules together, at the rule that is too much', () => {
    const rules = Array.from({ length: 10 }, (_, index) =>
      rule(`heavy-${index}`, heavy, `    unless: ${JSON.stringify(heavy)}\n`),
    );
    expect(first(file(...rules.slice(0, 2)))).toBeUndefined();
    expect(first(file(...rules))).toMatch(
      /^\d+:11 the conditions up to this rule take up to [\d,]+ steps for each decision; at most 100,000 are allowed for a file\. Shorten/,
    );
    const cheap = Array.from({ length: 200 }, (_, index) => rule(`cheap-${index}`, 'deployment.name in lists.long'));
    expect(first(file(...cheap))).toBeUndefined();
    expect(COST_LIMITS.file).toBeGreaterThan(COST_LIMITS.condition);
  });

  test('what is taken is decided on, and whatever the facts are, nothing is thrown', () => {
    const result = checkRules(
      file(rule('heavy', heavy), rule('deep', `${'!('.repeat(20)}deployment.held${')'.repeat(20)}`)),
      'f',
      options,
    );
    if (!result.ok) throw new Error(JSON.stringify(result.problems));
    const rules = compileRules(result.document);
    const verdicts = (facts: object) =>
      decide(rules, deployment(facts), START_MS).map(({ rule: name, verdict }) => `${name} ${verdict}`);
    expect(verdicts({ name: 'a999' })).toEqual(['heavy fired', 'deep idle']);
    const strange: readonly object[] = [
      { name: undefined },
      { name: { toString: () => 'x' } },
      { name: 5n },
      { labels: null },
      { startedAtMs: Number.NaN },
      Object.fromEntries(['name', 'held', 'status', 'startedAtMs', 'labels'].map((member) => [member, Symbol(member)])),
    ];
    for (const facts of strange) expect(verdicts(facts).filter((verdict) => verdict.includes('fired'))).toEqual([]);
  });
});
