import { describe, expect, test } from '@jest/globals';
import { claimLeaseMs } from '../../../src/lib/model/claims.ts';
import type { Item } from '../../../src/lib/model/item.ts';
import { noDetails } from '../../../src/lib/model/observation.ts';
import { ChatBusy } from '../../../src/lib/ports.ts';
import { startMs } from '../model/subjects.ts';
import { deadlineMs, Harness, minuteMs, rulesFrom, rulesThatCancel } from './harness.ts';

/** Faults that a review of the first version found, one test each. */
describe('observe', () => {
  test('a deployment is cancelled although nobody can tell how the one before it ended', async () => {
    const harness = new Harness();
    harness.deploys();
    await harness.observe();
    harness.deploys({ id: 'd2', startedAtMs: startMs + minuteMs });
    harness.provider.observeAttempt = async () => Promise.reject(new Error('AccessDeniedException'));
    harness.nowMs = startMs + deadlineMs + 2 * minuteMs;
    for (let look = 0; look < 5; look += 1) {
      await harness.observe().catch(() => undefined);
      harness.nowMs += claimLeaseMs;
    }
    expect(harness.performed).toHaveLength(1);
  });

  test('a rule that is in shadow now does not finish what it began when it was not (I7)', async () => {
    const harness = new Harness();
    harness.deploys();
    harness.nowMs = startMs + deadlineMs + 1;
    harness.performances.push({ result: 'throttled' });
    await harness.observe();
    harness.rules = rulesThatCancel('shadow');
    harness.nowMs += minuteMs;
    await harness.observe();
    expect(harness.performed).toHaveLength(1);
  });

  test('the item keeps the hash of the rules it was last decided under, also when they say the same', async () => {
    const harness = new Harness();
    harness.deploys();
    await harness.observe();
    harness.rules = { ...harness.rules, hash: 'of the new rules' };
    await harness.observe();
    expect((await harness.newest()).rulesHash).toBe('of the new rules');
  });

  test('what a rule did is not put down as seen because of a request', async () => {
    const harness = new Harness();
    harness.deploys();
    harness.nowMs = startMs + deadlineMs + 1;
    await harness.observe();
    const causes = (await harness.trail()).flatMap(({ event }) => (event.what === 'observed' ? [event.cause] : []));
    expect(causes).toEqual(['event', 'answer']);
  });
});

describe('act', () => {
  test('a conflict after a call whose answer was lost may be our own doing: observed, not alreadyDone', async () => {
    const harness = new Harness();
    harness.deploys();
    harness.nowMs = startMs + deadlineMs + 1;
    harness.performances.push({ result: 'unknown', error: 'TimeoutError' }, () => {
      harness.deploys({ status: 'CANCELLING' });
      return { result: 'refused', conflict: true, error: 'ConflictException' };
    });
    await harness.observe();
    harness.nowMs += claimLeaseMs;
    await harness.observe();
    expect(await harness.told()).toEqual(['observed']);
  });

  test('an answer from the past at the fence does not end the rule: the deployment is cancelled later', async () => {
    const harness = new Harness();
    harness.traits = { ...harness.traits, readLagMs: 2 * deadlineMs };
    harness.deploys();
    await harness.observe();
    harness.nowMs = startMs + deadlineMs + 1;
    harness.beforeRead = (count) => harness.deploys(count === 3 ? { id: 'd0', startedAtMs: startMs - minuteMs } : {});
    await harness.observe();
    harness.nowMs += harness.leaseMs;
    await harness.observe();
    expect(harness.performed).toHaveLength(1);
  });

  test('a cancel that hit the next deployment, as AWS allows, is not told as if it had hit the right one', async () => {
    const harness = new Harness();
    harness.deploys();
    await harness.observe();
    harness.nowMs = startMs + deadlineMs + 1;
    harness.performances.push(() => {
      harness.deploys({ id: 'd2', startedAtMs: harness.nowMs, status: 'CANCELLING' });
      const [subject] = harness.truth.values();
      return { result: 'accepted', ...(subject ? { observation: { subject, details: noDetails } } : {}) };
    });
    await harness.observe();
    expect(await harness.told()).not.toContain('accepted');
  });
});

describe('notify', () => {
  test('a channel that is no longer routed is not waited for', async () => {
    const harness = new Harness();
    harness.deploys();
    await harness.observe();
    await harness.notify();
    harness.channels = ['C-OTHER'];
    harness.deploys({ status: 'SUCCEEDED' });
    await harness.observe();
    await harness.notify();
    await harness.notify();
  });
});

