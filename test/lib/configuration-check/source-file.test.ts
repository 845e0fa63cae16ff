import { describe, expect, test } from '@jest/globals';
import { formatProblem, inReadingOrder, SourceFile } from '../../../src/lib/configuration-check/index.ts';

describe('positions', () => {
  const file = new SourceFile('rules.yml', 'ab\n\ncd\r\ne');

  test.each([
    [0, 1, 1],
    [2, 1, 3],
    [3, 2, 1],
    [4, 3, 1],
    [6, 3, 3],
    [8, 4, 1],
    [9, 4, 2],
    [1000, 4, 2],
    [-1, 1, 1],
  ])('offset %p is line %p, column %p', (offset, line, column) => {
    expect(file.positionAt(offset)).toEqual({ line, column });
  });

  test('lines come without their breaks', () => {
    expect([1, 2, 3, 4, 5].map((line) => file.lineAt(line))).toEqual(['ab', '', 'cd', 'e', '']);
  });
});

describe('formatProblem', () => {
  test('looks like a compiler', () => {
    const file = new SourceFile('config/rules.yml', 'version: 1\nruels: []\n');
    expect(formatProblem(file.problemAt(11, 'unknown key'))).toBe(
      ['config/rules.yml:2:1: unknown key', '2 | ruels: []', '    ^'].join('\n'),
    );
  });

  test('points at the place in a long line', () => {
    const text = `${'x'.repeat(500)}HERE${'y'.repeat(500)}`;
    const [, shown = '', caret = ''] = formatProblem(new SourceFile('f', text).problemAt(500, 'm')).split('\n');
    expect(shown.length).toBeLessThan(130);
    expect(shown.slice(caret.indexOf('^'))).toMatch(/^HERE/);
  });

  test('repeats nothing that could steer a terminal', () => {
    const problem = new SourceFile('f', 'a\u001B[31mred\u0007\tb').problemAt(0, 'm');
    expect(problem.excerpt).toBe('1 | a [31mred  b\n    ^');
  });
});

describe('inReadingOrder', () => {
  const file = new SourceFile('b.yml', 'one\ntwo\nthree');
  const other = new SourceFile('a.yml', 'one');

  test('sorts by file and place, and says nothing twice', () => {
    const late = file.problemAt(8, 'late');
    const early = file.problemAt(1, 'early');
    const elsewhere = other.problemAt(0, 'elsewhere');
    expect(inReadingOrder([late, early, late, elsewhere])).toEqual([elsewhere, early, late]);
  });

  test('of very many keeps the first', () => {
    const many = Array.from({ length: 500 }, (_, index) => file.problemAt(0, `message ${index}`));
    expect(inReadingOrder(many)).toHaveLength(20);
  });
});
