import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import {
  type ActionOutcome,
  type ActionType,
  type Claim,
  claimKey,
  conflictsWith,
  withStatesOfToday,
} from '../../../src/lib/model/claim.ts';
import {
  claimLeaseFor,
  claimLeaseMs,
  invocationTimeoutMs,
  isDue,
  lateCallMs,
  maximumThrottles,
  outcomeByState,
  type StateContext,
  withClaim,
  withOutcome,
  withThrottle,
  withWithdrawn,
} from '../../../src/lib/model/claims.ts';
import type { Item } from '../../../src/lib/model/item.ts';
import { noDetails } from '../../../src/lib/model/observation.ts';
import type { Subject } from '../../../src/lib/model/subject.ts';
import { connection, deployment, deploymentItem, detailsFor, startMs } from './subjects.ts';

const intent = { action: 'cancel', actor: { type: 'rule', rule: 'stuck' }, reason: 'stuck' } as const;
const key = claimKey(intent.actor, intent.action);

function claimed(item: Item = deploymentItem(), nowMs = startMs): Item {
  return withClaim(item, intent, 'lease-1', nowMs);
}

function claimOf(item: Item) {
  const claim = item.claims[key];
  if (claim === undefined) throw new Error('there is no claim');
  return claim;
}

describe('claimKey', () => {
  test('is one per actor and action; each request of a person is its own', () => {
    const person = { type: 'person', userId: 'U1', requestId: 'r1' } as const;
    const keys = [
      claimKey({ type: 'rule', rule: 'a' }, 'cancel'),
      claimKey({ type: 'rule', rule: 'b' }, 'cancel'),
      claimKey({ type: 'rule', rule: 'a' }, 'accept'),
      claimKey(person, 'cancel'),
      claimKey({ ...person, requestId: 'r2' }, 'cancel'),
      claimKey({ type: 'bot' }, 'cancel'),
    ];
    expect(new Set(keys).size).toBe(keys.length);
  });
});

describe('withClaim', () => {
  test('holds for a lease, counts the attempt, and is in the trail before anything is called', () => {
    const item = claimed();
    expect(claimOf(item)).toMatchObject({
      state: 'leased',
      attempts: 1,
      throttles: 0,
      dueAtMs: startMs + claimLeaseMs,
    });
    expect(item.outbox.at(-1)?.event).toEqual({ what: 'claimed', action: 'cancel', reason: 'stuck', attempt: 1 });
    expect(item.outbox.at(-1)?.actor).toEqual(intent.actor);
  });

  test('taken up again after it lapsed, it keeps its beginning and counts on', () => {
    const again = withClaim(claimed(), intent, 'lease-2', startMs + claimLeaseMs);
    expect(claimOf(again)).toMatchObject({
      leaseId: 'lease-2',
      claimedAtMs: startMs,
      attempts: 2,
      dueAtMs: startMs + 2 * claimLeaseMs,
    });
  });

  test('is due only when its lease has lapsed', () => {
    const claim = claimOf(claimed());
    expect(isDue(claim, startMs + claimLeaseMs - 1)).toBe(false);
    expect(isDue(claim, startMs + claimLeaseMs)).toBe(true);
    expect(isDue({ ...claim, state: 'settled' }, startMs + claimLeaseMs)).toBe(false);
  });
});

