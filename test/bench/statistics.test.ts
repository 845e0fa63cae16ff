import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { median } from './statistics.ts';

test('the median is the middle, or the mean of the two in the middle', () => {
  expect(median([3])).toBe(3);
  expect(median([9, 1, 5])).toBe(5);
  expect(median([4, 1, 2, 100])).toBe(3);
  expect(() => median([])).toThrow(RangeError);
});

test('one wild value moves the median no further than to its neighbour', () => {
  const numbers = fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: 3 });
  fc.assert(
    fc.property(numbers, (usual) => {
      const sorted = usual.toSorted((left, right) => left - right);
      const wild = median([...sorted.slice(0, -1), 1e9]);
      expect(wild).toBeLessThanOrEqual(sorted.length === 3 ? (sorted[1] ?? 0) : 1000);
      expect(wild).toBeGreaterThanOrEqual(median(sorted));
    }),
  );
});
