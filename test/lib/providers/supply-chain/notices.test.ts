import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Notice } from '../../../../src/lib/model/notice.ts';
import { supplyChainNotices } from '../../../../src/lib/providers/supply-chain/index.ts';
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

function noticeOf(changes: object = {}, envelopeChanges: object = {}): Notice {
  const read = supplyChainNotices.read({ ...envelope, ...envelopeChanges, detail: { ...detail, ...changes } });
  if ('ignored' in read) throw new Error(read.ignored);
  return read;
}

describe('a data integration event as news', () => {
  test('that has begun', () => {
    expect(noticeOf()).toEqual({
      id: JSON.stringify([instanceId, 'orders-daily', 'execution-1', 'IN_PROGRESS']),
      provider: 'supplyChain',
      kind: 'instance',
      target,
      name: instanceId,
      title: 'Data integration orders-daily',
      status: 'IN_PROGRESS',
      outlook: 'underWay',
      lines: [
        { label: 'Source', value: 'S3' },
        { label: 'Execution', value: 'execution-1' },
      ],
      atMs: Date.parse('2026-03-30T12:26:13Z'),
      message: '',
    });
  });

  test('that has failed says how long it took, when it ended, and why', () => {
    const { outlook, lines, atMs, message } = noticeOf({
      status: 'FAILED',
      endTime: '2026-03-30T12:28:10Z',
      message: 'no such bucket',
    });
    expect(outlook).toBe('trouble');
    expect(lines).toContainEqual({ label: 'Took', value: '120 s' });
    expect(atMs).toBe(Date.parse('2026-03-30T12:28:10Z'));
    expect(message).toBe('no such bucket');
  });

  test('a status that nobody has documented is told as it is', () => {
    expect(noticeOf({ status: 'PAUSED' })).toMatchObject({ status: 'PAUSED', outlook: 'unknown' });
  });

  test('is the same news under another event id, and other news in another status or execution', () => {
    const { id } = noticeOf();
    expect(noticeOf({}, { id: 'another' }).id).toBe(id);
    expect(noticeOf({ status: 'SUCCEEDED' }).id).not.toBe(id);
    expect(noticeOf({ flowExecutionId: 'execution-2' }).id).not.toBe(id);
  });

  test('goes by the event where no execution is named, and by its content where there is neither', () => {
    expect(noticeOf({ flowExecutionId: '' }).id).toBe(envelope.id);
    const nameless = (status: string) => noticeOf({ flowExecutionId: '', status }, { id: '' }).id;
    expect(nameless('FAILED')).toBe(nameless('FAILED'));
    expect(nameless('FAILED')).not.toBe(nameless('SUCCEEDED'));
  });

  test('of another kind tells nothing, with the reason', () => {
    const read = supplyChainNotices.read({ ...envelope, 'detail-type': 'Something New', detail });
    expect(read).toEqual({ ignored: expect.stringContaining('Something New') });
  });

  test('of whatever shape never throws', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom('id', 'detail', 'time', 'region'), fc.jsonValue()), (parts) => {
        const read = supplyChainNotices.read({ ...envelope, ...parts });
        expect('ignored' in read || typeof read.id === 'string').toBe(true);
      }),
    );
  });
});
