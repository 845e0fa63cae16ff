import { describe, expect, test } from '@jest/globals';
import { claimLeaseMs, maximumAttempts } from '../../../src/lib/model/claims.ts';
import type { Item } from '../../../src/lib/model/item.ts';
import { connectionArn, detailsFor, startMs } from '../model/subjects.ts';
import { deadlineMs, Harness, minuteMs, referenceOf, rulesFrom } from './harness.ts';

/** A deployment that is past its deadline, and has been seen before. */
async function stuck(different = {}): Promise<Harness> {
  const harness = new Harness();
  harness.deploys(different);
  await harness.observe();
  harness.nowMs = startMs + deadlineMs + 1;
  return harness;
}

const timeout = { result: 'unknown', error: 'TimeoutError' } as const;
const conflict = { result: 'refused', conflict: true, error: 'ConflictException' } as const;

describe('a deployment past its deadline', () => {
  test('is cancelled once, and that is told', async () => {
    const harness = await stuck();
    await harness.observe();
    await harness.observe();
    expect(harness.performed).toHaveLength(1);
    expect(await harness.told()).toEqual(['accepted']);
    expect((await harness.newest()).subject).toMatchObject({ deployment: { status: 'CANCELLING' } });
  });

  test('is not cancelled before its time', async () => {
    const harness = await stuck();
    harness.nowMs = startMs + deadlineMs;
    await harness.observe();
    expect(harness.performed).toEqual([]);
  });

  test('is cancelled once, although ten hints come at the same time', async () => {
    const harness = await stuck();
    await Promise.all(Array.from({ length: 10 }, () => harness.observe()));
    expect(harness.performed).toHaveLength(1);
  });

  test('is left alone by a rule in shadow, which is recorded all the same (I7)', async () => {
    const harness = new Harness();
    harness.rules = rulesFrom(`
  - name: on-paper
    on: deployment
    when: now - deployment.startedAt > duration("45m")
    do: [{ cancel: { reason: old } }]
    mode: shadow
`);
    harness.deploys();
    harness.nowMs = startMs + deadlineMs + 1;
    await harness.observe();
    expect(harness.performed).toEqual([]);
    expect((await harness.newest()).history.at(-1)?.event).toMatchObject({
      what: 'decided',
      verdict: 'fired',
      mode: 'shadow',
    });
  });

  test('is left alone by a rule that cannot be evaluated, which is told (I6)', async () => {
    const harness = new Harness();
    harness.rules = rulesFrom(`
  - name: broken
    on: deployment
    when: int(deployment.name) > 1
    do: [{ cancel: { reason: never } }]
    mode: enforce
`);
    harness.deploys();
    await harness.observe();
    await harness.observe();
    expect(harness.performed).toEqual([]);
    const failures = (await harness.newest()).history.filter(
      ({ event }) => event.what === 'decided' && event.verdict === 'error',
    );
    expect(failures).toHaveLength(1);
  });
});

