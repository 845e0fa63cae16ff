import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { ProviderNotification } from '../../../../src/lib/model/provider-notification.ts';
import { supplyChainEvents } from '../../../../src/lib/providers/supply-chain/index.ts';
import { account, instanceId, region, target } from './wire-instance.ts';

const detail = {
  instanceId,
  flowArn: `${target}/data-integration-flows/orders-daily`,
  flowExecutionId: 'execution-1',
  status: 'IN_PROGRESS',
  startTime: '2026-03-30T12:26:10Z',
  endTime: '',
  message: '',
  sourceType: 'S3',
};
const envelope = {
  id: '7bf73129-1428-4cd3-a780-95db273d1602',
  'detail-type': 'AWS Supply Chain Data Integration Status Change',
  source: 'aws.supplychain',
  account,
  region,
  time: '2026-03-30T12:26:13Z',
};

function notificationOf(changes: object = {}, envelopeChanges: object = {}): ProviderNotification {
  const read = supplyChainEvents.parseEvent({ ...envelope, ...envelopeChanges, detail: { ...detail, ...changes } });
  if (read.kind !== 'notification') throw new Error(read.kind);
  return read.notification;
}

describe('a data integration event as news', () => {
  test('that has begun', () => {
    expect(notificationOf()).toEqual({
      id: JSON.stringify([instanceId, 'orders-daily', 'execution-1', 'IN_PROGRESS']),
      provider: 'supplyChain',
      kind: 'instance',
      target,
      account,
      region,
      name: instanceId,
      title: 'Data integration orders-daily',
      status: 'IN_PROGRESS',
      severity: 'info',
      lines: [
        { label: 'Source', value: 'S3' },
        { label: 'Execution', value: 'execution-1' },
      ],
      atMs: Date.parse('2026-03-30T12:26:13Z'),
      message: '',
    });
  });

  test('that has failed says how long it took, when it ended, and why', () => {
    const { severity, lines, atMs, message } = notificationOf({
      status: 'FAILED',
      endTime: '2026-03-30T12:28:10Z',
      message: 'no such bucket',
    });
    expect(severity).toBe('error');
    expect(lines).toContainEqual({ label: 'Took', value: '120 s' });
    expect(atMs).toBe(Date.parse('2026-03-30T12:28:10Z'));
    expect(message).toBe('no such bucket');
  });

  test('a status that nobody has documented is told as it is', () => {
    expect(notificationOf({ status: 'PAUSED' })).toMatchObject({ status: 'PAUSED', severity: 'unknown' });
  });

  test('is the same news under another event id, and other news in another status or execution', () => {
    const { id } = notificationOf();
    expect(notificationOf({}, { id: 'another' }).id).toBe(id);
    expect(notificationOf({ status: 'SUCCEEDED' }).id).not.toBe(id);
    expect(notificationOf({ flowExecutionId: 'execution-2' }).id).not.toBe(id);
  });

  test('goes by the event where no execution is named, and by its content where there is neither', () => {
    expect(notificationOf({ flowExecutionId: '' }).id).toBe(envelope.id);
    const nameless = (status: string) => notificationOf({ flowExecutionId: '', status }, { id: '' }).id;
    expect(nameless('FAILED')).toBe(nameless('FAILED'));
    expect(nameless('FAILED')).not.toBe(nameless('SUCCEEDED'));
  });

  test('of another kind tells nothing, with the reason', () => {
    const read = supplyChainEvents.parseEvent({ ...envelope, 'detail-type': 'Something New', detail });
    expect(read).toEqual({ kind: 'ignored', reason: expect.stringContaining('Something New') });
  });

  test('of whatever shape never throws', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom('id', 'detail', 'time', 'region'), fc.jsonValue()), (parts) => {
        const read = supplyChainEvents.parseEvent({ ...envelope, ...parts });
        expect(['ignored', 'notification']).toContain(read.kind);
      }),
    );
  });
});
