import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { formatButtonValue, parseButtonValue } from '../../../src/lib/slack/button-value.ts';

const key = { target: 'arn:aws:proton:eu-west-1:111122223333:environment/prod', attempt: '2026-11-20#01#-' };

test('what goes into a button comes back', () => {
  const word = fc.string({ minLength: 1, maxLength: 300 });
  fc.assert(
    fc.property(fc.record({ target: word, attempt: word }), (given) => {
      const value = formatButtonValue(given);
      expect(value === undefined ? given : parseButtonValue(value)).toEqual(given);
    }),
  );
});

test('a key that Slack could not carry has no button', () => {
  expect(formatButtonValue({ ...key, target: 'a'.repeat(2000) })).toBeUndefined();
});

describe('anything else is refused', () => {
  test.each([
    undefined,
    null,
    7,
    '',
    'cancel',
    '{',
    'null',
    '[]',
    '{}',
    '"text"',
    JSON.stringify({ target: key.target }),
    JSON.stringify({ ...key, attempt: '' }),
    JSON.stringify({ ...key, attempt: 3 }),
    JSON.stringify({ ...key, more: 'x' }),
    JSON.stringify(key).padEnd(2001),
  ])('%j', (value) => {
    expect(parseButtonValue(value)).toBeUndefined();
  });
});
