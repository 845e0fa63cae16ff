import type { CancelTimer, LocalClock } from '../clock.ts';

/** Tells those who wait at a queue when a message can be received: now, or when its delay or its visibility timeout ends. */
export class Availability {
  readonly #clock: LocalClock;
  readonly #earliestVisibleAtMs: () => number | undefined;
  readonly #listeners = new Set<() => void>();
  #cancelTimer: CancelTimer | undefined;
  #isTelling = false;

  constructor(clock: LocalClock, earliestVisibleAtMs: () => number | undefined) {
    this.#clock = clock;
    this.#earliestVisibleAtMs = earliestVisibleAtMs;
  }

  /** Calls `listener` whenever a message may be there, first of all now. Returns what ends it. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    this.update();
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size === 0) this.#stopTimer();
    };
  }

  /** To be called after every change of the queue. */
  update(): void {
    this.#stopTimer();
    if (this.#listeners.size === 0) return;
    const earliestMs = this.#earliestVisibleAtMs();
    if (earliestMs === undefined) return;
    const waitMs = earliestMs - this.#clock.nowMs();
    if (waitMs <= 0) this.#tellSoon();
    else this.#cancelTimer = this.#clock.setTimer(waitMs, () => this.update());
  }

  #stopTimer(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
  }

  /** In a microtask, so that a listener that receives at once does not run inside the change that woke it. */
  #tellSoon(): void {
    if (this.#isTelling) return;
    this.#isTelling = true;
    queueMicrotask(() => {
      this.#isTelling = false;
      for (const listener of this.#listeners) listener();
    });
  }
}
