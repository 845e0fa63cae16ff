import type { Clock } from '../ports.ts';

/** Where AWS publishes no rate for an operation, at most so many calls a second are made of it in an account and Region. */
export const callsPerSecondUnpublished = 2;

/** Resolves when the next call may be made. */
export type CallRate = () => Promise<void>;

/**
 * Spaces calls out. One for each scope and kind of limit: the listing of a scope runs under a lease, so that one process has the
 * whole rate.
 *
 * @param options - `wait`: resolves after so many milliseconds; `callsPerSecond`: {@link callsPerSecondUnpublished} unless given
 */
export function createCallRate({
  clock,
  wait,
  callsPerSecond = callsPerSecondUnpublished,
}: {
  readonly clock: Clock;
  readonly wait: (durationMs: number) => Promise<void>;
  readonly callsPerSecond?: number;
}): CallRate {
  const spacingMs = 1000 / callsPerSecond;
  let nextAtMs = Number.NEGATIVE_INFINITY;
  return async () => {
    const nowMs = clock.now();
    const atMs = Math.max(nowMs, nextAtMs);
    nextAtMs = atMs + spacingMs;
    if (atMs > nowMs) await wait(Math.ceil(atMs - nowMs));
  };
}
