import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { compileEventPattern, InvalidEventPatternError } from '../../src/event-bridge/pattern/index.ts';

const matches = (pattern: unknown, event: unknown): boolean => compileEventPattern(pattern)(event);
const field = (matcher: unknown): unknown => ({ detail: { field: [matcher] } });
const holding = (value: unknown): unknown => ({ detail: { field: value } });

/** Operator, operand; values that match; values that do not. Undefined stands for a missing field. */
const operators: [name: string, matcher: unknown, matching: unknown[], others: unknown[]][] = [
  ['exact text', 'a', ['a', ['b', 'a'], [['a']]], ['A', 'ab', '', 1, null, undefined, [], { a: 'a' }]],
  ['empty text', '', ['', ['']], ['a', null, undefined]],
  ['number', 300, [300, 300.0, 3e2, [1, 300]], ['300', 301, undefined]],
  ['true', true, [true], [false, 'true', 1, undefined]],
  ['null', null, [null, ['a', null]], ['null', '', 0, undefined, []]],
  ['prefix', { prefix: 'us-' }, ['us-', 'us-east-1', ['eu', 'us-x']], ['US-east', 'xus-', 1, undefined]],
  ['prefix, any case', { prefix: { 'equals-ignore-case': 'EventB' } }, ['eventbridge', 'EVENTB'], ['event', undefined]],
  ['suffix', { suffix: '.png' }, ['.png', 'a.png'], ['a.PNG', 'a.png.txt', 1, undefined]],
  ['suffix, any case', { suffix: { 'equals-ignore-case': '.Png' } }, ['a.PNG', 'a.png'], ['png', undefined]],
  ['equals-ignore-case', { 'equals-ignore-case': 'aLiCe' }, ['alice', 'ALICE'], ['alic', 1, undefined]],
  ['anything-but text', { 'anything-but': 'a' }, ['b', '', 1, true, null, ['a', 'b']], ['a', ['a'], undefined, [], {}]],
  ['anything-but number', { 'anything-but': 123 }, [124, '123'], [123, undefined]],
  ['anything-but list', { 'anything-but': ['a', 'b'] }, ['c', 1], ['a', 'b', ['a', 'b'], undefined]],
  ['anything-but numbers', { 'anything-but': [1, 2] }, [3, '1'], [1, 2]],
  ['anything-but prefix', { 'anything-but': { prefix: 'us-' } }, ['eu-1', 1], ['us-1', undefined]],
  ['anything-but prefixes', { 'anything-but': { prefix: ['us-', 'eu-'] } }, ['ap-1'], ['us-1', 'eu-1']],
  ['anything-but suffix', { 'anything-but': { suffix: '.png' } }, ['a.jpg'], ['a.png', undefined]],
  ['anything-but suffixes', { 'anything-but': { suffix: ['.png', '.jpg'] } }, ['a.gif'], ['a.png', 'b.jpg']],
  ['anything-but any case', { 'anything-but': { 'equals-ignore-case': 'init' } }, ['x'], ['INIT', 'init']],
  [
    'anything-but any case, list',
    { 'anything-but': { 'equals-ignore-case': ['init', 'stop'] } },
    ['x'],
    ['Init', 'STOP'],
  ],
  ['anything-but wildcard', { 'anything-but': { wildcard: '*/lib/*' } }, ['/bin/x'], ['/usr/lib/x', '/lib/']],
  ['anything-but wildcards', { 'anything-but': { wildcard: ['*/lib/*', '*.so'] } }, ['/bin/x'], ['/a/lib/b', 'c.so']],
  ['numeric =', { numeric: ['=', 5] }, [5, 5.0], ['5', 6, undefined]],
  ['numeric <', { numeric: ['<', 10] }, [9.99, -1], [10, '9']],
  ['numeric <=', { numeric: ['<=', 10] }, [10], [10.01]],
  ['numeric >', { numeric: ['>', 0] }, [0.1], [0]],
  ['numeric >=', { numeric: ['>=', 0] }, [0, [-1, 2]], [-0.1]],
  ['numeric range', { numeric: ['>', 0, '<=', 5] }, [0.1, 5], [0, 5.1]],
  ['exists', { exists: true }, ['', 0, false, null, ['a']], [undefined, [], { inner: 1 }, {}]],
  ['exists not', { exists: false }, [undefined, [], { inner: 1 }, {}], ['', 0, null, ['a']]],
  ['cidr', { cidr: '10.0.0.0/24' }, ['10.0.0.0', '10.0.0.255'], ['10.0.1.0', '::1', 'text', 10, undefined]],
  ['cidr, one address', { cidr: '10.0.0.7/32' }, ['10.0.0.7'], ['10.0.0.8']],
  ['cidr, version 6', { cidr: '2001:db8::/32' }, ['2001:db8::1'], ['2001:db9::1', '10.0.0.1']],
  ['wildcard', { wildcard: 'a*c' }, ['ac', 'abc', 'abcc', 'a/b/c'], ['ab', 'xac', 'acx', 1, undefined]],
  ['wildcard, several', { wildcard: '*ab*ab*' }, ['abab', 'xabyabz'], ['ab', 'aba', 'xab']],
  ['wildcard, pieces may not overlap', { wildcard: 'aba*ba' }, ['ababa', 'abaxba'], ['aba']],
  ['wildcard alone', { wildcard: '*' }, ['', 'anything'], [1, undefined]],
  [
    'wildcard, escaped',
    { wildcard: String.raw`a\*b\\*` },
    [String.raw`a*b\x`, String.raw`a*b` + '\\'],
    ['axb\\', 'a*b'],
  ],
  ['wildcard, none', { wildcard: 'abc' }, ['abc'], ['abcd']],
];

