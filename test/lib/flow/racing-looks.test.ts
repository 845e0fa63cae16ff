import { describe, expect, test } from '@jest/globals';
import { isFinal, statusOf } from '../../../src/lib/model/statuses.ts';
import { deployment, instanceArn, reading, startMs } from '../model/subjects.ts';
import { deadlineMs, Harness, minuteMs, rulesFrom } from './harness.ts';

/** Holds the answer to the next look back until it is let go: the look is slow, and others overtake it. */
function slowLook(harness: Harness): { readonly look: Promise<unknown>; readonly letGo: () => void } {
  const { observe } = harness.provider;
  let letGo: () => void = () => undefined;
  const held = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  harness.provider.observe = async (reference) => {
    harness.provider.observe = observe;
    const answer = await observe(reference);
    await held;
    return answer;
  };
  const look = harness.observe();
  return { look, letGo: () => letGo() };
}

describe('two looks at one target', () => {
  test('a slow look that saw D1 end does not end D2, which began meanwhile; it is cancelled at its deadline (I3, I9)', async () => {
    const harness = new Harness();
    harness.deploys();
    await harness.observe();
    harness.nowMs += minuteMs;
    harness.deploys({ status: 'SUCCEEDED' });
    harness.ends.set('d1', 'SUCCEEDED');
    const slow = slowLook(harness);
    await Promise.resolve();
    harness.nowMs += 1_000;
    harness.deploys({ id: 'd2', startedAtMs: harness.nowMs });
    await harness.observe();
    slow.letGo();
    await slow.look;
    const [second, first] = harness.stored();
    expect([second, first].map((item) => item && statusOf(item.subject))).toEqual(['IN_PROGRESS', 'SUCCEEDED']);
    harness.nowMs += deadlineMs + 1;
    await harness.observe();
    expect(harness.performed.map(({ subject }) => subject)).toMatchObject([{ deployment: { id: 'd2' } }]);
  });

  test('a slow look that saw the target gone does not end what was created again meanwhile; a person can cancel it', async () => {
    const harness = new Harness();
    harness.deploys({ status: 'DELETE_IN_PROGRESS', operation: 'delete' });
    await harness.observe();
    harness.nowMs += minuteMs;
    harness.truth.clear();
    const slow = slowLook(harness);
    await Promise.resolve();
    harness.deploys({ id: 'd2', operation: 'create', startedAtMs: harness.nowMs });
    await harness.observe();
    harness.nowMs += 1_000;
    slow.letGo();
    await slow.look;
    expect(statusOf((await harness.newest()).subject)).toBe('IN_PROGRESS');
    expect(await harness.cancel()).toMatchObject({ kind: 'settled', outcome: 'accepted' });
  });

  test('the target’s version: what a look saw open before another one created the next is not created after it', async () => {
    const harness = new Harness();
    harness.deploys();
    const slow = slowLook(harness);
    await Promise.resolve();
    harness.deploys({ id: 'd2', startedAtMs: startMs + minuteMs });
    harness.nowMs += 2 * minuteMs;
    await harness.observe();
    slow.letGo();
    await slow.look;
    const items = harness.stored();
    expect(items.map(({ subject }) => subject)).toMatchObject([{ deployment: { id: 'd2' } }]);
  });

  test('two looks that see one new attempt, with its id and without, make one item of it', async () => {
    const harness = new Harness();
    harness.deploys({ id: '' });
    const slow = slowLook(harness);
    await Promise.resolve();
    harness.deploys();
    await harness.observe();
    slow.letGo();
    await slow.look;
    expect(harness.stored()).toHaveLength(1);
  });

  test('death before a creation, and right after one: the next look creates the item, or tells what it finds', async () => {
    const harness = new Harness();
    harness.deploys();
    const { create } = harness.store;
    harness.store.create = async () => Promise.reject(new Error('dead'));
    await expect(harness.observe()).rejects.toThrow('dead');
    expect(harness.stored()).toEqual([]);
    harness.store.create = async (item, records) => {
      await create(item, records);
      throw new Error('dead');
    };
    await expect(harness.observe()).rejects.toThrow('dead');
    harness.store.create = create;
    const item = await harness.newest();
    expect(harness.published).toEqual([]);
    harness.nowMs = item.outboxDueAtMs;
    await harness.observe();
    expect(harness.stored()).toHaveLength(1);
    expect(harness.published.map(({ id }) => id)).toEqual(item.outbox.map(({ id }) => id));
  });

  test('old attempts that are shown, and that are more than are read of a target, keep nobody from the new one', async () => {
    const harness = new Harness();
    harness.traits = { ...harness.traits, oneAtATime: false, identifiedBy: 'id' };
    const shown = Array.from({ length: 12 }, (_, index) => {
      const startedAtMs = startMs + index;
      const ended = { status: 'SUCCEEDED', phase: 'succeeded', endedAtMs: startMs + minuteMs } as const;
      return reading(deployment({ id: `d${index}`, startedAtMs, ...(index < 11 ? ended : {}) }));
    });
    const { observe } = harness.provider;
    harness.provider.observe = async (reference) => {
      const answer = await observe(reference);
      return answer && { ...answer, gone: false, attempts: shown };
    };
    harness.deploys();
    await harness.observe();
    harness.nowMs += deadlineMs + minuteMs;
    await harness.observe();
    expect(harness.stored()).toHaveLength(12);
    expect(harness.performed.map(({ subject }) => subject)).toMatchObject([{ deployment: { id: 'd11' } }]);
  });

  test('what an answer does not show is left as it is, yet its outbox is sent and it comes due again', async () => {
    const harness = new Harness();
    const works = harness.bus;
    harness.bus = { ...works, publish: async () => Promise.reject(new Error('no bus')) };
    harness.deploys({ id: 'd2', startedAtMs: startMs + minuteMs });
    await harness.observe();
    harness.bus = works;
    const before = await harness.newest();
    harness.traits = { ...harness.traits, readLagMs: 60 * minuteMs };
    harness.deploys();
    harness.nowMs = before.outboxDueAtMs;
    await harness.observe({ attempt: before.key.attempt });
    const after = await harness.newest();
    expect(isFinal(after.subject)).toBe(false);
    expect(harness.published.map(({ id }) => id)).toEqual(before.outbox.map(({ id }) => id));
    expect(after.outboxDueAtMs).toBeGreaterThan(harness.nowMs);
    expect(after.recheckAtMs).toBeGreaterThanOrEqual(before.recheckAtMs);
  });

  test('a deployment id that the provider does not know says nothing about any target, also where a timer kept both', async () => {
    const harness = new Harness();
    harness.deploys();
    await harness.observe();
    const { observe } = harness.provider;
    harness.provider.observe = async (reference) => (reference.on === 'deploymentId' ? undefined : observe(reference));
    harness.nowMs += minuteMs;
    await harness.observe({ reference: { on: 'deploymentId', provider: 'proton', id: 'd9', target: instanceArn } });
    expect(statusOf((await harness.newest()).subject)).toBe('IN_PROGRESS');
  });

  test('a hint that calls the target otherwise than its provider does leads to the one item of it', async () => {
    const harness = new Harness();
    harness.deploys();
    await harness.observe();
    const { observe } = harness.provider;
    harness.provider.observe = async (reference) => {
      const state = await observe({ ...reference, target: instanceArn });
      return state && { ...state, reference: { ...reference, target: instanceArn } };
    };
    const target = instanceArn.replace('us-east-1', 'region-id');
    const { item } = await harness.observe({
      reference: { on: 'deployment', provider: 'proton', kind: 'serviceInstance', name: 'orders/api', target },
    });
    expect(item?.key).toEqual((await harness.newest()).key);
    expect(harness.stored(target)).toEqual([]);
  });

  test('a schedule carries the target, not the id that the event had', async () => {
    const harness = new Harness();
    harness.deploys();
    const { observe } = harness.provider;
    harness.provider.observe = async (reference) => {
      const state = await observe(reference.on === 'deploymentId' ? { ...reference, target: instanceArn } : reference);
      const reference1 = { on: 'deployment', provider: 'proton', kind: 'serviceInstance', name: 'orders/api' } as const;
      return state && { ...state, reference: { ...reference1, target: instanceArn } };
    };
    await harness.observe({ reference: { on: 'deploymentId', provider: 'proton', id: 'd1' } });
    expect(harness.armed.map(({ hint }) => hint.reference.on)).toEqual(['deployment']);
  });

  test('when the list of rules becomes empty, the old deadline goes', async () => {
    const harness = new Harness();
    harness.deploys();
    await harness.observe();
    expect((await harness.newest()).deadlineAtMs).toBeDefined();
    harness.rules = rulesFrom('');
    await harness.observe();
    expect(await harness.newest()).not.toHaveProperty('deadlineAtMs');
  });
});
