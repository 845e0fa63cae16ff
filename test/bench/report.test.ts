import { describe, expect, test } from '@jest/globals';
import { isMet, type Measured } from './figure.ts';
import { amount, markdownTable, surroundings, textTable } from './report.ts';

const size: Measured = { name: 'size', title: 'Size', unit: 'bytes', atMost: 1000, value: 1234, detail: 'all|of it' };
const speed: Measured = { name: 'speed', title: 'Events', unit: 'events/s', value: 750.4, detail: 'in batches' };

test('a goal is met up to its last bit, and no goal is no miss', () => {
  expect(isMet(size)).toBe(false);
  expect(isMet({ ...size, value: 1000 })).toBe(true);
  expect(isMet(speed)).toBe(true);
});

test.each([
  [599_546, 'bytes', '599,546 B'],
  [0.1962, 'ratio', '0.20'],
  [4275.6, 'ms', '4,276 ms'],
  [8, 'calls', '8 calls'],
  [280.6, 'MB', '281 MB'],
] as const)('%s %s is written %s', (value, unit, expected) => {
  expect(amount(value, unit)).toBe(expected);
});

describe('the tables', () => {
  test('line up in a terminal, and say plainly what was missed', () => {
    expect(textTable([size, speed]).split('\n')).toEqual([
      'figure  goal       measured              how',
      'Size    ≤ 1,000 B  1,234 B       MISSED  all|of it',
      'Events             750 events/s          in batches',
    ]);
  });

  test('are tables in Markdown, whatever stands in a cell', () => {
    expect(markdownTable([size]).split('\n')).toEqual([
      '| figure | goal | measured |  | how |',
      '|---|---|---|---|---|',
      '| Size | ≤ 1,000 B | 1,234 B | MISSED | all\\|of it |',
    ]);
  });
});

test('the surroundings name no machine and nobody', () => {
  expect(Object.keys(surroundings(new Date(0)))).toEqual([
    'date',
    'node',
    'platform',
    'processor',
    'cores',
    'memoryGb',
  ]);
});