describe('comparison operators', () => {
  test.each(operators)('%s matches what it should', (_name, matcher, matching) => {
    const pattern = compileEventPattern(field(matcher));
    expect(matching.filter((value) => !pattern(holding(value)))).toEqual([]);
  });

  test.each(operators)('%s matches nothing else', (_name, matcher, _matching, others) => {
    const pattern = compileEventPattern(field(matcher));
    expect(others.filter((value) => pattern(holding(value)))).toEqual([]);
  });

  test('elements of a pattern array are alternatives', () => {
    const pattern = { detail: { field: ['a', { prefix: 'b' }, { exists: false }, null] } };
    expect([undefined, 'a', 'bc', null, 'c'].map((value) => matches(pattern, holding(value)))).toEqual([
      true,
      true,
      true,
      true,
      false,
    ]);
  });
});

describe('structure', () => {
  test('fields of an object must all match, at every depth', () => {
    const pattern = { source: ['aws.proton'], detail: { status: ['FAILED'], inner: { deep: [1] } } };
    expect(matches(pattern, { source: 'aws.proton', detail: { status: 'FAILED', inner: { deep: 1, more: 2 } } })).toBe(
      true,
    );
    expect(matches(pattern, { source: 'aws.proton', detail: { status: 'FAILED', inner: { deep: 2 } } })).toBe(false);
    expect(matches(pattern, { source: 'aws.proton', detail: { status: 'FAILED' } })).toBe(false);
    expect(matches(pattern, { source: 'aws.proton', detail: 'FAILED' })).toBe(false);
    expect(matches(pattern, null)).toBe(false);
  });

  test('the pattern of the Proton tutorial matches its event', () => {
    const pattern = { source: ['aws.proton'], 'detail-type': ['AWS Proton Service Status Change'] };
    expect(
      matches(pattern, { source: 'aws.proton', 'detail-type': 'AWS Proton Service Status Change', detail: {} }),
    ).toBe(true);
    expect(matches(pattern, { source: 'aws.proton', 'detail-type': 'AWS Proton Environment Status Change' })).toBe(
      false,
    );
  });

  test('one element of an array of objects satisfies the whole inner pattern', () => {
    const pattern = { detail: { items: { name: ['a'], size: [2] } } };
    expect(
      matches(pattern, {
        detail: {
          items: [
            { name: 'a', size: 1 },
            { name: 'b', size: 2 },
          ],
        },
      }),
    ).toBe(false);
    expect(
      matches(pattern, {
        detail: {
          items: [
            { name: 'a', size: 1 },
            { name: 'a', size: 2 },
          ],
        },
      }),
    ).toBe(true);
  });

  test('absence is asked of the event, not of one element', () => {
    const pattern = { detail: { items: { name: [{ exists: false }] } } };
    expect(matches(pattern, { detail: { items: [{ name: 'a' }, { size: 1 }] } })).toBe(false);
    expect(matches(pattern, { detail: { items: [{ size: 1 }] } })).toBe(true);
    expect(matches(pattern, { detail: { items: [] } })).toBe(true);
    expect(matches(pattern, { detail: {} })).toBe(true);
    expect(matches(pattern, {})).toBe(true);
  });

  test('names of Object.prototype are no fields of an event', () => {
    expect(matches({ constructor: [{ exists: true }] }, {})).toBe(false);
    expect(matches({ detail: { toString: { name: [{ exists: true }] } } }, { detail: {} })).toBe(false);
  });

  test('$or needs one branch, beside the other fields', () => {
    const pattern = { source: ['s'], $or: [{ detail: { a: [1] } }, { detail: { b: [{ numeric: ['>', 5] }] } }] };
    expect(matches(pattern, { source: 's', detail: { a: 1 } })).toBe(true);
    expect(matches(pattern, { source: 's', detail: { b: 6 } })).toBe(true);
    expect(matches(pattern, { source: 's', detail: { a: 2, b: 5 } })).toBe(false);
    expect(matches(pattern, { source: 'x', detail: { a: 1 } })).toBe(false);
  });

  test('$or inside $or and inside a field', () => {
    const pattern = { detail: { $or: [{ a: [1] }, { $or: [{ b: [2] }, { c: [3] }] }] } };
    expect([{ a: 1 }, { b: 2 }, { c: 3 }, { a: 2 }].map((detail) => matches(pattern, { detail }))).toEqual([
      true,
      true,
      true,
      false,
    ]);
  });
});

