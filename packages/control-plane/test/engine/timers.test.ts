import { expect, test } from '@jest/globals';
import { createTimers } from '../../src/engine/timers.ts';
import { createVirtualClock } from '../support/virtual-clock.ts';

test('a key has one timer: a new one replaces the old', () => {
  const clock = createVirtualClock(0);
  const timers = createTimers(clock);
  const ran: string[] = [];
  timers.arm('a', 10, () => ran.push('first'));
  timers.arm('a', 20, () => ran.push('second'));
  timers.arm('b', 15, () => ran.push('other'));
  clock.advanceTo(30);
  expect(ran).toEqual(['other', 'second']);
});

test('what is disarmed does not run, even when the clock fires in spite of the cancel', () => {
  const fired: (() => void)[] = [];
  const timers = createTimers({
    now: () => 0,
    schedule(_atMs, run) {
      fired.push(run);
      return () => undefined;
    },
  });
  const ran: string[] = [];
  timers.arm('a', 10, () => ran.push('disarmed'));
  timers.disarm('a');
  timers.arm('b', 10, () => ran.push('replaced'));
  timers.arm('b', 10, () => ran.push('kept'));
  timers.arm('c', 10, () => ran.push('swept away'));
  timers.disarm('c');
  for (const run of fired) run();
  expect(ran).toEqual(['kept']);
  timers.arm('d', 10, () => ran.push('swept away'));
  timers.disarmAll();
  for (const run of fired) run();
  expect(ran).toEqual(['kept']);
});
