import { describe, expect, test } from '@jest/globals';
import { attemptKey, identify } from '../../../src/lib/model/reconcile.ts';
import {
  connection,
  connectionArn,
  connectionItem,
  deployment,
  deploymentItem,
  facts,
  instanceArn,
  startMs,
} from './subjects.ts';

const laterMs = startMs + 3_600_000;

describe('identify', () => {
  test('the first sighting of a target is a new attempt', () => {
    const expected = { target: instanceArn, attempt: attemptKey(facts(), 1) };
    expect(identify([], deployment())).toEqual({ key: expected });
  });

  test('a known deployment is recognised by its id in any status', () => {
    const known = deploymentItem();
    for (const status of ['IN_PROGRESS', 'CANCELLING', 'SUCCEEDED', 'A_WORD_OF_TOMORROW']) {
      expect(identify([known], deployment({ status }))).toEqual({ current: known });
    }
  });

  test('the id decides, also when its start is told differently later', () => {
    const known = deploymentItem({ startedAtMs: startMs });
    expect(identify([known], deployment({ startedAtMs: startMs + 40 }))).toEqual({ current: known });
  });

  test('another id with the same start is another attempt, and sorts after it', () => {
    const known = deploymentItem();
    const identity = identify([known], deployment({ id: 'd2' }));
    expect(identity).toEqual({ key: { target: instanceArn, attempt: attemptKey(facts({ id: 'd2' }), 2) } });
  });

  test('a sighting without an id is adopted when the id appears, and the other way round', () => {
    const without = deploymentItem({ id: '' });
    expect(identify([without], deployment({ id: 'd1' }))).toEqual({ current: without });
    const withId = deploymentItem({ id: 'd1' });
    expect(identify([withId], deployment({ id: '' }))).toEqual({ current: withId });
  });

  test('a later start is a new attempt that sorts after every older one', () => {
    const known = deploymentItem();
    const identity = identify([known], deployment({ id: 'd2', startedAtMs: laterMs }));
    if (!('key' in identity)) throw new Error('no new attempt');
    expect(identity.key.attempt > known.key.attempt).toBe(true);
  });

  test('an earlier start than the newest known is an answer from the past', () => {
    const newest = deploymentItem({ id: 'd2', startedAtMs: laterMs });
    expect(identify([newest], deployment({ id: 'd1' }))).toEqual({ stale: true });
  });

  test('an older attempt that is known is recognised, though it is not the newest', () => {
    const newest = deploymentItem({ id: 'd2', startedAtMs: laterMs });
    const older = deploymentItem({ id: 'd1' });
    expect(identify([newest, older], deployment({ id: 'd1', status: 'SUCCEEDED' }))).toEqual({ current: older });
  });

  test.each(['SUCCEEDED', 'FAILED', 'CANCELLED', 'DELETED', 'ENDED_UNSEEN'])(
    'an attempt that is %s never turns back: IN_PROGRESS is an answer from the past (I9)',
    (status) => {
      expect(identify([deploymentItem({ status })], deployment())).toEqual({ stale: true });
    },
  );

  test('a cancellation is not taken back: IN_PROGRESS after CANCELLING is an answer from the past', () => {
    expect(identify([deploymentItem({ status: 'CANCELLING' })], deployment())).toEqual({ stale: true });
  });

  test('connections have one item each, whatever their status', () => {
    const known = connectionItem({ status: 'CONNECTED' });
    expect(identify([known], connection({ status: 'REJECTED' }))).toEqual({ current: known });
    expect(identify([], connection())).toEqual({ key: { target: connectionArn, attempt: 'connection' } });
  });
});

describe('identify: deletions', () => {
  const deleting = { operation: 'delete', status: 'DELETE_IN_PROGRESS' } as const;

  test('a deletion keeps the start of the deployment before it, and is an attempt of its own', () => {
    const known = deploymentItem({ status: 'SUCCEEDED' });
    const identity = identify([known], deployment({ ...deleting, id: 'd2' }));
    if (!('key' in identity)) throw new Error('no new attempt');
    expect(identity.key.attempt > known.key.attempt).toBe(true);
  });

  test('also where it carries the same id, or none is known', () => {
    const known = deploymentItem({ status: 'SUCCEEDED', id: '' });
    expect(identify([known], deployment({ ...deleting, id: '' }))).toHaveProperty('key');
    const withId = deploymentItem({ status: 'SUCCEEDED' });
    expect(identify([withId], deployment(deleting))).toHaveProperty('key');
  });

  test('a failed deletion that is tried again is a third attempt', () => {
    const update = deploymentItem({ status: 'SUCCEEDED' }, 1);
    const failed = deploymentItem({ operation: 'delete', status: 'DELETE_FAILED', id: 'd2' }, 2);
    const identity = identify([failed, update], deployment({ ...deleting, id: 'd3' }));
    expect(identity).toEqual({ key: { target: instanceArn, attempt: attemptKey(facts({ id: 'd3' }), 3) } });
  });

  test('without ids, too', () => {
    const failed = deploymentItem({ operation: 'delete', status: 'DELETE_FAILED', id: '' }, 2);
    const identity = identify([failed], deployment({ ...deleting, id: '' }));
    expect(identity).toEqual({ key: { target: instanceArn, attempt: attemptKey(facts({ id: '' }), 3) } });
  });

  test.each(['DELETE_FAILED', 'DELETED'])(
    'a late answer about a deletion that is %s is no new try where the id says so (I9)',
    (status) => {
      const ended = deploymentItem({ operation: 'delete', status, id: 'd2' }, 2);
      expect(identify([ended], deployment({ ...deleting, id: 'd2' }))).toEqual({ stale: true });
    },
  );

  test('a seventh try sorts after the sixth, although only the five newest attempts are known', () => {
    const tries = [6, 5, 4, 3, 2].map((ordinal) =>
      deploymentItem({ operation: 'delete', status: 'DELETE_FAILED', id: `d${ordinal}` }, ordinal),
    );
    const identity = identify(tries, deployment({ ...deleting, id: 'a-small-id' }));
    if (!('key' in identity)) throw new Error('no new attempt');
    expect(tries.every((known) => known.key.attempt < identity.key.attempt)).toBe(true);
  });

  test('the update before it is still recognised when the deletion is called off', () => {
    const update = deploymentItem({ status: 'SUCCEEDED' }, 1);
    const removal = deploymentItem({ ...deleting, id: 'd2' }, 2);
    expect(identify([removal, update], deployment({ status: 'SUCCEEDED' }))).toEqual({ current: update });
  });
});