describe('patterns that EventBridge refuses', () => {
  const refused: [reason: string, pattern: unknown, message: RegExp][] = [
    ['no object', ['a'], /not an object/],
    ['nothing in it', {}, /Empty objects/],
    ['nothing in a field', { detail: {} }, /Empty objects.*detail/],
    ['a bare value', { source: 'aws.proton' }, /"source" must be an object or an array/],
    ['an empty array', { source: [] }, /Empty arrays.*source/],
    ['an array in an array', { source: [['a']] }, /Match value must be/],
    ['an unknown operator', { source: [{ contains: 'a' }] }, /Unrecognized match type contains.*source/],
    ['an operator of Object.prototype', { source: [{ constructor: 'a' }] }, /Unrecognized match type constructor/],
    ['two operators in one', { source: [{ prefix: 'a', suffix: 'b' }] }, /Only one key/],
    ['no operator', { source: [{}] }, /Match expression name not found/],
    ['a prefix that is no text', { source: [{ prefix: 1 }] }, /prefix match pattern must be a string/],
    ['a prefix with an unknown inside', { source: [{ prefix: { wildcard: 'a' } }] }, /prefix match pattern/],
    ['a suffix that is no text', { source: [{ suffix: ['a'] }] }, /suffix match pattern must be a string/],
    ['equals-ignore-case of a number', { source: [{ 'equals-ignore-case': 1 }] }, /must be a string/],
    ['exists of a text', { source: [{ exists: 'true' }] }, /true or false/],
    ['anything-but of nothing', { source: [{ 'anything-but': [] }] }, /Empty arrays/],
    [
      'anything-but of texts and numbers',
      { source: [{ 'anything-but': ['a', 1] }] },
      /all values are strings or all are numbers/,
    ],
    ['anything-but of null', { source: [{ 'anything-but': [null] }] }, /not supported/],
    [
      'anything-but of an unknown',
      { source: [{ 'anything-but': { numeric: ['=', 1] } }] },
      /Unsupported anything-but pattern: numeric/,
    ],
    ['anything-but of an empty prefix', { source: [{ 'anything-but': { prefix: '' } }] }, /Null prefix/],
    ['anything-but of a prefix number', { source: [{ 'anything-but': { prefix: [1] } }] }, /must be a string/],
    ['anything-but of an empty list of prefixes', { source: [{ 'anything-but': { prefix: [] } }] }, /Empty arrays/],
    ['numeric that is no array', { n: [{ numeric: 5 }] }, /must be an array/],
    ['numeric without a number', { n: [{ numeric: ['>', 'a'] }] }, /Value of > must be numeric/],
    ['numeric with an unknown comparison', { n: [{ numeric: ['!=', 1] }] }, /Unrecognized numeric range operator: !=/],
    ['numeric of nothing', { n: [{ numeric: [] }] }, /Invalid member/],
    ['numeric cut short', { n: [{ numeric: ['>', 0, '<'] }] }, /Too many or too few terms/],
    ['numeric upside down', { n: [{ numeric: ['<', 5, '>', 0] }] }, /Bad numeric range operator: </],
    ['numeric with two lower bounds', { n: [{ numeric: ['>', 0, '>', 5] }] }, /Bad numeric range operator: >/],
    ['numeric with nothing between', { n: [{ numeric: ['>', 5, '<', 5] }] }, /Bottom must be less than top/],
    ['numeric out of range', { n: [{ numeric: ['<', 5e9 + 1] }] }, /between -5000000000 and 5000000000/],
    ['cidr without a length', { ip: [{ cidr: '10.0.0.0' }] }, /Malformed CIDR/],
    ['cidr that is too long', { ip: [{ cidr: '10.0.0.0/33' }] }, /Malformed CIDR/],
    ['cidr of no address', { ip: [{ cidr: 'a/8' }] }, /Malformed CIDR/],
    ['cidr that is no text', { ip: [{ cidr: 8 }] }, /must be a string/],
    ['wildcard that is no text', { path: [{ wildcard: 1 }] }, /must be a string/],
    ['wildcards in a row', { path: [{ wildcard: 'a**b' }] }, /Consecutive wildcard characters at pos 1/],
    ['an unknown escape', { path: [{ wildcard: String.raw`a\b` }] }, /Invalid escape character at pos 1/],
    ['a backslash at the end', { path: [{ wildcard: 'a\\' }] }, /Invalid escape character at pos 1/],
    ['$or with one branch', { $or: [{ a: [1] }] }, /at least 2 Objects/],
    ['$or that is no array', { $or: { a: [1] } }, /must be an Array/],
    ['$or of values', { $or: ['a', 'b'] }, /Only JSON object/],
    ['too long a pattern', { source: ['x'.repeat(2048)] }, /longer than 2048/],
    ['too many combinations', { a: orOf(11), b: orOf(11), c: orOf(11) }, /more than 1000 combinations/],
  ];

  function orOf(branches: number): unknown {
    return { $or: Array.from({ length: branches }, (_branch, index) => ({ x: [index] })) };
  }

  test.each(refused)('%s', (_reason, pattern, message) => {
    expect(() => compileEventPattern(pattern)).toThrow(InvalidEventPatternError);
    expect(() => compileEventPattern(pattern)).toThrow(message);
  });
});