describe('withThrottle', () => {
  test('backs off by 5, 10, 20, 40 and then 60 seconds, and gives up after ten', () => {
    let item = deploymentItem();
    const delays: number[] = [];
    for (let count = 1; count < maximumThrottles; count += 1) {
      item = withThrottle(claimed(item), key, 'lease-1', startMs);
      expect(claimOf(item)).toMatchObject({ state: 'waiting', throttles: count, attempts: 0 });
      delays.push(claimOf(item).dueAtMs - startMs);
    }
    expect(delays).toEqual([5_000, 10_000, 20_000, 40_000, 60_000, 60_000, 60_000, 60_000, 60_000]);
    item = withThrottle(claimed(item), key, 'lease-1', startMs);
    expect(claimOf(item)).toMatchObject({ state: 'settled', outcome: 'gaveUp', error: 'ThrottlingException' });
    expect(item.history.at(-1)?.event).toMatchObject({ what: 'settled', outcome: 'gaveUp' });
  });

  test('does not use up an attempt, nor forget one whose result is unknown', () => {
    const second = withClaim(claimed(), intent, 'lease-2', startMs + claimLeaseMs);
    expect(claimOf(withThrottle(second, key, 'lease-2', startMs)).attempts).toBe(1);
  });

  test('is nothing that a lapsed owner may say: another may be in the middle of its call', () => {
    const second = withClaim(claimed(), intent, 'lease-2', startMs + claimLeaseMs);
    expect(withThrottle(second, key, 'lease-1', startMs + claimLeaseMs)).toBe(second);
  });

  test('leaves a settled claim, and an unknown one, alone', () => {
    const settled = withOutcome(claimed(), key, 'accepted', startMs);
    expect(withThrottle(settled, key, 'lease-1', startMs)).toBe(settled);
    const without = deploymentItem();
    expect(withThrottle(without, key, 'lease-1', startMs)).toBe(without);
  });
});

describe('withOutcome', () => {
  test('settles once: told in the history and in the trail', () => {
    const item = withOutcome(claimed(), key, 'refused', startMs, 'ValidationException');
    expect(claimOf(item)).toMatchObject({ state: 'settled', outcome: 'refused', error: 'ValidationException' });
    const told = { what: 'settled', action: 'cancel', outcome: 'refused', error: 'ValidationException' };
    expect(item.history.at(-1)).toMatchObject({ event: told, actor: intent.actor });
    expect(item.outbox.at(-1)?.event).toEqual(told);
    expect(withOutcome(item, key, 'accepted', startMs)).toBe(item);
  });
});

describe('the lease', () => {
  test('is strictly longer than an invocation, a late call and the lag of reads together', () => {
    fc.assert(
      fc.property(fc.nat(600_000), (readLagMs) => {
        const { claims } = withClaim({ ...deploymentItem(), readLagMs }, intent, 'lease-1', startMs);
        const dueAtMs = claims[key]?.dueAtMs ?? 0;
        expect(dueAtMs - startMs).toBe(claimLeaseFor(readLagMs));
        expect(dueAtMs - startMs).toBeGreaterThan(invocationTimeoutMs + lateCallMs + readLagMs);
      }),
    );
  });

  test('where the provider has not been asked yet, is that of the slowest', () => {
    expect(claimOf(claimed()).dueAtMs - startMs).toBe(claimLeaseFor(30_000));
  });
});

describe('withWithdrawn', () => {
  test('frees the key, gives back the attempt that did not call, and stands in the trail', () => {
    const item = withWithdrawn(claimed(), key, 'on hold', startMs, 'notCalled');
    expect(claimOf(item)).toMatchObject({ state: 'withdrawn', attempts: 0 });
    expect(item.outbox.at(-1)?.event).toEqual({ what: 'withdrawn', action: 'cancel', reason: 'on hold' });
    expect(conflictsWith(claimOf(item), 'cancel')).toBe(false);
    expect(isDue(claimOf(item), Number.MAX_SAFE_INTEGER)).toBe(false);
    expect(item.history.at(-1)?.event).toMatchObject({ what: 'withdrawn', reason: 'on hold' });
    expect(item.recheckAtMs).toBeLessThanOrEqual(startMs + 60_000);
  });

  test('keeps calls that may have gone out', () => {
    expect(claimOf(withWithdrawn(claimed(), key, 'unwanted', startMs, 'mayHaveCalled')).attempts).toBe(1);
    const second = withClaim(claimed(), intent, 'lease-2', startMs + claimLeaseMs);
    expect(claimOf(withWithdrawn(second, key, 'on hold', startMs, 'notCalled')).attempts).toBe(1);
  });

  test('leaves what is settled, withdrawn or unknown alone', () => {
    const settled = withOutcome(claimed(), key, 'accepted', startMs);
    const withdrawn = withWithdrawn(claimed(), key, 'on hold', startMs, 'notCalled');
    for (const item of [settled, withdrawn, deploymentItem()]) {
      expect(withWithdrawn(item, key, 'again', startMs, 'notCalled')).toBe(item);
    }
  });
});

