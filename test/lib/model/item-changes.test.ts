import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { newItem, withEnd, withObservation } from '../../../src/lib/model/item-changes.ts';
import { isFinal, statusOf, withStatus } from '../../../src/lib/model/statuses.ts';
import { subject as anySubject, connectionStatus, deploymentStatus } from './arbitraries.ts';
import {
  connection,
  connectionItem,
  deployment,
  deploymentItem,
  facts,
  phaseFor,
  reading,
  sighting,
  startMs,
} from './subjects.ts';

const later = sighting(startMs + 60_000);

describe('withObservation', () => {
  test('a new status is told, put into the trail, and dated', () => {
    const before = deploymentItem();
    const after = withObservation(before, reading(deployment({ status: 'FAILED' }), 'no capacity'), later);
    expect(after.stateVersion).toBe(before.stateVersion + 1);
    expect(after.statusSinceMs).toBe(later.answeredAtMs);
    expect(after.statusMessage).toBe('no capacity');
    expect(after.history.at(-1)).toEqual({
      stateVersion: after.stateVersion,
      atMs: later.answeredAtMs,
      actor: { type: 'bot' },
      event: { what: 'observed', status: 'FAILED', previousStatus: 'IN_PROGRESS', cause: 'event' },
      statusMessage: 'no capacity',
    });
    expect(after.outbox.at(-1)).toMatchObject({
      actor: { type: 'bot' },
      event: {
        what: 'observed',
        status: 'FAILED',
        previousStatus: 'IN_PROGRESS',
        cause: 'event',
        factsVersion: 1,
        facts: after.subject,
      },
    });
    expect(JSON.stringify(after.outbox)).not.toContain('no capacity');
  });

  test('the same answer changes nothing: the very same item', () => {
    const before = deploymentItem();
    expect(withObservation(before, reading(deployment()), later)).toBe(before);
  });

  test('only farther than ever before is progress: what rises and falls again counts once', () => {
    const seen = (progress: number, minutes: number) => ({
      observation: { ...reading(deployment()), progress },
      context: sighting(startMs + minutes * 60_000),
    });
    const first = seen(2, 1);
    let item = newItem({ target: 'arn', attempt: 'a' }, first.observation, first.context);
    const progressedAtMs = () => item.subject.on === 'deployment' && item.subject.deployment.lastProgressAtMs;
    const atFirst = progressedAtMs();
    for (const [progress, minutes, expectedAtMs] of [
      [0, 2, atFirst],
      [2, 3, atFirst],
      [3, 4, startMs + 4 * 60_000],
      [0, 5, startMs + 4 * 60_000],
      [3, 6, startMs + 4 * 60_000],
    ] as const) {
      const { observation, context } = seen(progress, minutes);
      item = withObservation(item, observation, context);
      expect([minutes, progressedAtMs()]).toEqual([minutes, expectedAtMs]);
    }
  });

  test('nor does the same answer with its members in another order, as a table gives them back', () => {
    const shuffled = JSON.parse(JSON.stringify(Object.fromEntries(Object.entries(facts()).reverse())));
    const stored = { ...deploymentItem(), subject: { on: 'deployment' as const, deployment: shuffled } };
    expect(withObservation(stored, reading(deployment()), later)).toBe(stored);
  });

  test('new facts without a new status are kept, and not told', () => {
    const before = deploymentItem({ id: '' });
    const after = withObservation(before, reading(deployment({ id: 'd1' })), later);
    expect(after.subject).toEqual(deployment({ id: 'd1' }));
    expect(after.stateVersion).toBe(before.stateVersion);
    expect(after.outbox).toBe(before.outbox);
  });

  test('an answer without the id does not take away the id that is known (A11)', () => {
    const before = deploymentItem({ id: 'd1' });
    const after = withObservation(before, reading(deployment({ id: '', status: 'CANCELLING' })), later);
    expect(after.subject).toMatchObject({ deployment: { id: 'd1', status: 'CANCELLING' } });
  });

  test('what changed last is dated: by the provider where it says so, else by the moment at which it was seen', () => {
    const before = deploymentItem();
    const seen = withObservation(before, reading(deployment({ status: 'CANCELLING' })), later);
    expect(seen.subject).toMatchObject({ deployment: { lastProgressAtMs: later.answeredAtMs } });
    const told = withObservation(before, reading(deployment({ lastProgressAtMs: startMs + 30_000 })), later);
    expect(told.subject).toMatchObject({ deployment: { lastProgressAtMs: startMs + 30_000 } });
    const older = withObservation(told, reading(deployment({ lastProgressAtMs: startMs + 10_000 })), later);
    expect(older).toBe(told);
  });

  test('what can be done now is kept, and what has changed in that is shown', () => {
    const before = deploymentItem();
    const details = { ...before.details, actions: { cancel: { available: false, reason: 'not yet' } } } as const;
    const after = withObservation(before, { ...reading(deployment()), details }, later);
    expect(after).toMatchObject({ details, stateVersion: before.stateVersion + 1 });
    // An entry in the outbox wakes the notifier; without it the message would stay behind where nothing else happens.
    expect(after.outbox).toHaveLength(before.outbox.length + 1);
    expect(after.history).toEqual(before.history);
  });

  test('a create stays a create when it has succeeded', () => {
    const before = deploymentItem({ operation: 'create' });
    const after = withObservation(before, reading(deployment({ operation: 'update', status: 'SUCCEEDED' })), later);
    expect(after.subject).toMatchObject({ deployment: { operation: 'create', status: 'SUCCEEDED' } });
  });

  test("the answer to a cancel that hit the next deployment does not make this item tell the other one's story", () => {
    const before = deploymentItem({ id: 'd1' });
    const other = deployment({ id: 'd2', startedAtMs: startMs + 5, status: 'CANCELLING' });
    expect(withObservation(before, reading(other), later)).toBe(before);
    const withoutId = deployment({ id: '', startedAtMs: startMs + 5, status: 'CANCELLING' });
    expect(withObservation(before, reading(withoutId), later)).toBe(before);
  });

  test('an old status message is not kept beside a new status', () => {
    const before = withObservation(deploymentItem(), reading(deployment({ status: 'CANCELLING' }), 'stopping'), later);
    const after = withObservation(before, reading(deployment({ status: 'CANCELLED' })), later);
    expect(after).not.toHaveProperty('statusMessage');
  });

  test('a message of 10,000 characters is cut, and says so', () => {
    const after = withObservation(
      deploymentItem(),
      reading(deployment({ status: 'FAILED' }), 'x'.repeat(10_000)),
      later,
    );
    expect(after.statusMessage).toBe(`${'x'.repeat(2_000)}\n(8000 more characters)`);
  });

  test('a connection that is connected is not pending again because of a late answer', () => {
    const connected = connectionItem({ status: 'CONNECTED' });
    expect(withObservation(connected, reading(connection()), later)).toBe(connected);
    const rejected = withObservation(connected, reading(connection({ status: 'REJECTED' })), later);
    expect(statusOf(rejected.subject)).toBe('REJECTED');
  });

  test('I9: no sequence of answers turns a final item back', () => {
    fc.assert(
      fc.property(anySubject, fc.array(fc.tuple(deploymentStatus, connectionStatus)), (first, answers) => {
        let item = newItem({ target: 't', attempt: 'a' }, reading(first), sighting());
        for (const [ofDeployment, ofConnection] of answers) {
          const wasFinal = isFinal(item.subject);
          const status = first.on === 'deployment' ? ofDeployment : ofConnection;
          item = withObservation(item, reading(withStatus(item.subject, status, phaseFor(status))), later);
          if (wasFinal) expect(isFinal(item.subject)).toBe(true);
        }
      }),
    );
  });

  test('every recorded transition is in the history, in order, with its own state version (I5)', () => {
    fc.assert(
      fc.property(fc.array(deploymentStatus, { maxLength: 20 }), (answers) => {
        let item = deploymentItem();
        for (const status of answers) item = withObservation(item, reading(deployment({ status })), later);
        expect(item.history.map(({ stateVersion }) => stateVersion)).toEqual(item.history.map((_, index) => index + 1));
        expect(item.history.at(-1)?.event).toMatchObject({ what: 'observed', status: statusOf(item.subject) });
      }),
    );
  });
});

describe('closed', () => {
  test('closes what is open, with what is known of its end', () => {
    const item = withEnd(deploymentItem(), 'ENDED_UNSEEN', later);
    expect(statusOf(item.subject)).toBe('ENDED_UNSEEN');
    expect(item.history.at(-1)?.event).toEqual({
      what: 'observed',
      status: 'ENDED_UNSEEN',
      previousStatus: 'IN_PROGRESS',
      cause: later.cause,
    });
  });

  test('leaves what has ended as it is', () => {
    const ended = deploymentItem({ status: 'SUCCEEDED' });
    expect(withEnd(ended, 'DELETED', later)).toBe(ended);
  });

  test('closes a connection that is gone, also one that was connected', () => {
    expect(statusOf(withEnd(connectionItem({ status: 'CONNECTED' }), 'DELETED', later).subject)).toBe('DELETED');
  });
});
