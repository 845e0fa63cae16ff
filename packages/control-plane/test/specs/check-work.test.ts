import { describe, expect, test } from '@jest/globals';
import { createWorkMeter, TooMuchWorkError } from '../../src/specs/check-work.ts';
import { inputChecksOf } from '../../src/specs/input-checks.ts';
import type { Properties } from '../support/bundles.ts';
import { schemaText } from '../support/bundles.ts';

const check = (properties: Properties, inputs: unknown, types: Readonly<Record<string, unknown>> = {}): number => {
  const checks = inputChecksOf('environment', schemaText({ environment: properties }, { types }));
  return (checks.environment ?? (() => []))(inputs).length;
};
/** Types of which each is made of the next one, in some way. */
const chain = (length: number, schemaOf: (next: Readonly<Record<string, string>>) => unknown) =>
  Object.fromEntries(
    Array.from({ length }, (_, index) => [
      `A${index}`,
      index === length - 1
        ? { type: 'object', properties: { x: { type: 'string' } } }
        : schemaOf({ $ref: `#/types/A${index + 1}` }),
    ]),
  );
const first = { $ref: '#/types/A0' };
const items = (count: number, itemOf: (index: number) => unknown = (index) => ({ index })): unknown[] =>
  Array.from({ length: count }, (_, index) => itemOf(index));

describe('a check that would take for ever is broken off', () => {
  test.each<{
    readonly what: string;
    readonly properties: Properties;
    readonly inputs?: unknown;
    readonly types?: Readonly<Record<string, unknown>>;
  }>([
    {
      what: 'all of alternatives of alternatives',
      properties: { a: first },
      inputs: { a: { x: 'y' } },
      types: chain(30, (next) => ({ allOf: [next, next] })),
    },
    {
      what: 'any of alternatives of alternatives',
      properties: { a: first },
      inputs: { a: { x: 1 } },
      types: chain(30, (next) => ({ anyOf: [next, next] })),
    },
    {
      what: 'one of alternatives of alternatives',
      properties: { a: first },
      inputs: { a: { x: 1 } },
      types: chain(30, (next) => ({ oneOf: [next, next] })),
    },
    {
      what: 'a default that contains itself',
      properties: { a: { allOf: [{ $ref: '#/types/environmentInput' }], default: {} } },
    },
    {
      what: 'defaults in defaults',
      properties: { a: { allOf: [first], default: {} } },
      types: chain(30, (next) => ({
        type: 'object',
        properties: { left: { allOf: [next], default: {} }, right: { allOf: [next], default: {} } },
      })),
    },
    {
      what: 'items that must differ',
      properties: { a: { type: 'array', uniqueItems: true } },
      inputs: { a: items(3000) },
    },
    {
      what: 'many values among many',
      properties: { a: { type: 'array', items: { enum: items(2000) } } },
      inputs: { a: items(2000) },
    },
    {
      what: 'many names that are required of many',
      properties: {
        a: { type: 'array', items: { type: 'object', properties: { x: {} }, required: items(2000, String) } },
      },
      inputs: { a: items(2000, () => ({})) },
    },
    {
      what: 'a long pattern and a long text',
      properties: { a: { type: 'string', pattern: '^(a{1,30}){1,30}$' } },
      inputs: { a: `${'a'.repeat(50_000)}!` },
    },
  ])('$what', ({ properties, inputs = {}, types }) => {
    expect(() => check(properties, inputs, types)).toThrow(TooMuchWorkError);
  });

  test('and counts anew for the next', () => {
    const properties = { a: { type: 'array', uniqueItems: true } };
    for (let time = 0; time < 5; time += 1) expect(check(properties, { a: items(500) })).toBe(0);
    expect(() => check(properties, { a: items(3000) })).toThrow(TooMuchWorkError);
    expect(check(properties, { a: items(500) })).toBe(0);
  });
});

test('a large spec of a large schema is checked', () => {
  const item = {
    type: 'object',
    properties: {
      name: { type: 'string', pattern: '^[a-z]{1,64}$' },
      size: { type: 'string', enum: ['small', 'large'] },
      count: { type: 'integer', minimum: 1, default: 1 },
    },
  };
  expect(
    check({ a: { type: 'array', items: item } }, { a: items(1500, () => ({ name: 'network', size: 'small' })) }),
  ).toBe(0);
});

test('units are counted by what a schema compares', () => {
  const meter = createWorkMeter(10);
  const count = meter.countingOf({ properties: { a: {}, b: {} }, required: ['a'], enum: [1, 2] });
  expect(meter.bound(() => count({}))).toBe(true);
  expect(() => meter.bound(() => [count({}), count({})])).toThrow(TooMuchWorkError);
  expect(() => meter.bound(() => meter.addMatch(10, 51))).toThrow(TooMuchWorkError);
});
