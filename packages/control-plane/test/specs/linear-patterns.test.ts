import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { createLinearPatterns, UnusablePatternError } from '../../src/specs/linear-patterns.ts';
import { runs } from '../support/properties.ts';

const matches = (source: string, text: string): boolean => createLinearPatterns().compile(source).test(text);

/** Any texts, and such as match; fast-check makes none for the edges of words. */
const textsFor = (expression: RegExp): fc.Arbitrary<string> =>
  fc.oneof(fc.string(), fc.stringMatching(new RegExp(expression.source.replaceAll('\\b', ''))));

describe('a pattern', () => {
  test.each([
    '^[a-z][a-z0-9-]{1,62}$',
    '([0-9]{1,3}\\.){3}[0-9]{1,3}($|/(16|24))',
    '^arn:aws[a-zA-Z-]*:iam::\\d{12}:role/[\\w+=,.@-]+$',
    '^(?:dev|test|prod)(?:-\\d+)?$',
    '\\bcat\\b|[^\\s/]+\\.git$',
    '^\\u0041\\x42(?<third>C)?\\/',
    '[^]',
  ])('means what it means in JavaScript: %s', (source) => {
    const expression = new RegExp(source);
    const samples = [
      '10.0.0.0/16',
      '10.0.0/16',
      'dev',
      'prod-12',
      'AB/',
      'ABC/x',
      'a cat',
      'x.git',
      'a/b',
      'arn:aws:iam::123456789012:role/a@b',
    ];
    for (const sample of samples) expect([sample, matches(source, sample)]).toEqual([sample, expression.test(sample)]);
    fc.assert(
      fc.property(textsFor(expression), (text) => {
        // RE2 counts characters, JavaScript halves of them.
        if (/[^\0-\uFFFF]/u.test(text)) return;
        expect([text, matches(source, text)]).toEqual([text, expression.test(text)]);
      }),
      runs(200),
    );
  });

  // JavaScript's engine would not be done with any of these in the time that the sun has.
  test.each([
    ['^(a+)+$', `${'a'.repeat(50_000)}!`],
    ['^(a|aa)*$', `${'a'.repeat(50_000)}!`],
    ['(.*?,){40}P', 'x,'.repeat(25_000)],
    ['^(a?){50}a{50}$', 'a'.repeat(49)],
  ])('that could be tried for ever is tried once: %s', (source, text) => {
    expect(matches(source, text)).toBe(false);
  });

  test.each(['(', '(?=a)b', '(?!a)b', '(?<=a)b', '(a)\\1', '(?i)a', '((a{0,100}){0,100}){0,100}'])(
    'is refused when it is none, or cannot be tried so: %s',
    (source) => {
      expect(() => createLinearPatterns().compile(source)).toThrow(
        new UnusablePatternError('must be a regular expression, without look-around and backreferences'),
      );
    },
  );

  test('is refused when it is too long', () => {
    expect(() => createLinearPatterns().compile('a'.repeat(1001))).toThrow(/longer than 1000 characters/);
    expect(matches('a'.repeat(1000), 'a'.repeat(1000))).toBe(true);
  });

  test('is refused when all patterns of a schema together have too many steps; the same pattern counts once', () => {
    const patterns = createLinearPatterns();
    for (let time = 0; time < 100; time += 1) patterns.compile('^[a-z]{1,900}$');
    for (let last = 901; last <= 904; last += 1) patterns.compile(`^[a-z]{1,${last}}$`);
    expect(() => patterns.compile('^[a-z]{1,905}$')).toThrow(/more than 10000 steps/);
  });
});
