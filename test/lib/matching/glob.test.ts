import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { matchesAnyGlob, matchesGlob } from '../../../src/lib/matching/index.ts';

describe('matchesGlob', () => {
  test.each([
    ['prod*', 'prod', true],
    ['prod*', 'prod-eu', true],
    ['prod*', 'preprod', false],
    ['*prod', 'preprod', true],
    ['orders/*', 'orders/api', true],
    ['*', '', true],
    ['', '', true],
    ['', 'a', false],
    ['?', '', false],
    ['pr?d', 'prod', true],
    ['a*b*c', 'a-b-b-c', true],
    ['a*b*c', 'a-b-b', false],
    ['Prod', 'prod', false],
    ['a.c', 'abc', false],
    ['[a-z]', 'a', false],
  ])('%j and %j: %s', (pattern, text, expected) => {
    expect(matchesGlob(pattern, text)).toBe(expected);
  });

  test('agrees with the regular expression that says the same', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?', '.', '/'), maxLength: 12 });
    fc.assert(
      fc.property(letters, letters, (pattern, text) => {
        const source = pattern.replaceAll('.', '\\.').replaceAll('*', '[^]*').replaceAll('?', '[^]');
        expect(matchesGlob(pattern, text)).toBe(new RegExp(`^${source}$`).test(text));
      }),
    );
  });

  test('takes a pattern that ruins a careless matcher', () => {
    expect(matchesGlob(`${'*a'.repeat(100)}b`, 'a'.repeat(2000))).toBe(false);
  });

  test('one of several patterns is enough, none matches nothing', () => {
    expect(matchesAnyGlob(['dev', 'prod*'], 'prod-eu')).toBe(true);
    expect(matchesAnyGlob([], 'prod-eu')).toBe(false);
  });
});