describe('a claim of version 0.1, as stored', () => {
  const stored = {
    action: 'cancel',
    actor: { type: 'rule', rule: 'stuck' },
    reason: 'stuck',
    state: 'held',
    leaseId: 'lease-1',
    claimedAtMs: startMs,
    dueAtMs: startMs + 60_000,
    attempts: 1,
    throttles: 0,
  };
  const old: Readonly<Record<string, Claim>> = JSON.parse(JSON.stringify({ [key]: stored }));

  test('is leased: it keeps others away, and falls due', () => {
    const item = { ...deploymentItem(), claims: withStatesOfToday(old) };
    expect(claimOf(item)).toEqual({ ...stored, state: 'leased' });
    expect(conflictsWith(claimOf(item), 'cancel')).toBe(true);
    expect(isDue(claimOf(item), startMs + 60_000)).toBe(true);
  });

  test('claims of today are left as they are', () => {
    const { claims } = claimed();
    expect(withStatesOfToday(claims)).toBe(claims);
  });
});

describe('conflictsWith', () => {
  const way = (outcome?: ActionOutcome) => {
    const item = outcome === undefined ? claimed() : withOutcome(claimed(), key, outcome, startMs);
    return conflictsWith(claimOf(item), 'cancel');
  };

  test('an open claim and one that was carried out are; one that came to nothing is not', () => {
    expect([way(), way('accepted'), way('observed')]).toEqual([true, true, true]);
    const nothing = (['alreadyDone', 'tooLate', 'superseded', 'refusedCreate', 'refused', 'gaveUp'] as const).map(way);
    expect(nothing).toEqual([false, false, false, false, false, false]);
  });

  test('another action is no rival', () => {
    expect(conflictsWith(claimOf(claimed()), 'accept')).toBe(false);
  });
});

