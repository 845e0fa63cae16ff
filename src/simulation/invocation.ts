import type { Fault } from './faults.ts';
import type { VirtualClock } from './virtual-clock.ts';

/** A Lambda function runs no longer than this (`serverless.yml`). */
export const invocationTimeoutMs = 30_000;
const longCallMs = 12_000;

/** Holds back calls so that others may overtake them. */
export interface Gate {
  pass(label: string): Promise<void>;
}

/** What a fault makes a call throw; a port knows how its own failures look. */
export interface FailureForms {
  readonly fail: () => Error;
  readonly throttle: () => Error;
  readonly loseAnswer: () => Error;
}

/** Hands out the faults of the plan, call by call, and counts those that have struck. */
export interface FaultSource {
  take(label: string): Fault | undefined;
}

/** Every call that is made while the simulation runs, in order. */
export type CallObserver = (label: string, fault: Fault | undefined) => void;

/** A promise that never settles: what a crash is. It cannot be caught. */
export function never<Value>(): Promise<Value> {
  return new Promise(() => undefined);
}

/**
 * One run of a function. Every call it makes to the outside passes through here, where the interleaving is decided and
 * faults strike; after its timeout, or a crash, no call of it ever returns.
 */
export class Invocation {
  #isDead = false;
  readonly #startedAtMs: number;
  readonly clock: VirtualClock;
  readonly #gate: Gate;
  readonly #faults: FaultSource;
  readonly #onDeath: () => void;

  constructor(options: {
    readonly clock: VirtualClock;
    readonly gate: Gate;
    readonly faults: FaultSource;
    readonly onDeath: () => void;
  }) {
    this.clock = options.clock;
    this.#startedAtMs = options.clock.now();
    this.#gate = options.gate;
    this.#faults = options.faults;
    this.#onDeath = options.onDeath;
  }

  /** Makes one call to the outside, or suffers what the plan has for it. */
  async call<Value>(label: string, forms: FailureForms, run: () => Value | Promise<Value>): Promise<Value> {
    await this.#gate.pass(label);
    if (this.#hasEnded()) return never();
    const fault = this.#faults.take(label);
    if (fault === 'crashBefore') return this.#die();
    if (fault === 'fail') throw forms.fail();
    if (fault === 'throttle') throw forms.throttle();
    if (fault === 'delay') {
      await this.clock.sleep(longCallMs);
      if (this.#hasEnded()) return never();
    }
    const value = await run();
    if (fault === 'crashAfter') return this.#die();
    if (fault === 'loseAnswer') throw forms.loseAnswer();
    // The answer travels too: others may come in between.
    await this.#gate.pass(`${label} answered`);
    return this.#hasEnded() ? never() : value;
  }

  #hasEnded(): boolean {
    if (!this.#isDead && this.clock.now() - this.#startedAtMs > invocationTimeoutMs) void this.#die();
    return this.#isDead;
  }

  #die<Value>(): Promise<Value> {
    if (!this.#isDead) {
      this.#isDead = true;
      this.#onDeath();
    }
    return never();
  }
}
