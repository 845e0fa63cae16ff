import { describe, expect, test } from '@jest/globals';
import { attributesOf } from '../../../src/lib/store/attributes.ts';
import { fromIdempotencyRecord } from '../../../src/lib/store/idempotency-records.ts';

const placing =
  '"placing":{"order":{"kind":"create","provider":"supplyChain","name":"factory",' +
  '"fields":{"instanceName":"factory"},"target":""},"token":"token-1"}';

const execution = {
  operation: {
    kind: 'create',
    provider: 'supplyChain',
    name: 'factory',
    fields: { instanceName: 'factory' },
    target: '',
  },
  token: 'token-1',
};

/** As the table gives it back. */
function read(attribute: 'request' | 'idempotency', text: string) {
  return fromIdempotencyRecord(attributesOf({ expiresAt: 9, [attribute]: text }));
}

describe('a record in which a resource operation is called an order', () => {
  test('keeps what is executed and its token, so that it is done once', () => {
    expect(read('request', `{"id":"V1","receivedAtMs":5,"version":2,${placing}}`)).toEqual({
      id: 'V1',
      receivedAtMs: 5,
      version: 2,
      leaseUntilMs: 0,
      expiresAtMs: 9000,
      execution,
    });
  });

  test('keeps it in the later form of records, too', () => {
    const rest = '"id":"V1","receivedAtMs":5,"version":2,"leaseUntilMs":0,"expiresAtMs":7000';
    expect(read('idempotency', `{${rest},${placing}}`)).toEqual({ ...JSON.parse(`{${rest}}`), execution });
  });

  test.each([
    [
      '{"kind":"inTheWay","action":"cancel","name":"orders/api","actor":{"type":"bot"}}',
      { kind: 'alreadyClaimed', action: 'cancel', name: 'orders/api', actor: { type: 'bot' } },
    ],
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
    const text = `{"id":"V1","receivedAtMs":5,"version":3,"answer":${answer},"answeredAtMs":6}`;
    expect(read('request', text)).toMatchObject({ id: 'V1', version: 3, answer: expected, doneAtMs: 6 });
  });
});

test('a record of this version is read as it is; what is none is not', () => {
  const record = { id: 'V1', receivedAtMs: 5, version: 1, leaseUntilMs: 0, expiresAtMs: 7000, execution };
  expect(read('idempotency', JSON.stringify(record))).toEqual(record);
  expect(read('idempotency', '{"id":"V1"}')).toBeUndefined();
});
