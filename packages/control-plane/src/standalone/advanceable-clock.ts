import type { ControlPlaneClock } from '../engine/ports.ts';

/** Node's timers overflow beyond this (https://nodejs.org/api/timers.html#settimeoutcallback-delay-args). */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** The last moment that a `Date` can hold; beyond it no timestamp can be written. */
const LAST_MOMENT_MS = 8.64e15;

/** The machine's time and timers. */
export interface MachineTime<Timer> {
  /** Epoch milliseconds. */
  now(): number;
  /** Runs `run` once, after `afterMs` at the earliest. */
  setTimer(run: () => void, afterMs: number): Timer;
  clearTimer(timer: Timer): void;
}

/** The machine's clock, set forward by what was advanced. */
export interface AdvanceableClock extends ControlPlaneClock {
  /** How far it is ahead of the machine. */
  readonly advancedMs: number;
  /**
   * Sets the clock forward. What falls due on the way runs before this returns: in order of due time, then of
   * scheduling, each at its own time, and so does what that schedules. Asked for by something that so runs, it takes
   * effect once that has returned.
   * @throws RangeError when it is not a number of milliseconds forward, or leads beyond what a date can say
   */
  advance(byMs: number): void;
  /** Forgets all that is scheduled. */
  stop(): void;
}

interface Scheduled {
  readonly atMs: number;
  readonly run: () => void;
}

/** @param advancedMs how far ahead it starts */
export function createAdvanceableClock<Timer>(machine: MachineTime<Timer>, advancedMs = 0): AdvanceableClock {
  /** In order of due time, then of scheduling. */
  const waiting: Scheduled[] = [];
  let aheadMs = 0;
  let timer: { readonly handle: Timer; readonly atMs: number } | undefined;
  /** The time while what is due on the way of an `advance` runs, and where that leads. */
  let onTheWay: { nowMs: number; targetMs: number } | undefined;

  const now = (): number => onTheWay?.nowMs ?? machine.now() + aheadMs;

  /** One timer of the machine, for the first that waits. */
  function arm(): void {
    const [first] = waiting;
    if (timer !== undefined && first?.atMs === timer.atMs) return;
    if (timer !== undefined) machine.clearTimer(timer.handle);
    timer = undefined;
    if (first === undefined) return;
    const afterMs = Math.min(Math.max(0, first.atMs - now()), LONGEST_TIMER_MS);
    timer = { atMs: first.atMs, handle: machine.setTimer(timeHasPassed, afterMs) };
  }

  function timeHasPassed(): void {
    timer = undefined;
    try {
      // What falls due while these run gets a timer of its own, so that calls have their turn.
      const untilMs = now();
      for (let first = waiting[0]; first !== undefined && first.atMs <= untilMs; first = waiting[0]) {
        waiting.shift();
        first.run();
      }
    } finally {
      arm();
    }
  }

  function walk(way: { nowMs: number; targetMs: number }): void {
    for (let first = waiting[0]; first !== undefined && first.atMs <= way.targetMs; first = waiting[0]) {
      waiting.shift();
      way.nowMs = Math.max(way.nowMs, first.atMs);
      first.run();
    }
  }

  function checkAdvance(byMs: number): void {
    if (!(byMs >= 0)) throw new RangeError('A clock can only be advanced by a number of milliseconds, 0 or more.');
    if ((onTheWay?.targetMs ?? now()) + byMs > LAST_MOMENT_MS) {
      throw new RangeError('This would set the clock beyond the last moment that a date can name.');
    }
  }
  checkAdvance(advancedMs);
  aheadMs = advancedMs;

  return {
    now,
    get advancedMs() {
      return aheadMs;
    },

    schedule(atMs, run) {
      const scheduled = { atMs, run };
      waiting.splice(placeOf(atMs, waiting), 0, scheduled);
      if (onTheWay === undefined) arm();
      return () => {
        const index = waiting.indexOf(scheduled);
        if (index < 0) return;
        waiting.splice(index, 1);
        if (onTheWay === undefined) arm();
      };
    },

    advance(byMs) {
      checkAdvance(byMs);
      aheadMs += byMs;
      if (onTheWay !== undefined) {
        onTheWay.targetMs += byMs;
        return;
      }
      const nowMs = machine.now() + aheadMs - byMs;
      onTheWay = { nowMs, targetMs: nowMs + byMs };
      try {
        walk(onTheWay);
      } finally {
        onTheWay = undefined;
        // The timer was set for the time before.
        if (timer !== undefined) machine.clearTimer(timer.handle);
        timer = undefined;
        arm();
      }
    },

    stop() {
      waiting.length = 0;
      arm();
    },
  };
}

/** Behind everything that is due then or earlier. */
function placeOf(atMs: number, waiting: readonly Scheduled[]): number {
  let [low, high] = [0, waiting.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((waiting[middle]?.atMs ?? 0) <= atMs) low = middle + 1;
    else high = middle;
  }
  return low;
}
