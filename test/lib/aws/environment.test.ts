import { expect, test } from '@jest/globals';
import {
  EnvironmentIncomplete,
  EnvironmentInvalid,
  keptMs,
  requireEnvironment,
  wholeNumber,
} from '../../../src/lib/aws/index.ts';

test('gives what is asked for, and names all that is missing or empty at once', () => {
  expect(requireEnvironment(['A', 'B'], { A: '1', B: '2', C: '3' })).toEqual({ A: '1', B: '2' });
  const ask = () => requireEnvironment(['A', 'B', 'C'], { A: '', C: 'here' });
  expect(ask).toThrow(EnvironmentIncomplete);
  expect(ask).toThrow('missing environment variables: A, B. serverless.yml sets them');
});

test.each(['', '-1', '1.5', '60s', 'NaN', ' 60', '1e3', '9'.repeat(10)])('%j is no whole number', (value) => {
  const read = () => wholeNumber({ LEAD_SECONDS: value }, 'LEAD_SECONDS');
  expect(read).toThrow(EnvironmentInvalid);
  expect(read).toThrow('LEAD_SECONDS must be a whole number');
});

test('zero is one', () => {
  expect(wholeNumber({ LEAD_SECONDS: '0' }, 'LEAD_SECONDS')).toBe(0);
  expect(wholeNumber({ LEAD_SECONDS: '60' }, 'LEAD_SECONDS')).toBe(60);
});

test('what has ended is kept for whole days, and for one at least', () => {
  expect(keptMs({ PROTON_BOT_KEPT_DAYS: '2' })).toBe(2 * 24 * 60 * 60_000);
  expect(() => keptMs({ PROTON_BOT_KEPT_DAYS: '0' })).toThrow('PROTON_BOT_KEPT_DAYS must be at least one day');
});
