import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { recheckIntervalMs } from '../../../../src/lib/providers/supply-chain/index.ts';

const minuteMs = 60_000;

describe('how long until the next look', () => {
  test.each([
    [-5_000, 15_000],
    [0, 15_000],
    [minuteMs, 15_000],
    [2 * minuteMs, 30_000],
    [20 * minuteMs, 5 * minuteMs],
    [40 * minuteMs, 10 * minuteMs],
    [24 * 60 * minuteMs, 10 * minuteMs],
    [Number.POSITIVE_INFINITY, 10 * minuteMs],
    [Number.NaN, 15_000],
  ])('after %i ms under way: %i ms', (underWayForMs, expected) => {
    expect(recheckIntervalMs(underWayForMs)).toBe(expected);
  });

  test('it never shrinks, and stays within its bounds', () => {
    const time = fc.integer({ min: -minuteMs, max: 100 * 60 * minuteMs });
    fc.assert(
      fc.property(time, time, (one, other) => {
        const [early, late] = one <= other ? [one, other] : [other, one];
        expect(recheckIntervalMs(early)).toBeLessThanOrEqual(recheckIntervalMs(late));
        expect(recheckIntervalMs(early)).toBeGreaterThanOrEqual(15_000);
        expect(recheckIntervalMs(late)).toBeLessThanOrEqual(10 * minuteMs);
      }),
    );
  });

  test('nine hours cost less than a hundred looks', () => {
    let looks = 0;
    for (let atMs = 0; atMs < 9 * 60 * minuteMs; atMs += recheckIntervalMs(atMs)) looks += 1;
    expect(looks).toBeLessThan(100);
  });
});
