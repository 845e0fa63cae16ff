/** Cancels the timer it came with; harmless once that has fired. */
export type CancelTimer = () => void;

/** Time as the local cloud sees it. A port, so that tests move time instead of waiting for it. */
export interface LocalClock {
  /** The time of day, in milliseconds since 1970. */
  nowMs(): number;
  /** Calls `callback` once, `delayMs` from now (at once when it is not positive). */
  setTimer(delayMs: number, callback: () => void): CancelTimer;
}

/** Node fires a longer timer immediately, so longer waits are taken in steps of this size. */
const LONGEST_NODE_TIMER_MS = 2 ** 31 - 1;

/** The machine's own clock. Its timers do not keep the process alive: the endpoint's server does. */
export const systemClock: LocalClock = {
  nowMs: () => Date.now(),
  setTimer(delayMs, callback) {
    let timer: NodeJS.Timeout;
    const wait = (remainingMs: number): void => {
      const stepMs = Math.min(Math.max(remainingMs, 0), LONGEST_NODE_TIMER_MS);
      timer = setTimeout(() => (remainingMs > stepMs ? wait(remainingMs - stepMs) : callback()), stepMs);
      timer.unref();
    };
    wait(delayMs);
    return () => clearTimeout(timer);
  },
};

interface PendingTimer {
  readonly dueMs: number;
  readonly callback: () => void;
}

/** A clock that stands still until it is told to move, for tests and replays. */
export class ManualClock implements LocalClock {
  readonly #pending = new Set<PendingTimer>();
  #nowMs: number;

  constructor(startMs: number) {
    this.#nowMs = startMs;
  }

  nowMs(): number {
    return this.#nowMs;
  }

  setTimer(delayMs: number, callback: () => void): CancelTimer {
    const timer: PendingTimer = { dueMs: this.#nowMs + Math.max(delayMs, 0), callback };
    this.#pending.add(timer);
    return () => this.#pending.delete(timer);
  }

  /** How many timers wait. Zero after everything was stopped. */
  get pendingTimers(): number {
    return this.#pending.size;
  }

  /**
   * Moves time forward and fires, in order, every timer that falls due on the way. Promises that a timer settles get
   * to run before the next one fires.
   */
  async advance(durationMs: number): Promise<void> {
    const endMs = this.#nowMs + durationMs;
    await settle();
    for (let timer = this.#earliestUntil(endMs); timer !== undefined; timer = this.#earliestUntil(endMs)) {
      this.#pending.delete(timer);
      this.#nowMs = Math.max(this.#nowMs, timer.dueMs);
      timer.callback();
      await settle();
    }
    this.#nowMs = endMs;
  }

  #earliestUntil(endMs: number): PendingTimer | undefined {
    let earliest: PendingTimer | undefined;
    for (const timer of this.#pending) {
      if (timer.dueMs <= endMs && (earliest === undefined || timer.dueMs < earliest.dueMs)) earliest = timer;
    }
    return earliest;
  }
}

/** Lets every promise that can settle without outside help do so. */
function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