describe('properties', () => {
  const scalar = fc.oneof(fc.string(), fc.integer({ min: -1000, max: 1000 }), fc.boolean(), fc.constant(null));

  test('an exact value matches itself and nothing else', () => {
    fc.assert(
      fc.property(scalar, scalar, (expected, value) => {
        expect(matches(field(expected), holding(value))).toBe(expected === value);
      }),
    );
  });

  test('anything-but is the opposite of exact, for a field that is there', () => {
    fc.assert(
      fc.property(fc.string(), scalar, (expected, value) => {
        expect(matches(field({ 'anything-but': expected }), holding(value))).toBe(
          !matches(field(expected), holding(value)),
        );
      }),
    );
  });

  test('exists true and exists false never agree', () => {
    fc.assert(
      fc.property(fc.json(), (json) => {
        const event = holding(JSON.parse(json));
        expect(matches(field({ exists: true }), event)).toBe(!matches(field({ exists: false }), event));
      }),
    );
  });

  test('wildcard agrees with the regular expression it stands for', () => {
    const text = fc.stringMatching(/^[ab]{0,8}$/);
    const wildcard = fc.stringMatching(/^[ab]{0,3}(\*[ab]{1,3}){0,3}\*?$/);
    fc.assert(
      fc.property(wildcard, text, (pattern, value) => {
        const expression = new RegExp(`^${pattern.replaceAll('*', '.*')}$`);
        expect(matches(field({ wildcard: pattern }), holding(value))).toBe(expression.test(value));
      }),
    );
  });
});