describe('what a cancel comes to, each told as its own', () => {
  test('tooLate: it succeeded between decision and call; nothing is called', async () => {
    const harness = await stuck();
    harness.beforeRead = (count) => count === 3 && harness.deploys({ status: 'SUCCEEDED' });
    await harness.observe();
    expect(harness.performed).toEqual([]);
    expect(await harness.told()).toEqual(['tooLate']);
  });

  test('tooLate: its target was deleted between decision and call', async () => {
    const harness = await stuck();
    harness.beforeRead = (count) => count === 3 && harness.truth.clear();
    await harness.observe();
    expect(harness.performed).toEqual([]);
    expect(await harness.told()).toEqual(['tooLate']);
  });

  test('superseded: another deployment took its place between decision and call, and is not touched (I1)', async () => {
    const harness = await stuck();
    harness.beforeRead = (count) => count === 3 && harness.deploys({ id: 'd2', startedAtMs: harness.nowMs });
    await harness.observe();
    expect(harness.performed).toEqual([]);
    expect(await harness.told()).toEqual(['superseded']);
  });

  test('superseded: under its id another run is under way, which nobody has decided about', async () => {
    const harness = await stuck();
    harness.traits = { oneAtATime: false, identifiedBy: 'id', idsBeginAgain: true, readLagMs: 0 };
    harness.beforeRead = (count) => count === 3 && harness.deploys({ startedAtMs: harness.nowMs });
    await harness.observe();
    expect(harness.performed).toEqual([]);
    expect(await harness.told()).toEqual(['superseded']);
  });

  test('a list that lacks it proves nothing in the fence while the provider, asked for it by its id, says that it is open', async () => {
    const harness = await stuck();
    const { subject } = await harness.newest();
    harness.provider = {
      ...harness.provider,
      observeAttempt: async () => ({ subject, details: detailsFor(subject) }),
    };
    harness.beforeRead = (count) => count === 3 && harness.truth.clear();
    await harness.observe();
    expect(harness.performed).toEqual([]);
    expect(await harness.told()).toEqual([]);
  });

  test('nor while it cannot be asked', async () => {
    const harness = await stuck();
    harness.provider = {
      ...harness.provider,
      observeAttempt: () => Promise.reject(new Error('InternalServerError')),
    };
    harness.beforeRead = (count) => count === 3 && harness.truth.clear();
    await harness.observe();
    expect(await harness.told()).toEqual([]);
  });

  test('superseded: the provider itself refused, for the expected deployment is no longer there', async () => {
    const harness = await stuck();
    harness.performances.push(() => {
      harness.deploys({ id: 'd2', startedAtMs: harness.nowMs });
      return conflict;
    });
    await harness.observe();
    expect(await harness.told()).toEqual(['superseded']);
  });

  test('alreadyDone: somebody else cancelled it before the call', async () => {
    const harness = await stuck();
    harness.beforeRead = (count) => count === 3 && harness.deploys({ status: 'CANCELLING' });
    await harness.observe();
    expect(harness.performed).toEqual([]);
    expect(await harness.told()).toEqual(['alreadyDone']);
  });

  test('alreadyDone: the call met a cancellation of somebody else', async () => {
    const harness = await stuck();
    harness.performances.push(() => {
      harness.deploys({ status: 'CANCELLED' });
      return conflict;
    });
    await harness.observe();
    expect(await harness.told()).toEqual(['alreadyDone']);
    expect((await harness.newest()).subject).toMatchObject({ deployment: { status: 'CANCELLED' } });
  });

  test('tooLate: it ended while the call was on its way', async () => {
    const harness = await stuck();
    harness.performances.push(() => {
      harness.deploys({ status: 'FAILED' });
      return conflict;
    });
    await harness.observe();
    expect(await harness.told()).toEqual(['tooLate']);
  });

  test('refusedCreate: a create cannot be cancelled (A15)', async () => {
    const harness = await stuck({ operation: 'create' });
    harness.performances.push(conflict);
    await harness.observe();
    expect(await harness.told()).toEqual(['refusedCreate']);
  });

  test('refused: the provider says no for another reason, and is not asked again', async () => {
    const harness = await stuck();
    harness.performances.push({ result: 'refused', conflict: false, error: 'AccessDeniedException' });
    await harness.observe();
    harness.nowMs += 10 * minuteMs;
    await harness.observe();
    expect(harness.performed).toHaveLength(1);
    expect((await harness.newest()).history.at(-1)?.event).toMatchObject({
      what: 'settled',
      outcome: 'refused',
      error: 'AccessDeniedException',
    });
  });

  test('observed: the answer was lost, and the state shows that it was done', async () => {
    const harness = await stuck();
    harness.performances.push(() => {
      harness.deploys({ status: 'CANCELLING' });
      return timeout;
    });
    await harness.observe();
    expect(await harness.told()).toEqual([]);
    harness.nowMs += claimLeaseMs;
    await harness.observe();
    expect(harness.performed).toHaveLength(1);
    expect(await harness.told()).toEqual(['observed']);
  });

  test('nobody calls again while a lease holds', async () => {
    const harness = await stuck();
    harness.performances.push(timeout);
    await harness.observe();
    harness.nowMs += harness.leaseMs - 1;
    await harness.observe();
    expect(harness.performed).toHaveLength(1);
  });

  test('gaveUp: after three calls without an answer; the fourth look only says so', async () => {
    const harness = await stuck();
    harness.performances.push(timeout, timeout, timeout);
    for (let look = 0; look < 5; look += 1) {
      await harness.observe();
      harness.nowMs += claimLeaseMs;
    }
    expect(harness.performed).toHaveLength(maximumAttempts);
    expect(await harness.told()).toEqual(['gaveUp']);
  });

  test('a throttled call is made again after a new fence, and is done', async () => {
    const harness = await stuck();
    harness.performances.push({ result: 'throttled' }, { result: 'throttled' });
    await harness.observe();
    harness.nowMs += 4_999;
    await harness.observe();
    expect(harness.performed).toHaveLength(1);
    harness.nowMs += 1;
    await harness.observe();
    harness.nowMs += 10_000;
    await harness.observe();
    expect(harness.performed).toHaveLength(3);
    expect(await harness.told()).toEqual(['accepted']);
  });

  test('a throttled call is not made again when the deployment ended meanwhile', async () => {
    const harness = await stuck();
    harness.performances.push({ result: 'throttled' });
    await harness.observe();
    harness.deploys({ status: 'SUCCEEDED' });
    harness.nowMs += minuteMs;
    await harness.observe();
    expect(harness.performed).toHaveLength(1);
    expect(await harness.told()).toEqual(['tooLate']);
  });

  test('every outcome and every claim is in the trail, with who it was for (I8)', async () => {
    const harness = await stuck();
    harness.performances.push({ result: 'throttled' });
    await harness.observe();
    harness.nowMs += minuteMs;
    await harness.observe();
    const rule = { type: 'rule', rule: 'cancel-stuck' };
    const events = (await harness.trail()).map(({ event, actor }) => [event.what, actor.type]);
    expect(events).toEqual([
      ['observed', 'bot'],
      ['decided', 'rule'],
      ['decided', 'rule'],
      ['claimed', 'rule'],
      ['claimed', 'rule'],
      ['settled', 'rule'],
      ['observed', 'bot'],
    ]);
    expect((await harness.trail()).filter(({ event }) => event.what === 'settled')).toMatchObject([{ actor: rule }]);
  });
});

