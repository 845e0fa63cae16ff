import { describe, expect, test } from '@jest/globals';
import { readRequestRecord } from '../../../src/lib/store/request-record.ts';

describe('a record of an earlier version', () => {
  test('keeps what is executed and its token, so that it is done once', () => {
    const stored: object = JSON.parse(
      '{"id":"V1","receivedAtMs":5,"version":2,"placing":{"order":{"kind":"create","provider":"supplyChain","name":"factory",' +
        '"fields":{"instanceName":"factory"},"target":""},"token":"token-1"}}',
    );
    expect(readRequestRecord(stored)).toEqual({
      id: 'V1',
      receivedAtMs: 5,
      version: 2,
      execution: {
        operation: {
          kind: 'create',
          provider: 'supplyChain',
          name: 'factory',
          fields: { instanceName: 'factory' },
          target: '',
        },
        token: 'token-1',
      },
    });
  });

  test.each([
    [
      '{"kind":"ordered","order":"create","name":"factory"}',
      { kind: 'operationAccepted', operation: 'create', name: 'factory' },
    ],
    [
      '{"kind":"orderRefused","order":"delete","name":"f","error":"No","problems":[]}',
      { kind: 'operationRefused', operation: 'delete', name: 'f', error: 'No', problems: [] },
    ],
    [
      '{"kind":"orderUncertain","order":"update","name":"f"}',
      { kind: 'operationUncertain', operation: 'update', name: 'f' },
    ],
    ['{"kind":"notFound","name":"f"}', { kind: 'notFound', name: 'f' }],
  ])('keeps its answer: %s', (answer, expected) => {
    const stored: object = JSON.parse(`{"id":"V1","receivedAtMs":5,"version":3,"answer":${answer},"answeredAtMs":6}`);
    expect(readRequestRecord(stored)).toEqual({
      id: 'V1',
      receivedAtMs: 5,
      version: 3,
      answer: expected,
      answeredAtMs: 6,
    });
  });
});

test('a record of this version is read as it is; what is none is not', () => {
  const record = { id: 'V1', receivedAtMs: 5, version: 1 };
  expect(readRequestRecord(record)).toEqual(record);
  expect(readRequestRecord({ id: 'V1' })).toBeUndefined();
  expect(readRequestRecord(undefined)).toBeUndefined();
});
