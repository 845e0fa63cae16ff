import { describe, expect, test } from '@jest/globals';
import { statusOf } from '../../../src/lib/model/statuses.ts';
import { deployment, instanceArn, startMs } from '../model/subjects.ts';
import { deadlineMs, Harness, minuteMs, rulesThatCancel } from './harness.ts';

describe('observe', () => {
  test('a deployment that nobody knew becomes an item, and is published', async () => {
    const harness = new Harness();
    harness.deploys();
    const { item, decisions } = await harness.observe();
    expect(item).toMatchObject({ version: 1, subject: deployment() });
    expect(decisions.map(({ verdict }) => verdict)).toEqual(['waiting']);
    expect(harness.published.map(({ event }) => event.what)).toEqual(['observed', 'decided']);
    expect(await harness.trail()).toEqual(harness.published);
  });

  test('looking again at what has not changed writes nothing and publishes nothing', async () => {
    const harness = new Harness();
    harness.deploys();
    await harness.observe();
    const before = await harness.newest();
    harness.nowMs += 20_000;
    for (let look = 0; look < 5; look += 1) await harness.observe();
    expect(await harness.newest()).toEqual(before);
    expect(harness.published).toHaveLength(2);
  });

  test('what is neither there nor known comes to nothing', async () => {
    const harness = new Harness();
    expect(await harness.observe()).toEqual({ item: undefined, decisions: [] });
    expect(harness.stored()).toEqual([]);
  });

  test('a schedule is made for the deadline, once, and none for one that is near', async () => {
    const harness = new Harness();
    harness.deploys();
    await harness.observe();
    await harness.observe();
    expect(harness.armed.map(({ atMs }) => atMs)).toEqual([startMs + deadlineMs + 1]);
    expect(harness.armed[0]?.hint).toMatchObject({ cause: 'schedule', reference: { target: instanceArn } });

    const late = new Harness();
    late.deploys();
    late.nowMs = startMs + deadlineMs - minuteMs / 2;
    await late.observe();
    expect(late.armed).toEqual([]);
    expect((await late.newest()).deadlineAtMs).toBe(startMs + deadlineMs + 1);
  });

  test('a schedule that cannot be made is the sweep’s business', async () => {
    const harness = new Harness();
    harness.timer = { arm: async () => Promise.reject(new Error('throttled')) };
    harness.deploys();
    await harness.observe();
    harness.nowMs = startMs + deadlineMs + 1;
    await harness.sweepAndFollow();
    expect(harness.performed).toHaveLength(1);
  });

  test('a provider that fails leaves everything as it was', async () => {
    const harness = new Harness();
    harness.deploys();
    await harness.observe();
    const before = await harness.newest();
    harness.beforeRead = () => {
      throw new Error('Proton is not available');
    };
    await expect(harness.observe()).rejects.toThrow('Proton is not available');
    expect(await harness.newest()).toEqual(before);
  });

  test('what the provider no longer knows is closed as deleted, and told (A16)', async () => {
    const harness = new Harness();
    harness.deploys({ status: 'DELETE_IN_PROGRESS', operation: 'delete' });
    await harness.observe();
    harness.truth.clear();
    harness.nowMs += 1;
    const { item } = await harness.observe();
    expect(item && statusOf(item.subject)).toBe('DELETED');
    expect(harness.published.at(-1)?.event).toMatchObject({ what: 'observed', status: 'DELETED' });
  });

  test('a target that is gone is closed although somebody else writes at the same moment', async () => {
    const harness = new Harness();
    harness.deploys();
    await harness.observe();
    harness.truth.clear();
    harness.nowMs += 1;
    const { put } = harness.store;
    let conflicts = 3;
    harness.store.put = async (item) => {
      conflicts -= 1;
      return conflicts < 0 ? put(item) : undefined;
    };
    const { item } = await harness.observe();
    expect(item && statusOf(item.subject)).toBe('DELETED');
  });

  test('an attempt that was overtaken is closed with what the history knows of it', async () => {
    const harness = new Harness();
    harness.deploys();
    await harness.observe();
    const first = await harness.newest();
    harness.ends.set('d1', 'FAILED');
    harness.deploys({ id: 'd2', startedAtMs: startMs + minuteMs });
    harness.nowMs += 2 * minuteMs;
    await harness.observe();
    const [second, closed] = harness.stored();
    expect(second?.subject).toMatchObject({ deployment: { id: 'd2', status: 'IN_PROGRESS' } });
    expect(closed?.key).toEqual(first.key);
    expect(closed && statusOf(closed.subject)).toBe('FAILED');
  });

  test('and as ended unseen where the history knows nothing', async () => {
    const harness = new Harness();
    harness.deploys();
    await harness.observe();
    harness.deploys({ id: 'd2', startedAtMs: startMs + minuteMs });
    await harness.observe();
    const [, closed] = harness.stored();
    expect(closed && statusOf(closed.subject)).toBe('ENDED_UNSEEN');
  });

  test('an answer from the past changes nothing', async () => {
    const harness = new Harness();
    harness.deploys({ id: 'd2', startedAtMs: startMs + minuteMs });
    await harness.observe();
    const before = await harness.newest();
    harness.deploys();
    await harness.observe();
    expect(harness.stored()).toEqual([before]);
  });

  test('rules that have changed are used at the next look', async () => {
    const harness = new Harness();
    harness.rules = rulesThatCancel('shadow');
    harness.deploys();
    harness.nowMs = startMs + deadlineMs + 1;
    await harness.observe();
    expect(harness.performed).toEqual([]);
    harness.rules = rulesThatCancel('enforce');
    await harness.observe();
    expect(harness.performed).toHaveLength(1);
  });
});

describe('the outbox', () => {
  test('stays when the bus takes nothing, and is sent again with longer and longer waits', async () => {
    const harness = new Harness();
    const works = harness.bus;
    let tries = 0;
    harness.bus = {
      ...works,
      publish: async () => {
        tries += 1;
        throw new Error('no bus');
      },
    };
    harness.deploys();
    await harness.observe();
    expect((await harness.newest()).outbox).toHaveLength(2);
    const waits: number[] = [];
    for (let look = 0; look < 5; look += 1) {
      const { outboxDueAtMs } = await harness.newest();
      waits.push((outboxDueAtMs - harness.nowMs) / 1_000);
      harness.nowMs = outboxDueAtMs - 1;
      await harness.observe();
      expect(tries).toBe(look + 1);
      harness.nowMs = outboxDueAtMs;
      await harness.observe();
      expect(tries).toBe(look + 2);
    }
    expect(waits).toEqual([30, 60, 120, 240, 300]);

    harness.bus = works;
    harness.nowMs = (await harness.newest()).outboxDueAtMs;
    await harness.observe();
    expect(harness.published).toHaveLength(2);
    expect(await harness.trail()).toHaveLength(2);
  });

  test('keeps what the bus refused, and says so in the log', async () => {
    const harness = new Harness();
    harness.bus = { ...harness.bus, publish: async (entries) => entries.map(({ id }) => id) };
    harness.deploys();
    await harness.observe();
    expect(harness.logs).toContainEqual(expect.objectContaining({ level: 'warn' }));
    expect((await harness.newest()).outbox).toHaveLength(2);
  });

  test('does not keep a cancel from being made', async () => {
    const harness = new Harness();
    harness.bus = { ...harness.bus, publish: async () => Promise.reject(new Error('no bus')) };
    harness.deploys();
    harness.nowMs = startMs + deadlineMs + 1;
    await harness.observe();
    expect(harness.performed).toHaveLength(1);
  });
});
