import { describe, expect, test } from '@jest/globals';
import { type AttemptDetails, noDetails } from '../../../src/lib/model/observation.ts';
import type { Interaction } from '../../../src/lib/model/request.ts';
import { startMs } from '../model/subjects.ts';
import { deadlineMs, Harness, minuteMs, rulesFrom, rulesThatCancel } from './harness.ts';

const because = 'this back end has no operation that cancels';
const details: AttemptDetails = { ...noDetails, actions: { cancel: { available: false, reason: because } } };

/** A deployment of a back end that cannot cancel is past the deadline of a rule that would. */
function stuck(mode: 'enforce' | 'shadow' = 'enforce'): Harness {
  const harness = new Harness();
  harness.rules = rulesThatCancel(mode);
  harness.details = details;
  harness.deploys();
  harness.nowMs = startMs + deadlineMs + 1;
  return harness;
}

describe('a rule that cancels what cannot be cancelled', () => {
  test('says so once, with the reason, and nobody is called', async () => {
    const harness = stuck();
    for (let look = 0; look < 4; look += 1) {
      await harness.observe();
      harness.nowMs += 10 * minuteMs;
    }
    await harness.sweepAndFollow();
    expect(await harness.told()).toEqual(['impossible']);
    expect(harness.performed).toEqual([]);
    const settled = (await harness.trail()).filter(({ event }) => event.what === 'settled');
    expect(settled).toMatchObject([
      { actor: { type: 'rule', rule: 'cancel-stuck' }, event: { outcome: 'impossible', error: because } },
    ]);
    expect((await harness.trail()).some(({ event }) => event.what === 'claimed')).toBe(false);
  });

  test('still tells whom it shall tell', async () => {
    const harness = stuck();
    await harness.observe();
    await harness.notify();
    expect(new Set(harness.shown.map(({ channel }) => channel))).toEqual(new Set(['C-DEPLOYS', 'C-ONCALL']));
  });

  test('says nothing of it in shadow', async () => {
    const harness = stuck('shadow');
    await harness.observe();
    await harness.observe();
    expect(await harness.told()).toEqual([]);
    expect((await harness.newest()).claims).toEqual({});
    expect(harness.performed).toEqual([]);
  });

  test('says nothing of it when the deployment has ended by itself', async () => {
    const harness = stuck();
    harness.details = noDetails;
    harness.deploys({ status: 'SUCCEEDED' });
    await harness.observe();
    expect(await harness.told()).toEqual([]);
  });

  test('keeps no other deployment from being cancelled', async () => {
    const harness = stuck();
    await harness.observe();
    harness.details = undefined;
    harness.deploys({ id: 'd2', startedAtMs: startMs + minuteMs });
    harness.nowMs += deadlineMs;
    await harness.observe();
    expect(harness.performed).toHaveLength(1);
    expect(await harness.told()).toEqual(['accepted']);
  });
});

describe('a person who cancels what cannot be cancelled', () => {
  function running(): Harness {
    const harness = new Harness();
    harness.rules = rulesFrom('');
    harness.details = details;
    harness.deploys();
    return harness;
  }
  const impossible = { kind: 'impossible', action: 'cancel', name: 'orders/api', because };

  test('is told why, and it is in the trail', async () => {
    const harness = running();
    expect(await harness.cancel()).toEqual(impossible);
    expect(await harness.cancel()).toEqual(impossible);
    expect(harness.answers).toEqual([impossible]);
    expect(harness.performed).toEqual([]);
    expect((await harness.trail()).filter(({ event }) => event.what === 'refused')).toMatchObject([
      { actor: { type: 'person', userId: 'U0CLEO001' }, event: { request: 'cancel orders/api', reason: because } },
    ]);
  });

  test('by a button of an older message, too', async () => {
    const harness = running();
    await harness.observe();
    const interaction: Interaction = { type: 'click', action: 'cancel', key: (await harness.newest()).key };
    expect(await harness.request(interaction)).toEqual(impossible);
    expect(harness.performed).toEqual([]);
  });

  test('is told first that they may not, if they may not', async () => {
    const harness = running();
    harness.permission = { allowed: false, reason: 'not yours' };
    expect(await harness.cancel()).toMatchObject({ kind: 'refused', reason: 'not yours' });
  });
});
