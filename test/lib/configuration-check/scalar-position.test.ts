import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { isScalar, parseDocument, type Scalar } from 'yaml';
import { offsetInFile } from '../../../src/lib/configuration-check/index.ts';

function scalarIn(text: string): Scalar {
  const node = parseDocument(text).get('key', true);
  if (!isScalar(node)) throw new Error(`no scalar in ${text}`);
  return node;
}

/** The visible characters of the value beside what stands in the file at their places. */
function pairsOf(text: string): readonly string[] {
  const scalar = scalarIn(text);
  const value = String(scalar.value);
  return [...value.matchAll(/\S/g)].map(({ 0: character, index }) => {
    const written = text.slice(offsetInFile(text, scalar, index)).replace(/^(\\.|'').*$|^(.).*$/s, '$1$2');
    return `${character} ${written}`;
  });
}

describe('offsetInFile', () => {
  test.each([
    ['key: a b', 'a'],
    ['key: a\n  b', 'b'],
    ['key: |\n  a\n\n    b', 'b'],
    ['key: >-\n  a\n  b', 'b'],
    ['key: "a\\\n  b"', 'b'],
    ["key: 'a\n\n  b'", 'b'],
    ['key: "a\n  \\ \\nb"', 'b'],
    ['key: "a  \n\n\n  b"', 'b'],
  ])('%j: the place of %s', (text, character) => {
    const scalar = scalarIn(text);
    expect(offsetInFile(text, scalar, String(scalar.value).indexOf(character))).toBe(text.lastIndexOf(character));
  });

  test('escapes stand where they are written', () => {
    expect(pairsOf('key: "x\\"y\\x41\\u0042z"')).toEqual(['x x', '" \\"', 'y y', 'A \\x', 'B \\u', 'z z']);
    expect(pairsOf("key: 'it''s'")).toEqual(['i i', 't t', "' ''", 's s']);
  });

  test('an offset behind the value is the place behind it', () => {
    for (const text of ['key: ab', 'key: "ab"', 'key: |\n  ab\n']) {
      expect(offsetInFile(text, scalarIn(text), 99)).toBe(text.indexOf('ab') + 2);
    }
  });

  test('every visible character of every value is found, in every style', () => {
    const style = fc.constantFrom('PLAIN', 'QUOTE_DOUBLE', 'QUOTE_SINGLE', 'BLOCK_LITERAL', 'BLOCK_FOLDED');
    const character = fc.constantFrom('a', 'b', '(', '&', '"', "'", '\\', ' ', ' ', '\n', 'é', '😀');
    const value = fc.string({ unit: character, minLength: 1, maxLength: 80 });
    fc.assert(
      fc.property(value, style, fc.integer({ min: 20, max: 60 }), (content, type, lineWidth) => {
        const written = parseDocument('key: x');
        const node = written.get('key', true);
        if (!isScalar(node)) throw new Error('no scalar');
        node.value = content;
        node.type = type;
        const text = written.toString({ lineWidth });
        const scalar = scalarIn(text);
        // Not the content itself: the library folds some texts in a way that it reads differently.
        for (const { 0: visible, index } of String(scalar.value).matchAll(/\S/gu)) {
          const there = text.slice(offsetInFile(text, scalar, index));
          expect(there.startsWith(visible) || there.startsWith(`\\${visible}`)).toBe(true);
        }
      }),
      { numRuns: 500 },
    );
  });
});
