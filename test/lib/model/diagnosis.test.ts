import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { diagnosisOf, maximumDiagnosisBytes } from '../../../src/lib/model/diagnosis.ts';

const bytesOf = (text: string) => new TextEncoder().encode(text).length;

describe('a diagnosis', () => {
  test('has the lines of all investigators in order, each once', () => {
    expect(diagnosisOf([['one', 'two'], [], ['two', 'three']], 7, 'orders/api')).toEqual({
      atMs: 7,
      part: 'orders/api',
      text: 'one\ntwo\nthree',
    });
  });

  test('there is none if nobody found anything', () => {
    expect(diagnosisOf([[], ['  ', '']], 7)).toBeUndefined();
  });

  test('is never longer than an item keeps, and is never cut inside a character', () => {
    const line = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 3000 }),
      fc.constantFrom('🔥'.repeat(5000), 'é'.repeat(10_000)),
    );
    fc.assert(
      fc.property(fc.array(fc.array(line, { maxLength: 12 }), { maxLength: 5 }), (findings) => {
        const diagnosis = diagnosisOf(findings, 0);
        if (diagnosis === undefined) return;
        expect(bytesOf(diagnosis.text)).toBeLessThanOrEqual(maximumDiagnosisBytes);
        expect(() => encodeURIComponent(diagnosis.text)).not.toThrow();
      }),
    );
  });

  test('says how much is left out', () => {
    const text =
      diagnosisOf([['x'.repeat(10_000), ...Array.from({ length: 30 }, (_, index) => `${index} ${'y'.repeat(400)}`)]], 0)
        ?.text ?? '';
    const lines = text.split('\n');
    expect(lines[0]).toBe(`${'x'.repeat(1000)}… (9000 more characters)`);
    expect(lines.at(-1)).toBe(`(${31 - (lines.length - 1)} more lines)`);
  });

  test('has no secrets, also where one is longer than the rest of a line may be', () => {
    const text = diagnosisOf(
      [[`${'x '.repeat(495)}DB_PASSWORD=Zq7abcdefghijklmnopqrstuvwxyz`, 'AKIAABCDEFGHIJKLMNOP']],
      0,
    )?.text;
    expect(text).not.toMatch(/Zq7|AKIA/);
    expect(text).toContain('[redacted]');
  });
});