describe('claims and what others do meanwhile', () => {
  test('the clock before the truth: a third call that is accepted while another looks is not told as gaveUp', async () => {
    const harness = await stuck();
    harness.performances.push(timeout, timeout, timeout);
    for (let look = 0; look < 3; look += 1) {
      await harness.observe();
      if (look < 2) harness.nowMs += harness.leaseMs;
    }
    // The third call's lease lapses only while this look waits for its answer, which is from before that call landed.
    harness.nowMs += harness.leaseMs - 1;
    const { observe } = harness.provider;
    harness.provider.observe = async (reference) => {
      const answer = await observe(reference);
      harness.nowMs += 2;
      harness.deploys({ status: 'CANCELLING' });
      return answer;
    };
    await harness.observe();
    expect(await harness.told()).toEqual([]);
    harness.provider.observe = observe;
    await harness.observe();
    expect(await harness.told()).toEqual(['observed']);
  });

  test('a lapsed claim of a rule that asks no more keeps nobody away: another rule and people may act', async () => {
    const harness = await stuck();
    harness.performances.push(timeout);
    await harness.observe();
    harness.rules = rulesFrom(`
  - name: another
    on: deployment
    when: deployment.status == "IN_PROGRESS"
    do: [{ cancel: { reason: another } }]
    mode: enforce
`);
    harness.nowMs += claimLeaseMs;
    await harness.observe();
    expect(harness.performed).toHaveLength(2);
    expect((await harness.newest()).claims['rule:cancel-stuck:cancel']).toMatchObject({
      state: 'withdrawn',
      attempts: 1,
    });
  });

  test('what was withdrawn after a call may turn out to be done: told as observed', async () => {
    const harness = await stuck();
    harness.performances.push(timeout);
    await harness.observe();
    harness.rules = rulesFrom('');
    harness.nowMs += claimLeaseMs;
    await harness.observe();
    expect(await harness.told()).toEqual([]);
    harness.deploys({ status: 'CANCELLING' });
    await harness.observe();
    expect(await harness.told()).toEqual(['observed']);
  });

  test('a claim that an older version stored as "held" is finished', async () => {
    const harness = await stuck();
    const item = await harness.newest();
    const claim = {
      action: 'cancel',
      actor: { type: 'rule', rule: 'cancel-stuck' },
      reason: 'stuck for more than 45 minutes',
      state: 'held',
      leaseId: 'lease-of-before',
      claimedAtMs: harness.nowMs - minuteMs,
      dueAtMs: harness.nowMs,
      attempts: 1,
      throttles: 0,
    };
    const claims: Item['claims'] = JSON.parse(JSON.stringify({ 'rule:cancel-stuck:cancel': claim }));
    await harness.store.put({ ...item, claims });
    await harness.observe();
    expect(harness.performed).toHaveLength(1);
    expect(await harness.told()).toEqual(['accepted']);
  });
});

describe('a connection', () => {
  test('all actions that rules ask for are carried out in one look, each with its own claim', async () => {
    const harness = new Harness();
    harness.rules = rulesFrom(`
  - name: accept-it
    on: connection
    when: connection.status == "PENDING"
    do: [{ accept: {} }]
    mode: enforce
  - name: reject-it
    on: connection
    when: connection.status == "PENDING"
    do: [{ reject: { reason: nobody knows it } }]
    mode: enforce
`);
    harness.connects();
    harness.performances.push({ result: 'refused', conflict: false, error: 'AccessDeniedException' });
    await harness.observe(hint);
    expect(harness.performed.map(({ action }) => action)).toEqual(['accept', 'reject']);
    expect(await harness.told(connectionArn)).toEqual(['refused', 'accepted']);
    expect(Object.keys((await harness.newest(connectionArn)).claims)).toHaveLength(2);
  });

  const acceptAll = `
  - name: accept-all
    on: connection
    when: connection.status == "PENDING"
    do: [{ accept: {} }]
    mode: enforce
`;

  async function pending(): Promise<Harness> {
    const harness = new Harness();
    harness.rules = rulesFrom(acceptAll);
    harness.connects();
    return harness;
  }
  const hint = { reference: referenceOf(connectionArn) };

  test('is accepted once', async () => {
    const harness = await pending();
    await harness.observe(hint);
    await harness.observe(hint);
    expect(harness.performed.map(({ action }) => action)).toEqual(['accept']);
    expect(await harness.told(connectionArn)).toEqual(['accepted']);
  });

  test('is not accepted that was rejected between decision and call', async () => {
    const harness = await pending();
    harness.beforeRead = (count) => count === 2 && harness.connects('REJECTED');
    await harness.observe(hint);
    expect(harness.performed).toEqual([]);
    expect(await harness.told(connectionArn)).toEqual(['tooLate']);
  });

  test('is not accepted without a rule or a person (I4)', async () => {
    const harness = await pending();
    harness.rules = rulesFrom('');
    await harness.observe(hint);
    expect(harness.performed).toEqual([]);
  });
});
