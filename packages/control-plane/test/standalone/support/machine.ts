import type { MachineTime } from '../../../src/standalone/index.ts';

export const STARTED_AT_MS = Date.parse('2026-03-02T09:30:00Z');

/** A machine whose time passes only when told to. Like a real one it takes no timer of more than 2^31-1 ms. */
export interface Machine extends MachineTime<number> {
  pass(byMs: number): void;
  readonly timers: number;
  readonly longestTimerMs: number;
}

export function createMachine(): Machine {
  const timers = new Map<number, { readonly atMs: number; readonly run: () => void }>();
  let nowMs = STARTED_AT_MS;
  let count = 0;
  let longestTimerMs = 0;
  return {
    now: () => nowMs,
    setTimer(run, afterMs) {
      longestTimerMs = Math.max(longestTimerMs, afterMs);
      count += 1;
      // https://nodejs.org/api/timers.html: a longer delay becomes 1 ms.
      timers.set(count, { atMs: nowMs + (afterMs > 2 ** 31 - 1 ? 1 : afterMs), run });
      return count;
    },
    clearTimer: (timer) => void timers.delete(timer),
    pass(byMs) {
      const untilMs = nowMs + byMs;
      const earliest = () => [...timers].sort(([left, a], [right, b]) => a.atMs - b.atMs || left - right)[0];
      for (let next = earliest(); next !== undefined && next[1].atMs <= untilMs; next = earliest()) {
        timers.delete(next[0]);
        nowMs = Math.max(nowMs, next[1].atMs);
        next[1].run();
      }
      nowMs = untilMs;
    },
    get timers() {
      return timers.size;
    },
    get longestTimerMs() {
      return longestTimerMs;
    },
  };
}
