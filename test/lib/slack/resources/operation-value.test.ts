import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { resourceOperationKinds } from '../../../../src/lib/model/resource-operation.ts';
import { formatOperationValue, parseOperationValue } from '../../../../src/lib/slack/resources/index.ts';

const operation = {
  kind: 'delete',
  provider: 'warehouse',
  name: 'arn:aws:warehouse:eu-west-1:111122223333:depot/1',
} as const;

test('what goes into a button comes back, with nothing filled in', () => {
  const word = fc.string({ minLength: 1, maxLength: 300 });
  fc.assert(
    fc.property(
      fc.record({ kind: fc.constantFrom(...resourceOperationKinds), provider: word, name: word }),
      (given) => {
        const value = formatOperationValue(given);
        expect(value === undefined ? undefined : parseOperationValue(value)).toEqual(
          value === undefined ? undefined : { ...given, fields: {} },
        );
        expect(value?.length ?? 0).toBeLessThanOrEqual(2000);
      },
    ),
  );
});

test('an operation that Slack could not carry has no button', () => {
  expect(formatOperationValue({ ...operation, name: 'a'.repeat(2000) })).toBeUndefined();
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
    JSON.stringify({ kind: operation.kind, provider: operation.provider }),
    JSON.stringify({ ...operation, kind: 'explode' }),
    JSON.stringify({ ...operation, kind: ['delete'] }),
    JSON.stringify({ ...operation, provider: '' }),
    JSON.stringify({ ...operation, name: '' }),
    JSON.stringify({ ...operation, name: 3 }),
    JSON.stringify({ ...operation, fields: {} }),
    JSON.stringify({ ...operation, toJSON: 1 }),
    '{"__proto__": {"kind": "delete"}, "provider": "warehouse", "name": "x"}',
    JSON.stringify(operation).padEnd(2001),
  ])('%j', (value) => {
    expect(parseOperationValue(value)).toBeUndefined();
  });
});
