import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { done, type IdempotencyRecord, released, taken, workState } from '../../../src/lib/model/idempotency.ts';

const leaseMs = 60_000;
const timeToLiveMs = 3_600_000;

function stored(record: IdempotencyRecord): IdempotencyRecord {
  return { ...record, version: record.version + 1 };
}

describe('work that is done once', () => {
  const begun = stored(taken(undefined, 'w', { nowMs: 1000, leaseMs, timeToLiveMs }));

  test('is new, in progress under its lease, interrupted after it, and done', () => {
    expect(workState(undefined, 1000)).toBe('new');
    expect(workState(begun, 1000)).toBe('inProgress');
    expect(workState(begun, 1000 + leaseMs - 1)).toBe('inProgress');
    expect(workState(begun, 1000 + leaseMs)).toBe('interrupted');
    expect(workState(released(begun), 1001)).toBe('interrupted');
    expect(workState(done(begun, 2000), 2000)).toBe('done');
    expect(workState(done(begun, 2000), 1000 + timeToLiveMs - 1)).toBe('done');
  });

  test('is new again when its record has expired, whatever it holds, and overwrites it', () => {
    const nowMs = 1000 + timeToLiveMs;
    const over = done({ ...begun, answer: { kind: 'failed', error: 'X' } }, 2000);
    expect(workState(over, nowMs)).toBe('new');
    expect(taken(over, 'w', { nowMs, leaseMs, timeToLiveMs })).toEqual({
      id: 'w',
      version: over.version,
      receivedAtMs: nowMs,
      leaseUntilMs: nowMs + leaseMs,
      expiresAtMs: nowMs + timeToLiveMs,
    });
  });

  test('that was interrupted keeps what was written down before', () => {
    const key = { target: 't', attempt: 'a' };
    const again = taken({ ...begun, key }, 'w', { nowMs: 100_000, leaseMs, timeToLiveMs });
    expect(again).toMatchObject({ key, receivedAtMs: 1000, version: 1, leaseUntilMs: 160_000 });
  });

  test('without a lease is never in progress: the version of the record decides', () => {
    const free = stored(taken(undefined, 'w', { nowMs: 1000, leaseMs: 0, timeToLiveMs }));
    expect(workState(free, 1000)).toBe('interrupted');
  });

  test('is done by one worker at most, however deliveries, deaths and pauses interleave', () => {
    type Step = 'deliver' | 'finish' | 'die' | 'putOff' | 'pass';
    const steps = fc.array(fc.constantFrom<Step>('deliver', 'finish', 'die', 'putOff', 'pass'), { maxLength: 60 });
    fc.assert(
      fc.property(steps, (history) => {
        let nowMs = 1_000_000;
        let table: IdempotencyRecord | undefined;
        let owner: IdempotencyRecord | undefined;
        let timesDone = 0;
        const write = (record: IdempotencyRecord) => {
          if (record.version !== (table?.version ?? 0)) return undefined;
          table = stored(record);
          return table;
        };
        for (const step of history) {
          if (step === 'pass') nowMs += leaseMs / 2;
          if (step === 'deliver') {
            const state = workState(table, nowMs);
            if (state === 'done' || state === 'inProgress') continue;
            // Whoever lives is under its lease: none may be taken over.
            const isOwnerAlive = owner !== undefined && owner.leaseUntilMs > nowMs;
            expect(isOwnerAlive).toBe(false);
            owner = write(taken(table, 'w', { nowMs, leaseMs, timeToLiveMs: 1e12 }));
          }
          if (owner !== undefined && owner.leaseUntilMs <= nowMs) owner = undefined;
          if (step === 'die') owner = undefined;
          if (step === 'putOff' && owner !== undefined) owner = void write(released(owner));
          if (step === 'finish' && owner !== undefined) {
            if (write(done(owner, nowMs)) !== undefined) timesDone += 1;
            owner = undefined;
          }
        }
        expect(timesDone).toBeLessThanOrEqual(1);
        expect(workState(table, nowMs) === 'done').toBe(timesDone === 1);
      }),
    );
  });
});