describe('outcomeByState', () => {
  const observed = (subject: Subject) => ({ subject, details: detailsFor(subject) });
  const ofDeployment = (status: string) => observed(deployment({ status }));
  const ofConnection = (status: string) => observed(connection({ status }));

  test.each<[ActionType, string, ActionOutcome | undefined, ActionOutcome | undefined]>([
    // action, status, nothing was called, something may have been called
    ['cancel', 'IN_PROGRESS', undefined, undefined],
    ['cancel', 'CANCELLING', 'alreadyDone', 'observed'],
    ['cancel', 'CANCELLED', 'alreadyDone', 'observed'],
    ['cancel', 'SUCCEEDED', 'tooLate', 'tooLate'],
    ['cancel', 'FAILED', 'tooLate', 'tooLate'],
    ['cancel', 'DELETE_IN_PROGRESS', 'tooLate', 'tooLate'],
    ['cancel', 'DELETED', 'tooLate', 'tooLate'],
    ['cancel', 'ENDED_UNSEEN', 'tooLate', 'tooLate'],
    ['accept', 'PENDING', undefined, undefined],
    ['accept', 'CONNECTED', 'alreadyDone', 'observed'],
    ['accept', 'REJECTED', 'tooLate', 'tooLate'],
    ['accept', 'DELETED', 'tooLate', 'tooLate'],
    ['reject', 'PENDING', undefined, undefined],
    ['reject', 'REJECTED', 'alreadyDone', 'observed'],
    ['reject', 'CONNECTED', 'tooLate', 'tooLate'],
  ])('%s of a subject that is %s: %s, or %s when called', (action, status, untouched, called) => {
    const subject = action === 'cancel' ? ofDeployment(status) : ofConnection(status);
    expect(outcomeByState(action, subject, false)).toBe(untouched);
    expect(outcomeByState(action, subject, true)).toBe(called);
  });

  test.each<[string, boolean, 'asked' | 'breaker' | 'alarm' | 'unknown', boolean, ActionOutcome]>([
    // status, a call may have gone out, what the provider says, still the newest
    ['CANCELLING', true, 'asked', true, 'observed'],
    ['CANCELLING', true, 'unknown', false, 'observed'],
    ['CANCELLED', true, 'breaker', true, 'alreadyDone'],
    ['CANCELLED', true, 'alarm', true, 'alreadyDone'],
    ['CANCELLED', true, 'alarm', false, 'superseded'],
    ['CANCELLED', false, 'asked', false, 'superseded'],
    ['ENDED_UNSEEN', true, 'unknown', false, 'superseded'],
    ['SUCCEEDED', true, 'unknown', false, 'tooLate'],
  ])('cancel, %s, called %s, ended by %s, newest %s: %s', (status, called, cause, isCurrent, outcome) => {
    expect(outcomeByState('cancel', observed(deployment({ status, cause })), called, { isCurrent })).toBe(outcome);
  });

  test.each<[string, boolean, boolean, ActionOutcome]>([
    // status, a call may have gone out, still the newest
    ['ENDED_UNSEEN', true, true, 'observed'],
    ['ENDED_UNSEEN', true, false, 'observed'],
    ['ENDED_UNSEEN', false, true, 'alreadyDone'],
    ['ENDED_UNSEEN', false, false, 'superseded'],
    ['SUCCEEDED', true, true, 'tooLate'],
  ])('cancel, %s after it was being stopped, called %s, newest %s: %s', (status, called, isCurrent, outcome) => {
    const context = { isCurrent, wasBeingStopped: true };
    expect(outcomeByState('cancel', observed(deployment({ status })), called, context)).toBe(outcome);
  });

  test('what a newer one has superseded was not stopped by us, whatever was called', () => {
    const subject = observed(deployment({ status: 'CANCELLED', cause: 'superseded' }));
    for (const called of [false, true]) expect(outcomeByState('cancel', subject, called)).toBe('superseded');
  });

  test.each<[ActionType, string, boolean, StateContext, ActionOutcome | undefined]>([
    // action, status, a call may have gone out, what else is known
    ['retry', 'FAILED', false, {}, undefined],
    ['retry', 'FAILED', true, {}, undefined],
    ['retry', 'FAILED', true, { hasBegunAnew: true }, 'observed'],
    ['retry', 'FAILED', false, { hasBegunAnew: true }, 'alreadyDone'],
    ['retry', 'IN_PROGRESS', true, {}, 'observed'],
    ['retry', 'FAILED', true, { isCurrent: false }, 'superseded'],
    ['retry', 'FAILED', true, { isCurrent: false, hasBegunAnew: true }, 'observed'],
    ['retry', 'SUCCEEDED', true, {}, 'tooLate'],
    // What has taken its place may be the rollback itself.
    ['rollback', 'FAILED', true, { isCurrent: false }, 'observed'],
    ['rollback', 'FAILED', false, { isCurrent: false }, 'superseded'],
    ['rollback', 'SUCCEEDED', true, {}, 'observed'],
    ['rollback', 'SUCCEEDED', false, {}, 'tooLate'],
    ['continue', 'CANCELLED', true, {}, 'tooLate'],
    ['continue', 'FAILED', true, {}, 'tooLate'],
    ['turnDown', 'FAILED', false, {}, 'alreadyDone'],
    ['turnDown', 'SUCCEEDED', true, {}, 'tooLate'],
  ])('%s of what is %s, called %s, %j: %s', (action, status, called, context, outcome) => {
    const subject = deployment({ status });
    const details = { ...noDetails, actions: status === 'FAILED' ? { retry: { available: true } as const } : {} };
    expect(outcomeByState(action, { subject, details }, called, context)).toBe(outcome);
  });

  test('nothing but IN_PROGRESS and PENDING can ever be acted on', () => {
    fc.assert(
      fc.property(fc.string(), fc.boolean(), (status, called) => {
        fc.pre(status !== 'IN_PROGRESS' && status !== 'PENDING');
        expect(outcomeByState('cancel', ofDeployment(status), called)).toBeDefined();
        expect(outcomeByState('accept', ofConnection(status), called)).toBeDefined();
        expect(outcomeByState('reject', ofConnection(status), called)).toBeDefined();
      }),
    );
  });
});
