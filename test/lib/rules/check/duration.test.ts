import { expect, test } from '@jest/globals';
import { evaluate } from '@marcbachmann/cel-js';
import * as fc from 'fast-check';
import { durationMs } from '../../../../src/lib/rules/check/duration.ts';

test.each([
  ['45m', 2_700_000],
  ['1h30m', 5_400_000],
  ['20s', 20_000],
  ['1.5s', 1500],
  ['.5s', 500],
  ['-1m', -60_000],
  ['250ms', 250],
  ['1h0m1s', 3_601_000],
])('%s is %p ms', (text, expected) => {
  expect(durationMs(text)).toBe(expected);
});

test.each(['', '45', 'm', '45x', '1d', '45 m', '4 5m', '.m', '--1m', '1m!', '1e3s', '9999999999h'])(
  '%j is none',
  (text) => {
    expect(durationMs(text)).toBeUndefined();
  },
);

test('whatever is accepted, CEL reads as the same length', () => {
  const part = fc.tuple(
    fc.nat({ max: 99_999 }),
    fc.option(fc.nat({ max: 999 })),
    fc.constantFrom('h', 'm', 's', 'ms', 'us', 'µs', 'ns'),
  );
  const literal = fc
    .tuple(fc.constantFrom('', '-', '+'), fc.array(part, { minLength: 1, maxLength: 3 }))
    .map(
      ([sign, parts]) =>
        sign +
        parts.map(([whole, fraction, unit]) => `${whole}${fraction === null ? '' : `.${fraction}`}${unit}`).join(''),
    );
  fc.assert(
    fc.property(literal, (text) => {
      const expected = Number(evaluate(`duration("${text}")`));
      expect(Math.abs((durationMs(text) ?? Number.NaN) - expected)).toBeLessThan(1e-2);
    }),
  );
});
