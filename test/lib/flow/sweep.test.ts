import { describe, expect, test } from '@jest/globals';
import { claimLeaseMs } from '../../../src/lib/model/claims.ts';
import { type DiscoveredPage, ListingFailed } from '../../../src/lib/model/discovery.ts';
import { startMs } from '../model/subjects.ts';
import { deadlineMs, Harness, minuteMs } from './harness.ts';

describe('sweep', () => {
  test('finds nothing due in an empty account, and has it listed', async () => {
    const harness = new Harness();
    expect(await harness.sweep()).toEqual({ due: 0, jobs: 1 });
    expect(harness.enqueued).toEqual([]);
    expect(harness.jobs).toEqual([
      { provider: 'proton', scope: 'own', enqueuedAtMs: startMs, expiresAtMs: startMs + minuteMs },
    ]);
  });

  test('finds what is due, with the attempt that it is about, and leaves alone what is not', async () => {
    const harness = new Harness();
    harness.deploys();
    const { item } = await harness.observe();
    expect(await harness.sweep()).toMatchObject({ due: 0 });
    expect(harness.enqueued).toEqual([]);
    harness.nowMs += minuteMs;
    expect(await harness.sweep()).toMatchObject({ due: 1 });
    expect(harness.enqueued).toMatchObject([{ cause: 'sweep', attempt: item?.key.attempt }]);
  });

  test('asks no provider anything', async () => {
    const harness = new Harness();
    harness.discover = () => {
      throw new Error('asked');
    };
    await harness.sweep();
    expect(harness.reads).toBe(0);
  });

  test('has each provider and scope listed by a job of its own, in its own interval', async () => {
    const harness = new Harness();
    harness.sources = [
      { provider: 'proton', scope: 'own', intervalMs: minuteMs },
      { provider: 'proton', scope: 'staging', intervalMs: minuteMs },
      { provider: 'supplyChain', scope: 'own', intervalMs: 5 * minuteMs },
    ];
    const turns: string[][] = [];
    for (let minute = 0; minute < 6; minute += 1) {
      // A sweep is some seconds early or late; what is nearly due is not left to the next one.
      harness.nowMs = startMs + minute * minuteMs + (minute % 2) * -3_000;
      await harness.sweep();
      const jobs = harness.jobs.splice(0);
      turns.push(jobs.map(({ provider, scope }) => `${provider} ${scope}`));
      for (const job of jobs) await harness.runJob(job);
    }
    const proton = ['proton own', 'proton staging'];
    expect(turns).toEqual([
      [...proton, 'supplyChain own'],
      proton,
      proton,
      proton,
      proton,
      [...proton, 'supplyChain own'],
    ]);
  });

  test('leaves alone what was throttled, for as long as it backs off', async () => {
    const harness = new Harness();
    harness.discover = throttled;
    const minutes: number[] = [];
    for (let minute = 0; minute < 12; minute += 1) {
      const [result] = await harness.sweepAndDiscover();
      if (result) minutes.push(minute);
      harness.nowMs += minuteMs;
    }
    // Two minutes, four, eight.
    expect(minutes).toEqual([0, 2, 6]);
  });

  test('asks the provider no more often than it wants to be asked', async () => {
    const harness = new Harness();
    harness.deploys();
    harness.recheckAfterMs = 10 * minuteMs;
    await harness.sweepAndFollow();
    // Told and delivered: nothing else is due.
    await harness.notify();
    const reads = harness.reads;
    for (let minute = 0; minute < 9; minute += 1) {
      harness.nowMs += minuteMs;
      await harness.sweepAndFollow();
    }
    expect(harness.reads).toBe(reads);
    harness.nowMs += minuteMs;
    await harness.sweepAndFollow();
    expect(harness.reads).toBe(reads + 1);
  });

  test('asks once to look at what is both due and under way', async () => {
    const harness = new Harness();
    harness.deploys();
    await harness.observe();
    harness.nowMs += minuteMs;
    expect(await harness.sweepAndDiscover()).toMatchObject([{ outcome: 'listed', underWay: 1 }]);
    expect(harness.enqueued).toHaveLength(1);
  });

  test('acts on nothing itself', async () => {
    const harness = new Harness();
    harness.deploys();
    harness.nowMs = startMs + deadlineMs + 1;
    await harness.sweep();
    expect(harness.performed).toEqual([]);
  });

  test('alone does the whole job when no event comes: seen, cancelled, ended', async () => {
    const harness = new Harness();
    harness.deploys();
    for (let minute = 0; minute <= 46; minute += 1) {
      await harness.sweepAndFollow();
      harness.nowMs += minuteMs;
    }
    expect(harness.performed).toHaveLength(1);
    harness.deploys({ status: 'CANCELLED' });
    for (let minute = 0; minute < 6; minute += 1) {
      await harness.sweepAndFollow();
      harness.nowMs += minuteMs;
    }
    expect((await harness.newest()).subject).toMatchObject({ deployment: { status: 'CANCELLED' } });
  });

  test('brings back a claim whose owner died', async () => {
    const harness = new Harness();
    harness.deploys();
    harness.nowMs = startMs + deadlineMs + 1;
    // The owner dies between claim and call: of the second read, the fence, nothing ever comes.
    harness.beforeRead = (count) => {
      if (count === 2) throw new Error('dead');
    };
    await expect(harness.observe()).rejects.toThrow('dead');
    harness.nowMs += claimLeaseMs;
    await harness.sweepAndFollow();
    expect(harness.performed).toHaveLength(1);
    expect(await harness.told()).toEqual(['accepted']);
  });

  test('its halves do not depend on each other, and it says which failed', async () => {
    const harness = new Harness();
    harness.store.due = async function* () {
      yield [];
      throw named('ThrottlingException');
    };
    await expect(harness.sweep()).rejects.toMatchObject({
      name: 'SweepIncomplete',
      message: 'the sweep is incomplete (what is due: ThrottlingException); the next one tries again',
    });
    expect(harness.jobs).toHaveLength(1);

    const other = new Harness();
    other.deploys();
    await other.observe();
    other.nowMs += minuteMs;
    other.records.all = async () => Promise.reject(named('TimeoutError'));
    await expect(other.sweep()).rejects.toMatchObject({
      message: expect.stringContaining('to be listed: TimeoutError'),
    });
    expect(other.enqueued).toHaveLength(1);
  });
});

function named(name: string): Error {
  return Object.assign(new Error('no'), { name });
}

async function* throttled(): AsyncIterable<DiscoveredPage> {
  yield { references: [], failure: new ListingFailed('ListInstances', named('ThrottlingException'), true) };
}
