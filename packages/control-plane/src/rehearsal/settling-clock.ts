import type { ControlPlaneClock } from '../engine/ports.ts';

/** A clock on which everything that is scheduled happens at once, in its order. */
export interface SettlingClock extends ControlPlaneClock {
  settle(): void;
}

/** @param startMs the time of day does not matter to a rehearsal */
export function createSettlingClock(startMs = 0): SettlingClock {
  let nowMs = startMs;
  const scheduled = new Set<{ readonly atMs: number; readonly run: () => void }>();
  return {
    now: () => nowMs,
    schedule(atMs, run) {
      const entry = { atMs, run };
      scheduled.add(entry);
      return () => scheduled.delete(entry);
    },
    settle() {
      for (;;) {
        const [next] = [...scheduled].sort((left, right) => left.atMs - right.atMs);
        if (next === undefined) return;
        scheduled.delete(next);
        nowMs = Math.max(nowMs, next.atMs);
        next.run();
      }
    },
  };
}
