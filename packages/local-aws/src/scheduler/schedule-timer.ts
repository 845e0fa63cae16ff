import type { CancelTimer, LocalClock } from '../clock.ts';
import type { ScheduleTiming } from './schedule.ts';

/** The longest wait in one piece, so that a clock that jumps forward is noticed. */
const LONGEST_WAIT_MS = 30_000;

/** Calls `fire` at the time, or at every interval from now, until cancelled. A clock set back does not fire early. */
export function startScheduleTimer(
  clock: LocalClock,
  timing: ScheduleTiming,
  fire: (dueAtMs: number) => void,
): CancelTimer {
  let dueAtMs = timing.kind === 'at' ? timing.atMs : clock.nowMs() + timing.everyMs;
  let isCancelled = false;
  let cancelWait: CancelTimer;
  const wait = (): void => {
    cancelWait = clock.setTimer(Math.min(dueAtMs - clock.nowMs(), LONGEST_WAIT_MS), check);
  };
  const check = (): void => {
    if (clock.nowMs() < dueAtMs) return wait();
    const firedForMs = dueAtMs;
    if (timing.kind === 'rate') {
      // Intervals missed while the machine slept are skipped, not caught up on.
      const missed = Math.floor((clock.nowMs() - dueAtMs) / timing.everyMs);
      dueAtMs += (missed + 1) * timing.everyMs;
    }
    fire(firedForMs);
    if (timing.kind === 'rate' && !isCancelled) wait();
  };
  wait();
  return () => {
    isCancelled = true;
    cancelWait();
  };
}
