import { expect, test } from '@jest/globals';
import { suggestion } from '../../src/lib/did-you-mean.ts';

const KNOWN = ['environment', 'status', 'service', 'held'];

test.each([
  ['enviroment', 'did you mean "environment"?'],
  ['statsu', 'did you mean "status"?'],
  ['Status', 'did you mean "status"?'],
  ['hold', 'did you mean "held"?'],
  ['colour', 'known: environment, status, service, held'],
  ['', 'known: environment, status, service, held'],
  ['x'.repeat(100_000), 'known: environment, status, service, held'],
])('%.20s: %s', (word, expected) => {
  expect(suggestion(word, KNOWN)).toBe(expected);
});

test('where nothing is known it says so', () => {
  expect(suggestion('x', [])).toBe('there are none');
});
