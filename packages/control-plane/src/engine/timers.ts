import type { ControlPlaneClock } from './ports.ts';

/** At most one timer per key; a new one replaces the old. */
export interface Timers {
  arm(key: string, atMs: number, run: () => void): void;
  disarm(key: string): void;
  disarmAll(): void;
}

/** @param onRun called after each timer has run */
export function createTimers(clock: ControlPlaneClock, onRun: () => void = () => undefined): Timers {
  const cancels = new Map<string, () => void>();
  const disarm = (key: string): void => {
    cancels.get(key)?.();
    cancels.delete(key);
  };
  return {
    arm(key, atMs, run) {
      disarm(key);
      const cancel = clock.schedule(atMs, () => {
        // A clock may fire in spite of a cancel that came in the same instant: only the newest timer counts.
        if (cancels.get(key) !== cancel) return;
        cancels.delete(key);
        run();
        onRun();
      });
      cancels.set(key, cancel);
    },
    disarm,
    disarmAll() {
      for (const key of cancels.keys()) disarm(key);
    },
  };
}