describe('requests', () => {
  function running(): Harness {
    const harness = new Harness();
    harness.rules = rulesFrom('');
    harness.deploys();
    return harness;
  }

  test('a typed cancel that is delivered again does not hit the next deployment (I1)', async () => {
    const harness = running();
    // The first delivery dies between its claim and its call: after the read that finds the name, and the one that decides.
    harness.beforeRead = (count) => {
      if (count === 3) throw Object.assign(new Error('dead'), { name: 'Dead' });
    };
    const { putRecord } = harness.store;
    harness.store.putRecord = async (record) =>
      record.answer === undefined ? putRecord(record) : Promise.reject(new Error('dead'));
    await expect(harness.cancel()).rejects.toThrow('dead');
    harness.store.putRecord = putRecord;
    expect(Object.keys((await harness.newest()).claims)).toHaveLength(1);
    harness.deploys({ id: 'd2', startedAtMs: startMs + minuteMs });
    harness.nowMs += 3 * minuteMs;
    await harness.cancel();
    expect(harness.performed).toEqual([]);
  });

  test('two deliveries at the same moment act once and answer once; the one that comes back finds the answer', async () => {
    const harness = running();
    const both = await Promise.allSettled([harness.cancel(), harness.cancel()]);
    expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(both.find((one) => one.status === 'rejected')).toMatchObject({ reason: { name: 'RequestUnderWay' } });
    expect(await harness.cancel()).toMatchObject({ kind: 'settled', outcome: 'accepted' });
    expect(harness.performed).toHaveLength(1);
    expect(harness.answers).toHaveLength(1);
  });

  test('what was called although it could not be recorded is not told as "nothing was done"', async () => {
    const harness = running();
    const { put } = harness.store;
    let puts = 0;
    harness.store.put = async (item: Item) => {
      puts += 1;
      if (puts === 3) throw new Error('no table');
      return put(item);
    };
    const answer = await harness.cancel();
    expect(harness.performed).toHaveLength(1);
    expect(answer.kind).not.toBe('failed');
  });

  test('a chat that cannot say now who belongs to a group is asked again', async () => {
    const harness = running();
    const { ports } = harness;
    const { handleRequest } = await import('../../../src/lib/flow/index.ts');
    const { personRequest } = await import('./harness.ts');
    const authorize = async () => Promise.reject(new ChatBusy(1_000));
    const interaction = { type: 'command', command: { name: 'cancel', target: 'orders/api' } } as const;
    await expect(handleRequest({ ...ports, authorize }, personRequest(interaction, 't'))).rejects.toBeInstanceOf(
      ChatBusy,
    );
  });

  test('a refusal is told as a refusal, although the bus does not take it', async () => {
    const harness = running();
    harness.permission = { allowed: false, reason: 'You may not.' };
    harness.bus = { ...harness.bus, publish: async () => Promise.reject(new Error('no bus')) };
    expect(await harness.cancel()).toMatchObject({ kind: 'refused' });
  });

  test('a refusal that is delivered again stands in the trail once', async () => {
    const harness = running();
    harness.permission = { allowed: false, reason: 'You may not.' };
    const { putRecord } = harness.store;
    harness.store.putRecord = async (record) =>
      record.answer === undefined ? putRecord(record) : Promise.reject(new Error('dead'));
    await expect(harness.cancel()).rejects.toThrow('dead');
    harness.store.putRecord = putRecord;
    harness.nowMs += 5;
    await harness.cancel();
    expect((await harness.trail()).filter(({ event }) => event.what === 'refused')).toHaveLength(1);
  });

  test('a click that comes to nothing is in the trail, too (I8)', async () => {
    const harness = running();
    await harness.observe();
    const { key } = await harness.newest();
    harness.deploys({ status: 'SUCCEEDED' });
    await harness.request({ type: 'click', action: 'cancel', key });
    expect((await harness.trail()).filter(({ actor }) => actor.type === 'person')).not.toEqual([]);
  });

  test('the answer to a question is kept in less than the 400 KB that DynamoDB takes', async () => {
    const harness = running();
    const history = Array.from({ length: 50 }, (_, index) => ({
      stateVersion: index + 1,
      atMs: startMs,
      actor: { type: 'bot' } as const,
      event: { what: 'observed', status: 'FAILED' } as const,
      statusMessage: 'x'.repeat(2_000),
    }));
    await harness.observe();
    for (let number = 0; number < 15; number += 1) {
      const item = await harness.newest();
      await harness.store.put({ ...item, key: { target: `t-${number}`, attempt: 'a' }, version: 0, history });
    }
    await harness.request({ type: 'command', command: { name: 'status' } }, 't');
    const record = await harness.store.getRecord('t');
    expect(JSON.stringify(record).length).toBeLessThan(400_000);
  });
});
