import type { ControlPlaneClock } from '../../../src/control-plane/index.ts';

/** A clock that moves only when told to, and runs what falls due in order of time. */
export interface VirtualClock extends ControlPlaneClock {
  advance(byMs: number): void;
  advanceTo(timeMs: number): void;
  /** Runs everything that is scheduled, whenever it is due. */
  settle(): void;
  readonly pending: number;
}

export function createVirtualClock(startMs: number): VirtualClock {
  let nowMs = startMs;
  let sequence = 0;
  const timers = new Map<number, { readonly atMs: number; readonly run: () => void }>();
  const next = (): [number, { readonly atMs: number; readonly run: () => void }] | undefined =>
    [...timers].sort(([left, a], [right, b]) => a.atMs - b.atMs || left - right).at(0);
  const advanceTo = (timeMs: number): void => {
    for (let due = next(); due !== undefined && due[1].atMs <= timeMs; due = next()) {
      timers.delete(due[0]);
      nowMs = Math.max(nowMs, due[1].atMs);
      due[1].run();
    }
    nowMs = Math.max(nowMs, timeMs);
  };
  return {
    now: () => nowMs,
    schedule(atMs, run) {
      sequence += 1;
      const id = sequence;
      timers.set(id, { atMs, run });
      return () => timers.delete(id);
    },
    advance: (byMs) => advanceTo(nowMs + byMs),
    advanceTo,
    settle() {
      for (let due = next(); due !== undefined; due = next()) advanceTo(due[1].atMs);
    },
    get pending() {
      return timers.size;
    },
  };
}
