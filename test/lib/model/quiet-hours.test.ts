import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { isQuiet, isTimeZone } from '../../../src/lib/model/quiet-hours.ts';

const nights = { from: '22:00', to: '07:00', zone: 'Europe/Paris' } as const;
const at = (text: string) => Date.parse(text);

describe('quiet hours', () => {
  test.each([
    ['before they begin', '2026-01-10T20:59:59Z', false],
    ['from their first minute', '2026-01-10T21:00:00Z', true],
    ['over midnight', '2026-01-11T02:00:00Z', true],
    ['until the minute at which they end', '2026-01-11T05:59:59Z', true],
    ['no longer', '2026-01-11T06:00:00Z', false],
  ])('%s', (_name, moment, expected) => {
    expect(isQuiet(nights, at(moment))).toBe(expected);
  });

  // In Paris the clocks went forward at 01:00 UTC on 2026-03-29, and back at 01:00 UTC on 2026-10-25.
  test.each([
    ['begin in winter time on the day before the clocks go forward', '2026-03-28T21:00:00Z', true],
    ['end in summer time on the day on which they do', '2026-03-29T04:59:59Z', true],
    ['and not in winter time', '2026-03-29T05:00:00Z', false],
    ['begin in summer time on the day before the clocks go back', '2026-10-24T20:00:00Z', true],
    ['end in winter time on the day on which they do', '2026-10-25T05:59:59Z', true],
    ['and not in summer time', '2026-10-25T06:00:00Z', false],
  ])('%s', (_name, moment, expected) => {
    expect(isQuiet(nights, at(moment))).toBe(expected);
  });

  test('within a day', () => {
    const lunch = { from: '12:00', to: '13:30', zone: 'UTC' };
    expect(isQuiet(lunch, at('2026-06-01T12:00:00Z'))).toBe(true);
    expect(isQuiet(lunch, at('2026-06-01T13:30:00Z'))).toBe(false);
    expect(isQuiet(lunch, at('2026-06-01T00:00:00Z'))).toBe(false);
  });

  test('a moment is in one of the two halves of a day, in any zone', () => {
    const zone = fc.constantFrom('UTC', 'Europe/Paris', 'America/St_Johns', 'Asia/Kathmandu', 'Australia/Lord_Howe');
    const time = fc
      .integer({ min: 0, max: 24 * 60 - 1 })
      .map((minute) => new Date(minute * 60_000).toISOString().slice(11, 16));
    const moment = fc.integer({ min: at('2020-01-01T00:00:00Z'), max: at('2040-01-01T00:00:00Z') });
    fc.assert(
      fc.property(zone, time, time, moment, (where, from, to, atMs) => {
        fc.pre(from !== to);
        const first = isQuiet({ from, to, zone: where }, atMs);
        expect(isQuiet({ from: to, to: from, zone: where }, atMs)).toBe(!first);
      }),
    );
  });
});

test.each([
  ['Europe/Paris', true],
  ['UTC', true],
  ['Paris', false],
  ['', false],
  ['<!channel>', false],
])('the time zone %j: %s', (zone, expected) => {
  expect(isTimeZone(zone)).toBe(expected);
});
