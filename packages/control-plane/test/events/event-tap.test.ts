import { describe, expect, test } from '@jest/globals';
import type { ProtonEvent } from '../../src/index.ts';
import { createEventTap } from '../../src/index.ts';

const event = (id: number): ProtonEvent => ({
  version: '0',
  id: `event-${id}`,
  'detail-type': 'AWS Proton Environment Status Change',
  source: 'aws.proton',
  account: '111122223333',
  time: '2026-03-02T09:30:00Z',
  region: 'eu-central-1',
  resources: ['arn:aws:proton:eu-central-1:111122223333:environment/prod'],
  detail: {},
});

describe('an event tap', () => {
  test('keeps the newest events only, each with its number', () => {
    const tap = createEventTap({ capacity: 3 });
    expect([tap.after(0), tap.lastSequence]).toEqual([[], 0]);
    for (let count = 1; count <= 10; count += 1) {
      tap.record(event(count));
      const expected = [count - 2, count - 1, count].filter((sequence) => sequence > 0);
      expect(tap.after(0)).toEqual(expected.map((sequence) => ({ sequence, event: event(sequence) })));
    }
    expect(tap.lastSequence).toBe(10);
  });

  test('gives what came after a number', () => {
    const tap = createEventTap();
    for (let count = 1; count <= 5; count += 1) tap.record(event(count));
    expect(tap.after(3).map(({ sequence }) => sequence)).toEqual([4, 5]);
    expect(tap.after(5)).toEqual([]);
  });

  test('goes on counting after it was cleared', () => {
    const tap = createEventTap();
    tap.record(event(1));
    tap.clear();
    expect(tap.after(0)).toEqual([]);
    tap.record(event(2));
    expect(tap.after(0)).toEqual([{ sequence: 2, event: event(2) }]);
  });
});
