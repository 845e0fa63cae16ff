/** A timer that has not run yet; one that was called off stays in the heap until its time has come. */
interface VirtualTimer {
  readonly atMs: number;
  readonly order: number;
  run: (() => void) | undefined;
}

/** Time that stands still until somebody moves it on; it can host the control plane and the bot alike. */
export class VirtualClock {
  #nowMs: number;
  #order = 0;
  /** A binary heap: no timer is earlier than the one at half its index. */
  readonly #timers: VirtualTimer[] = [];

  constructor(startMs: number) {
    this.#nowMs = startMs;
  }

  now(): number {
    return this.#nowMs;
  }

  /** Runs `run` when the time is `atMs`; returns a function that calls it off. Timers of one moment run in their order. */
  schedule(atMs: number, run: () => void): () => void {
    this.#order += 1;
    const timer: VirtualTimer = { atMs, order: this.#order, run };
    this.#add(timer);
    return () => {
      timer.run = undefined;
    };
  }

  /** Resolves when the time is `delayMs` later. */
  sleep(delayMs: number): Promise<void> {
    return new Promise((resolve) => {
      this.schedule(this.#nowMs + delayMs, resolve);
    });
  }

  /** When the next timer runs; infinity where there is none. */
  get nextAtMs(): number {
    while (this.#timers[0] !== undefined && this.#timers[0].run === undefined) this.#takeFirst();
    return this.#timers[0]?.atMs ?? Number.POSITIVE_INFINITY;
  }

  /** Whether something is to happen at this very moment. */
  get isAnythingDue(): boolean {
    return this.nextAtMs <= this.#nowMs;
  }

  /** Moves to the next timer at or before `untilMs` and runs it; `false` when there is none, and the time is then `untilMs`. */
  step(untilMs: number): boolean {
    if (this.nextAtMs > untilMs) {
      this.#nowMs = Math.max(this.#nowMs, untilMs);
      return false;
    }
    const next = this.#takeFirst();
    if (next === undefined) return false;
    this.#nowMs = Math.max(this.#nowMs, next.atMs);
    next.run?.();
    return true;
  }

  #add(timer: VirtualTimer): void {
    const timers = this.#timers;
    let index = timers.push(timer) - 1;
    while (index > 0) {
      const parentIndex = (index - 1) >> 1;
      const parent = timers[parentIndex];
      if (parent === undefined || isBefore(parent, timer)) break;
      timers[index] = parent;
      index = parentIndex;
    }
    timers[index] = timer;
  }

  #takeFirst(): VirtualTimer | undefined {
    const timers = this.#timers;
    const first = timers[0];
    const last = timers.pop();
    if (last === undefined || first === last) return first;
    let index = 0;
    for (;;) {
      const left = timers[2 * index + 1];
      const right = timers[2 * index + 2];
      const isRight = right !== undefined && left !== undefined && isBefore(right, left);
      const child = isRight ? right : left;
      if (child === undefined || isBefore(last, child)) break;
      timers[index] = child;
      index = 2 * index + (isRight ? 2 : 1);
    }
    timers[index] = last;
    return first;
  }
}

function isBefore(left: VirtualTimer, right: VirtualTimer): boolean {
  return left.atMs === right.atMs ? left.order < right.order : left.atMs < right.atMs;
}
