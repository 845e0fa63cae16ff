import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createAdvanceableClock } from '../../src/standalone/index.ts';
import { createMachine, STARTED_AT_MS } from './support/machine.ts';

/** A clock on a machine whose time the test moves, and what has run on it as `name@milliseconds since the start`. */
function createTested(advancedMs?: number) {
  const machine = createMachine();
  const clock = createAdvanceableClock(machine, advancedMs);
  const ran: string[] = [];
  const at = (afterMs: number, name: string, andThen?: () => void) =>
    clock.schedule(STARTED_AT_MS + afterMs, () => {
      ran.push(`${name}@${String(clock.now() - STARTED_AT_MS)}`);
      andThen?.();
    });
  return { machine, clock, ran, at };
}

describe('time that passes by itself', () => {
  test('runs what is due, in order of time and then of scheduling', () => {
    const { machine, clock, ran, at } = createTested();
    at(200, 'late');
    at(100, 'first');
    at(100, 'second');
    at(-50, 'overdue');
    expect(ran).toEqual([]);
    machine.pass(0);
    expect(ran).toEqual(['overdue@0']);
    machine.pass(150);
    expect(ran).toEqual(['overdue@0', 'first@100', 'second@100']);
    machine.pass(50);
    expect(ran.at(-1)).toBe('late@200');
    expect(clock.now()).toBe(STARTED_AT_MS + 200);
    expect(machine.timers).toBe(0);
  });

  test('does not run what was cancelled, not even by what is due at the same time', () => {
    const { machine, ran, at } = createTested();
    const cancels: (() => void)[] = [];
    at(10, 'canceller', () => {
      for (const cancel of cancels) cancel();
    });
    cancels.push(at(10, 'same time'), at(20, 'later'));
    at(5, 'cancelled at once')();
    machine.pass(100);
    expect(ran).toEqual(['canceller@10']);
    expect(machine.timers).toBe(0);
  });

  test('reaches what is due in months, beyond the longest timer of the machine', () => {
    const { machine, ran, at } = createTested();
    const months = 200 * 86_400_000;
    at(months, 'certificate');
    expect(machine.longestTimerMs).toBeLessThan(2 ** 31);
    machine.pass(months - 1);
    expect(ran).toEqual([]);
    machine.pass(1);
    expect(ran).toEqual([`certificate@${String(months)}`]);
  });

  test('goes on with the others when one throws', () => {
    const { machine, ran, at } = createTested();
    at(10, 'broken', () => {
      throw new Error('broken');
    });
    at(10, 'sound');
    expect(() => machine.pass(10)).toThrow('broken');
    machine.pass(0);
    expect(ran).toEqual(['broken@10', 'sound@10']);
  });

  test('ends with the clock', () => {
    const { machine, clock, ran, at } = createTested();
    at(10, 'never');
    clock.stop();
    machine.pass(100);
    expect([ran, machine.timers]).toEqual([[], 0]);
  });
});

describe('time that is advanced', () => {
  test('runs what falls due on the way, each at its own time, and what that schedules', () => {
    const { clock, ran, at } = createTested();
    at(300, 'third');
    at(100, 'first', () => at(150, 'scheduled on the way', () => at(1000, 'too late')));
    at(100, 'second');
    clock.advance(500);
    expect(ran).toEqual(['first@100', 'second@100', 'scheduled on the way@150', 'third@300']);
    expect([clock.now() - STARTED_AT_MS, clock.advancedMs]).toEqual([500, 500]);
  });

  test('is added to the time of the machine, for which nothing runs twice or late', () => {
    const { machine, clock, ran, at } = createTested();
    at(100, 'first');
    at(600, 'second');
    clock.advance(500);
    machine.pass(99);
    expect(ran).toEqual(['first@100']);
    machine.pass(1);
    expect(ran).toEqual(['first@100', 'second@600']);
  });

  test('by nothing runs what is due now', () => {
    const { clock, ran, at } = createTested();
    at(-10, 'overdue');
    at(0, 'now');
    at(1, 'next');
    clock.advance(0);
    expect(ran).toEqual(['overdue@0', 'now@0']);
  });

  test('from within goes on when what runs has returned', () => {
    const { clock, ran, at } = createTested();
    at(10, 'advances', () => {
      clock.advance(1000);
      ran.push('returned');
    });
    at(500, 'on the longer way');
    clock.advance(20);
    expect(ran).toEqual(['advances@10', 'returned', 'on the longer way@500']);
    expect(clock.now() - STARTED_AT_MS).toBe(1020);
  });

  test('stays ahead when one throws, and the others run later', () => {
    const { machine, clock, ran, at } = createTested();
    at(10, 'broken', () => {
      throw new Error('broken');
    });
    at(20, 'sound');
    expect(() => clock.advance(100)).toThrow('broken');
    expect(clock.now() - STARTED_AT_MS).toBe(100);
    machine.pass(0);
    expect(ran).toEqual(['broken@10', 'sound@100']);
  });

  test('from an earlier run is where it starts', () => {
    const { machine, clock, ran, at } = createTested(5000);
    expect([clock.now() - STARTED_AT_MS, clock.advancedMs]).toEqual([5000, 5000]);
    at(5010, 'soon');
    machine.pass(10);
    expect(ran).toEqual(['soon@5010']);
  });

  test.each([-1, Number.NaN, Number.POSITIVE_INFINITY, 8.64e15])(
    'by %d is refused, and nothing has changed',
    (byMs) => {
      const { clock, ran, at } = createTested();
      at(10, 'never');
      expect(() => clock.advance(byMs)).toThrow(RangeError);
      expect([clock.now(), ran]).toEqual([STARTED_AT_MS, []]);
    },
  );
});

test('however time passes, everything runs once, in order, never early, and at its own time when advanced', () => {
  const due = fc.integer({ min: 0, max: 50 });
  const step = fc.record({ how: fc.constantFrom('pass', 'advance'), byMs: fc.integer({ min: 0, max: 20 }) });
  fc.assert(
    fc.property(fc.array(due, { maxLength: 20 }), fc.array(step), (dueTimes, steps) => {
      const machine = createMachine();
      const clock = createAdvanceableClock(machine);
      const ran: number[] = [];
      let earliestMs = 0;
      const start = clock.now();
      for (const [index, dueMs] of dueTimes.entries()) {
        clock.schedule(start + dueMs, () => {
          const nowMs = clock.now() - start;
          expect(nowMs).toBeGreaterThanOrEqual(Math.max(dueMs, earliestMs));
          earliestMs = nowMs;
          ran.push(index);
        });
      }
      let passedMs = 0;
      for (const { how, byMs } of steps) {
        if (how === 'pass') machine.pass(byMs);
        else clock.advance(byMs);
        passedMs += byMs;
        expect(clock.now() - start).toBe(passedMs);
        machine.pass(0);
        expect(ran.length).toBe(dueTimes.filter((dueMs) => dueMs <= passedMs).length);
      }
      const inOrder = [...dueTimes.entries()].sort(([left, a], [right, b]) => a - b || left - right);
      expect(ran).toEqual(inOrder.slice(0, ran.length).map(([index]) => index));
    }),
  );
});
