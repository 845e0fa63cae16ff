import { describe, expect, test } from '@jest/globals';
import { claimLeaseMs } from '../../../src/lib/model/claims.ts';
import { connectionArn, instanceArn, startMs } from '../model/subjects.ts';
import { deadlineMs, Harness, minuteMs } from './harness.ts';

describe('sweep', () => {
  test('finds nothing in an empty account', async () => {
    expect(await new Harness().sweep()).toEqual({ due: 0, underWay: 0 });
  });

  test('finds what no event told of', async () => {
    const harness = new Harness();
    harness.deploys();
    harness.connects();
    expect(await harness.sweep()).toEqual({ due: 0, underWay: 2 });
    expect(harness.enqueued.map(({ cause, reference }) => [cause, reference.target])).toEqual([
      ['sweep', instanceArn],
      ['sweep', connectionArn],
    ]);
  });

  test('finds what is due, with the attempt that it is about, and leaves alone what is not', async () => {
    const harness = new Harness();
    harness.deploys();
    const { item } = await harness.observe();
    expect(await harness.sweep()).toEqual({ due: 0, underWay: 1 });
    expect(harness.enqueued).toEqual([]);
    harness.nowMs += minuteMs;
    expect(await harness.sweep()).toEqual({ due: 1, underWay: 1 });
    expect(harness.enqueued).toMatchObject([{ cause: 'sweep', attempt: item?.key.attempt }]);
  });

  test('looks at once at what is open here and no longer under way there', async () => {
    const harness = new Harness();
    harness.deploys();
    const { item } = await harness.observe();
    harness.truth.clear();
    expect(await harness.sweep()).toEqual({ due: 0, underWay: 0 });
    expect(harness.enqueued).toMatchObject([{ cause: 'sweep', attempt: item?.key.attempt }]);
  });

  test('takes nothing for ended because a list could not be read to its end', async () => {
    const harness = new Harness();
    harness.deploys();
    await harness.observe();
    harness.discover = async function* () {
      yield [];
      throw new Error('the list broke off');
    };
    await expect(harness.sweep()).rejects.toThrow(AggregateError);
    expect(harness.enqueued).toEqual([]);
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
    expect(await harness.sweep()).toEqual({ due: 1, underWay: 1 });
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

  test('its halves do not depend on each other: what the provider cannot list', async () => {
    const harness = new Harness();
    harness.deploys();
    await harness.observe();
    harness.nowMs += minuteMs;
    harness.discover = async function* () {
      yield [];
      throw new Error('Proton is not available');
    };
    await expect(harness.sweep()).rejects.toMatchObject({
      name: 'AggregateError',
      errors: [new Error('Proton is not available')],
    });
    expect(harness.enqueued).toHaveLength(1);
  });

  test('its halves do not depend on each other: a table that cannot be asked', async () => {
    const harness = new Harness();
    harness.deploys();
    harness.store.due = async function* () {
      yield [];
      throw new Error('no table');
    };
    await expect(harness.sweep()).rejects.toMatchObject({ errors: [new Error('no table')] });
    expect(harness.enqueued).toHaveLength(1);
  });
});
