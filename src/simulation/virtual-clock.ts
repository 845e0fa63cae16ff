/** A timer that has not run yet. */
interface VirtualTimer {
  readonly atMs: number;
  readonly order: number;
  readonly run: () => void;
}

/** Time that stands still until somebody moves it on; it can host the control plane and the bot alike. */
export class VirtualClock {
  #nowMs: number;
  #order = 0;
  readonly #timers = new Set<VirtualTimer>();

  constructor(startMs: number) {
    this.#nowMs = startMs;
  }

  now(): number {
    return this.#nowMs;
  }

  /** Runs `run` when the time is `atMs`; returns a function that calls it off. */
  schedule(atMs: number, run: () => void): () => void {
    this.#order += 1;
    const timer: VirtualTimer = { atMs, order: this.#order, run };
    this.#timers.add(timer);
    return () => {
      this.#timers.delete(timer);
    };
  }

  /** Resolves when the time is `delayMs` later. */
  sleep(delayMs: number): Promise<void> {
    return new Promise((resolve) => {
      this.schedule(this.#nowMs + delayMs, resolve);
    });
  }

  /** Whether something is to happen at this very moment. */
  get isAnythingDue(): boolean {
    return [...this.#timers].some((timer) => timer.atMs <= this.#nowMs);
  }

  /** Moves to the next timer at or before `untilMs` and runs it; `false` when there is none, and the time is then `untilMs`. */
  step(untilMs: number): boolean {
    let next: VirtualTimer | undefined;
    for (const timer of this.#timers) {
      if (timer.atMs <= untilMs && (next === undefined || isBefore(timer, next))) next = timer;
    }
    if (next === undefined) {
      this.#nowMs = Math.max(this.#nowMs, untilMs);
      return false;
    }
    this.#timers.delete(next);
    this.#nowMs = Math.max(this.#nowMs, next.atMs);
    next.run();
    return true;
  }
}

function isBefore(left: VirtualTimer, right: VirtualTimer): boolean {
  return left.atMs === right.atMs ? left.order < right.order : left.atMs < right.atMs;
}
