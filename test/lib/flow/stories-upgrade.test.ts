import { describe, expect, test } from '@jest/globals';
import { notify } from '../../../src/lib/flow/index.ts';
import { instanceArn, startMs } from '../model/subjects.ts';
import { earlierItemBody } from '../store/earlier-item.ts';
import { Harness, minuteMs } from './harness.ts';

const attempt = '2026-11-20T09:00:00.000Z#001#-';
const key = { target: instanceArn, attempt };

/** An item as the version of 2026-11-21 left it, with what it knew of its messages, member by member. */
async function leftBehind(messages: object): Promise<Harness> {
  const harness = new Harness();
  harness.deploys();
  const Item = {
    target: { S: instanceArn },
    attempt: { S: attempt },
    version: { N: '3' },
    writeId: { S: 'earlier' },
    attentionPartition: { S: 'open#0' },
    attentionAt: { N: String(startMs + minuteMs) },
    body: { S: earlierItemBody({ messages }) },
  };
  await harness.table.putItem({ TableName: 'bot', Item });
  return harness;
}

const upToDate = { ts: '17.4', renderedStateVersion: 1, threadedStateVersion: 1 };

describe('an item that was last told before there were stories', () => {
  test('keeps its message: nothing is posted twice, and the thread goes on', async () => {
    const harness = await leftBehind({ 'C-DEPLOYS': upToDate });
    await notify(harness.ports, key, new Set());
    expect(harness.shown).toEqual([]);
    harness.deploys({ status: 'SUCCEEDED' });
    await harness.observe();
    await harness.notify();
    expect(harness.shown).toEqual([{ channel: 'C-DEPLOYS', ts: '17.4', stateVersion: 2 }]);
    expect(harness.replies.map(({ ts, entries }) => [ts, entries.map(({ stateVersion }) => stateVersion)])).toEqual([
      ['17.4', [2]],
    ]);
    expect(await harness.message()).toMatchObject({ ts: '17.4', members: [{ threadedStateVersion: 2 }] });
    expect(await harness.newest()).not.toHaveProperty('messages');
  });

  test('in a channel that its route has left, keeps the reference for when it comes back', async () => {
    const harness = await leftBehind({ 'C-DEPLOYS': upToDate, 'C-OTHER': { ...upToDate, ts: '18.1' } });
    harness.deploys({ status: 'SUCCEEDED' });
    await harness.observe();
    await harness.notify();
    expect(Object.keys((await harness.newest()).messages ?? {})).toEqual(['C-OTHER']);
  });

  test('its posted button still acts, once, and its message shows it', async () => {
    const harness = await leftBehind({ 'C-DEPLOYS': upToDate });
    const interaction = { type: 'click', action: 'cancel', key } as const;
    expect(await harness.request(interaction)).toMatchObject({ kind: 'settled', outcome: 'accepted' });
    await harness.notify();
    expect(new Set(harness.shown.map(({ ts }) => ts))).toEqual(new Set(['17.4']));
    expect(harness.performed).toHaveLength(1);
  });

  test('while an invocation of before is posting, it is left alone; when that is dead, the story takes over', async () => {
    const lease = { leaseId: 'of before', dueAtMs: startMs + minuteMs };
    const harness = await leftBehind({ 'C-DEPLOYS': { ...upToDate, renderedStateVersion: 0, ...lease } });
    await notify(harness.ports, key, new Set());
    expect(harness.shown).toEqual([]);
    harness.nowMs += minuteMs;
    await harness.sweepAndFollow();
    expect(harness.woken).toEqual([key]);
    await notify(harness.ports, key, new Set());
    expect(harness.shown).toMatchObject([{ ts: '17.4' }]);
    expect(await harness.newest()).not.toHaveProperty('messages');
  });

  test('a channel that would never take it is not tried again', async () => {
    const harness = await leftBehind({ 'C-DEPLOYS': { ...upToDate, ts: undefined, failure: 'channel_not_found' } });
    harness.deploys({ status: 'SUCCEEDED' });
    await harness.observe();
    await harness.notify();
    expect(harness.shown).toEqual([]);
  });
});

describe('what a wake-up costs at the table', () => {
  /** The calls of one wake-up, in order. */
  async function callsOf(harness: Harness, work: () => Promise<void>): Promise<readonly string[]> {
    const { table } = harness;
    const calls: string[] = [];
    const { getItem, putItem } = table;
    table.getItem = (input) => {
      calls.push('get');
      return getItem(input);
    };
    table.putItem = (input) => {
      calls.push('put');
      return putItem(input);
    };
    await work();
    Object.assign(table, { getItem, putItem });
    return calls;
  }

  test('with news: the item, the story, its lease, what came of it, and the item', async () => {
    const harness = new Harness();
    harness.deploys();
    await harness.observe();
    const { key: own, outbox } = await harness.newest();
    const delivered = new Set(outbox.map(({ id }) => id));
    const calls = await callsOf(harness, () => notify(harness.ports, own, delivered));
    expect(calls).toEqual(['get', 'get', 'put', 'put', 'put']);
    // A wake-up that brings nothing new.
    expect(await callsOf(harness, () => notify(harness.ports, own, delivered))).toEqual(['get']);
  });
});
