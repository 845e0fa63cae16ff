import type { ControlPlaneClock } from '../../src/index.ts';

/** A clock that moves only when told to, and runs what falls due in order of time. */
export interface VirtualClock extends ControlPlaneClock {
  advance(byMs: number): void;
  advanceTo(timeMs: number): void;
  /** Runs everything that is scheduled, whenever it is due. */
  settle(): void;
  readonly pending: number;
}

const NEVER = Number.POSITIVE_INFINITY;

export function createVirtualClock(startMs: number): VirtualClock {
  let nowMs = startMs;
  let sequence = 0;
  let pending = 0;
  /** What is due at a time, in the order it was scheduled in. Thousands of things may be due at few times. */
  const timers = new Map<number, Map<number, () => void>>();

  function remove(atMs: number, id: number): void {
    const due = timers.get(atMs);
    if (due?.delete(id) === true) pending -= 1;
    if (due?.size === 0) timers.delete(atMs);
  }

  /** Runs the next thing, if it is due until then. */
  function runNext(untilMs: number): boolean {
    let atMs = NEVER;
    for (const timeMs of timers.keys()) if (timeMs < atMs) atMs = timeMs;
    const [next] = timers.get(atMs) ?? [];
    if (next === undefined || atMs > untilMs) return false;
    const [id, run] = next;
    remove(atMs, id);
    nowMs = Math.max(nowMs, atMs);
    run();
    return true;
  }

  function advanceTo(timeMs: number): void {
    while (runNext(timeMs));
    nowMs = Math.max(nowMs, timeMs);
  }

  return {
    now: () => nowMs,
    schedule(atMs, run) {
      sequence += 1;
      pending += 1;
      const id = sequence;
      timers.set(atMs, (timers.get(atMs) ?? new Map<number, () => void>()).set(id, run));
      return () => remove(atMs, id);
    },
    advance: (byMs) => advanceTo(nowMs + byMs),
    advanceTo,
    settle() {
      while (runNext(NEVER));
    },
    get pending() {
      return pending;
    },
  };
}
