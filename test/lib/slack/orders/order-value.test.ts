import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { orderKinds } from '../../../../src/lib/model/order.ts';
import { formatOrderValue, parseOrderValue } from '../../../../src/lib/slack/orders/index.ts';

const order = {
  kind: 'delete',
  provider: 'warehouse',
  name: 'arn:aws:warehouse:eu-west-1:111122223333:depot/1',
} as const;

test('what goes into a button comes back, with nothing filled in', () => {
  const word = fc.string({ minLength: 1, maxLength: 300 });
  fc.assert(
    fc.property(fc.record({ kind: fc.constantFrom(...orderKinds), provider: word, name: word }), (given) => {
      const value = formatOrderValue(given);
      expect(value === undefined ? undefined : parseOrderValue(value)).toEqual(
        value === undefined ? undefined : { ...given, fields: {} },
      );
      expect(value?.length ?? 0).toBeLessThanOrEqual(2000);
    }),
  );
});

test('an order that Slack could not carry has no button', () => {
  expect(formatOrderValue({ ...order, name: 'a'.repeat(2000) })).toBeUndefined();
});

describe('anything else is refused', () => {
  test.each([
    undefined,
    null,
    7,
    '',
    'delete',
    '{',
    'null',
    '[]',
    '{}',
    '"text"',
    JSON.stringify({ kind: order.kind, provider: order.provider }),
    JSON.stringify({ ...order, kind: 'explode' }),
    JSON.stringify({ ...order, kind: ['delete'] }),
    JSON.stringify({ ...order, provider: '' }),
    JSON.stringify({ ...order, name: '' }),
    JSON.stringify({ ...order, name: 3 }),
    JSON.stringify({ ...order, fields: {} }),
    JSON.stringify({ ...order, toJSON: 1 }),
    '{"__proto__": {"kind": "delete"}, "provider": "warehouse", "name": "x"}',
    JSON.stringify(order).padEnd(2001),
  ])('%j', (value) => {
    expect(parseOrderValue(value)).toBeUndefined();
  });
});
