import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseSupplyChainEvent } from '../../../../src/lib/providers/supply-chain/index.ts';
import { account, instanceId, region, target } from './wire-instance.ts';

const flowArn = `${target}/data-integration-flows/orders-daily`;

function event(
  detail: Readonly<Record<string, unknown>> = {},
  envelope: Readonly<Record<string, unknown>> = {},
): object {
  return {
    version: '0',
    id: '7bf73129-1428-4cd3-a780-95db273d1602',
    'detail-type': 'AWS Supply Chain Data Integration Status Change',
    source: 'aws.supplychain',
    account,
    time: '2026-03-30T12:26:13Z',
    region,
    resources: [],
    detail: {
      version: '1.0',
      instanceId,
      flowArn,
      flowExecutionId: 'execution-1',
      status: 'IN_PROGRESS',
      startTime: '2026-03-30T12:26:10Z',
      endTime: '',
      message: '',
      sourceType: 'S3',
      sourceInfo: { s3Source: { bucketName: 'a-bucket', key: 'a-key' } },
      ...detail,
    },
    ...envelope,
  };
}

function changeOf(value: unknown) {
  const parsed = parseSupplyChainEvent(value);
  if (parsed.kind !== 'dataIntegration') throw new Error(`ignored: ${parsed.reason}`);
  return parsed.change;
}

describe('a data integration event', () => {
  test('that has begun: no end yet, and nothing of what its source holds', () => {
    expect(changeOf(event())).toEqual({
      eventId: '7bf73129-1428-4cd3-a780-95db273d1602',
      instanceId,
      target,
      flowName: 'orders-daily',
      executionId: 'execution-1',
      status: 'IN_PROGRESS',
      sourceType: 'S3',
      sentAtMs: Date.parse('2026-03-30T12:26:13Z'),
      startedAtMs: Date.parse('2026-03-30T12:26:10Z'),
      statusMessage: '',
    });
  });

  test('that has failed', () => {
    const change = changeOf(event({ status: 'FAILED', endTime: '2026-03-30T12:30:00Z', message: 'no such column' }));
    expect(change).toMatchObject({
      status: 'FAILED',
      endedAtMs: Date.parse('2026-03-30T12:30:00Z'),
      statusMessage: 'no such column',
    });
  });

  test('as AWS prints it, placeholders and backticks and all', () => {
    const printed = event(
      {
        instanceId: '`instanceID`',
        flowArn: '`arn:aws:scn:region:acccountID:instance/instanceID/data-integration-flows/flowname`',
      },
      { account: '`acccountID`', 'detail-type': ['`AWS Supply Chain Data Integration Status Change`'] },
    );
    expect(changeOf(printed)).toMatchObject({ instanceId: 'instanceID', flowName: 'flowname', target: '' });
  });

  test('whose flow tells what the event does not', () => {
    expect(changeOf(event({ instanceId: undefined }, { account: undefined, region: undefined }))).toMatchObject({
      instanceId,
      target,
    });
  });

  test('with nothing but an instance', () => {
    const bare = {
      source: 'aws.supplychain',
      'detail-type': 'AWS Supply Chain Data Integration Status Change',
      detail: { instanceId },
    };
    expect(changeOf(bare)).toEqual({
      eventId: '',
      instanceId,
      target: '',
      flowName: '',
      executionId: '',
      status: 'UNKNOWN',
      sourceType: '',
      statusMessage: '',
    });
  });

  test('without end is cut', () => {
    const { statusMessage, flowName } = changeOf(
      event({ message: 'm'.repeat(100_000), flowArn: `${flowArn}${'x'.repeat(100_000)}` }),
    );
    expect(statusMessage).toHaveLength(2000);
    expect(flowName.length).toBeLessThan(512);
  });
});

describe('ignored, with the reason', () => {
  test.each([
    ['no object', null, 'source'],
    ['a list', [event()], 'source'],
    ['another source', event({}, { source: 'aws.proton' }), 'source'],
    ['another event', event({}, { 'detail-type': 'Something Else' }), '"Something Else"'],
    ['no event type', event({}, { 'detail-type': undefined }), 'nothing to post'],
    ['no detail', event({}, { detail: null }), 'names neither'],
    ['nothing to tell of', event({ instanceId: ' ', flowArn: 7 }), 'names neither'],
  ])('%s', (_, value, reason) => {
    expect(parseSupplyChainEvent(value)).toEqual({ kind: 'ignored', reason: expect.stringContaining(reason) });
  });
});

test('whatever comes, something is made of it', () => {
  const anything = fc.anything({ withNullPrototype: true, withDate: true, withBigInt: true });
  const near = fc.record(
    {
      instanceId: anything,
      flowArn: fc.oneof(anything, fc.constant(flowArn)),
      startTime: anything,
      endTime: anything,
      message: anything,
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(
      fc.oneof(
        anything,
        near.map((detail) => event(detail)),
        anything.map((detail) => event({}, { detail })),
      ),
      (value) => {
        const parsed = parseSupplyChainEvent(value);
        if (parsed.kind === 'ignored') expect(parsed.reason).toMatch(/\S/);
        else for (const time of [parsed.change.startedAtMs, parsed.change.endedAtMs]) expect(time).not.toBeNaN();
      },
    ),
    { numRuns: 2000 },
  );
});
