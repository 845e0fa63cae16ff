import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { visibleDetails, visibleLines, visibleText } from '../../src/lib/visible-text.ts';

const hidden = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;
const hostile = fc.string({
  unit: fc.oneof(
    fc.constantFrom(
      '\u001b',
      '\u009b',
      '\r',
      '\n',
      '\t',
      '\u007f',
      '\u202e',
      '\u2066',
      '\u2028',
      '\u{e0041}',
      '\ud800',
      'é',
      '😀',
    ),
    fc.string({ unit: 'binary', maxLength: 1 }),
  ),
});

describe('text from outside', () => {
  test('shows what a terminal would obey or hide, as JSON writes it', () => {
    expect(visibleText('a\u001b[2J\r\nb\u202ec\u{e0041}\ud800')).toBe(
      String.raw`a\u001b[2J\r\nb\u202ec\udb40\udc41\ud800`,
    );
    expect(visibleText('Grüße, 日本 👍')).toBe('Grüße, 日本 👍');
  });

  test('is one line, without anything hidden', () => {
    fc.assert(fc.property(hostile, (text) => !hidden.test(visibleText(text))));
  });

  test('keeps its lines where they are meant, and each is harmless', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const lines = visibleLines(text).split('\n');
        expect(lines).toHaveLength(text.split('\n').length);
        expect(lines.filter((line) => hidden.test(line.replaceAll('\t', '')))).toEqual([]);
        expect(
          visibleDetails(text)
            .split('\n')
            .slice(1)
            .filter((line) => !line.startsWith('  ')),
        ).toEqual([]);
      }),
    );
  });

  test('means the same as before, as JSON', () => {
    fc.assert(
      fc.property(hostile, fc.constantFrom(undefined, 2), (text, indentation) => {
        const value = { [text]: [text] };
        expect(JSON.parse(visibleLines(JSON.stringify(value, undefined, indentation)))).toEqual(value);
      }),
    );
  });
});
