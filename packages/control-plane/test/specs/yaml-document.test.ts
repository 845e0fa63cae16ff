import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { parseDocument, stringify } from 'yaml';
import { MAXIMUM_CHARACTERS, MAXIMUM_TOKENS, parseYaml, UnreadableYamlError } from '../../src/specs/yaml-document.ts';
import { positionsIn, readYaml } from '../../src/specs/yaml-text.ts';
import { runs } from '../support/properties.ts';

function refusal(text: string): string {
  try {
    readYaml(text);
  } catch (error) {
    if (error instanceof UnreadableYamlError) return error.message;
    throw error;
  }
  throw new Error('the text was not refused');
}

/** A text of this size of the same thing again and again. */
function filled(unit: string | ((index: number) => string), characters = 1_000_000): string {
  const parts: string[] = [];
  for (let length = 0, index = 0; length < characters; index += 1) {
    const part = typeof unit === 'string' ? unit : unit(index);
    parts.push(part);
    length += part.length;
  }
  return parts.join('').slice(0, characters);
}

describe('a document', () => {
  test('is read as the library reads it', () => {
    const values = fc.object({ maxDepth: 3, values: [fc.string(), fc.integer(), fc.boolean(), fc.constant(null)] });
    fc.assert(
      fc.property(values, (value) => {
        const text = stringify(value);
        expect(readYaml(text)).toEqual(parseDocument(text).toJS());
      }),
      runs(300),
    );
  });

  test('is refused for a mistake that the library finds, too, at its place', () => {
    const signs = fc.array(
      fc.constantFrom('a', ':', ' ', '\n', '-', '[', ']', '{', '}', ',', '"', "'", '&a', '*a', '#', '|', '%', '!'),
    );
    fc.assert(
      fc.property(signs, (parts) => {
        const text = parts.join('');
        const { errors } = parseDocument(text, { prettyErrors: false, uniqueKeys: false, logLevel: 'error' });
        const offsets = errors.map((error) => error.pos[0]);
        try {
          parseYaml(text, { allowsRepeatedKeys: true });
          expect(errors).toEqual([]);
        } catch (error) {
          if (!(error instanceof UnreadableYamlError)) throw error;
          const { 1: line, 2: column } = /line (\d+), column (\d+)/.exec(error.message) ?? [];
          const starts = text
            .split('\n')
            .map((_line, index, lines) => lines.slice(0, index).join('\n').length + Math.min(index, 1));
          expect(offsets).toContain((starts[Number(line) - 1] ?? 0) + Number(column) - 1);
        }
      }),
      runs(500),
    );
  });

  test.each([
    ['a: 1\nb: 2\na: 3', 'line 3, column 1: DUPLICATE_KEY'],
    ['a: {b: 1, b: 2}', 'line 1, column 11: DUPLICATE_KEY'],
    ['- {1: a, 1: b}', 'line 1, column 10: DUPLICATE_KEY'],
    ['a:\n  - b: 1\n    c: {d: 1, d: 1}', 'line 3, column 15: DUPLICATE_KEY'],
  ])('with a key twice is refused: %j', (text, reason) => {
    expect(refusal(text)).toBe(reason);
  });

  test.each(['{1: a, "1": b}', 'a: {c: 1}\nb: {c: 1}', '? [a]\n: 1\n? [b]\n: 2'])('has no key twice: %j', (text) => {
    expect(() => readYaml(text)).not.toThrow();
  });
});

describe('a text that would take long, or much memory', () => {
  test.each([
    ['keys', filled((index) => `key${index}: 1\n`), /more than 20000 signs/],
    ['keys on one line', `{${filled((index) => `k${index}: 1,`)}}`, /more than 20000 signs/],
    ['items', `[${filled('a,')}]`, /more than 20000 signs/],
    ['lines', filled('\n'), /more than 20000 signs/],
    ['comments', filled('#\n'), /more than 20000 signs/],
    ['documents', filled('--- a\n'), /MULTIPLE_DOCS/],
    ['mistakes', filled(']'), /UNEXPECTED_TOKEN/],
    ['mistakes in one text', `a: "${filled('\\q')}"`, /line 1, column 5: BAD_DQ_ESCAPE/],
    ['anchors', `[${filled((index) => `&a${index} x,`)}]`, /more than 20000 signs/],
    ['aliases', `[&a x,${'*a,'.repeat(5000)}]`, /aliases/],
    ['nested lists', '['.repeat(15_000), /60 levels/],
    ['nested items', `${'- '.repeat(8000)}a`, /60 levels/],
    ['nested keys', Array.from({ length: 1000 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n'), /60 levels/],
    ['one more character', `a: ${filled('x', MAXIMUM_CHARACTERS)}`, /longer than 1048576 characters/],
  ])('is refused at the first thing that is too much: %s', (_what, text, reason) => {
    expect(refusal(text)).toMatch(reason);
  });

  test('is refused when its aliases make it long', () => {
    const items = Array.from({ length: 1000 }, () => 'a').join(',');
    expect(refusal(`a: &a [${items}]\nb: [${Array.from({ length: 50 }, () => '*a').join(',')}]`)).toMatch(
      /more than 20000 values/,
    );
  });

  test.each([
    [
      'as many keys as there may be',
      Array.from({ length: MAXIMUM_TOKENS / 7 - 1 }, (_, index) => `key${index}: 1\n`).join(''),
    ],
    ['one text that is as long as may be', `a: "${filled('\\n', MAXIMUM_CHARACTERS - 6)}"`],
    ['folded lines', `a: >\n${filled('  x\n', MAXIMUM_CHARACTERS - 10)}`],
  ])('is read when it is not too much: %s', (_what, text) => {
    expect(Object.keys(Object(readYaml(text))).length).toBeGreaterThan(0);
    expect(positionsIn(text)(['missing'])).toEqual({ line: 1, column: 1 });
  });
});
