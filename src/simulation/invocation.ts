import type { Fault, Moment } from './faults.ts';
import type { VirtualClock } from './virtual-clock.ts';

/** A Lambda function runs no longer than this (`serverless.yml`). */
export const invocationTimeoutMs = 30_000;

/** Holds back calls so that others may overtake them. */
export interface Gate {
  /** @returns nothing where there is nobody to wait for: a promise for nothing would cost as much as the call itself */
  pass(label: string): Promise<void> | undefined;
}

/** What a fault makes a call throw; a port knows how its own failures look. */
export interface FailureForms {
  readonly fail: () => Error;
  readonly throttle: () => Error;
  readonly loseAnswer: () => Error;
}

/** An error as AWS's clients throw it. */
export function failure(name: string, httpStatusCode?: number): Error {
  const error = Object.assign(new Error(name), httpStatusCode === undefined ? {} : { $metadata: { httpStatusCode } });
  error.name = name;
  return error;
}

export const genericFailures: FailureForms = {
  fail: () => failure('InternalServerError', 500),
  throttle: () => failure('ThrottlingException', 400),
  loseAnswer: () => failure('TimeoutError'),
};

/** Hands out the faults of the plan, call by call. */
export interface FaultSource {
  take(label: string, moment?: Moment): Fault | undefined;
  /** How long the next call takes that takes long. */
  takeDelayMs(): number;
}

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
  /** What this host's clock shows beside the world's. */
  readonly skewMs: number;
  /** Which build of the bot it is of. */
  readonly build: string;
  readonly #gate: Gate;
  readonly #faults: FaultSource;
  readonly #onDeath: () => void;

  constructor(options: {
    readonly clock: VirtualClock;
    readonly skewMs: number;
    readonly build: string;
    readonly gate: Gate;
    readonly faults: FaultSource;
    readonly onDeath: () => void;
  }) {
    this.clock = options.clock;
    this.skewMs = options.skewMs;
    this.build = options.build;
    this.#startedAtMs = options.clock.now();
    this.#gate = options.gate;
    this.#faults = options.faults;
    this.#onDeath = options.onDeath;
  }

  /** Makes one call to the outside, or suffers what the plan has for it. */
  async call<Value>(
    label: string,
    forms: FailureForms,
    run: () => Value | Promise<Value>,
    moment?: Moment,
  ): Promise<Value> {
    const turn = this.#gate.pass(label);
    if (turn) await turn;
    if (this.#hasEnded()) return never();
    const fault = this.#faults.take(label, moment);
    if (fault === 'crashBefore') return this.#die();
    if (fault === 'fail') throw forms.fail();
    if (fault === 'throttle') throw forms.throttle();
    if (fault === 'delay') {
      await this.clock.sleep(this.#faults.takeDelayMs());
      if (this.#hasEnded()) return never();
    }
    if (fault === 'landLate') {
      this.clock.schedule(this.clock.now() + this.#faults.takeDelayMs(), () => void land(run));
      throw forms.loseAnswer();
    }
    const running = run();
    const value = running instanceof Promise ? await running : running;
    if (fault === 'delayAnswer') await this.clock.sleep(this.#faults.takeDelayMs());
    if (fault === 'crashAfter') return this.#die();
    if (fault === 'loseAnswer') throw forms.loseAnswer();
    // The answer travels too: others may come in between.
    const answer = this.#gate.pass(label);
    if (answer) await answer;
    return this.#hasEnded() ? never() : value;
  }

  /** How long it may still run, as Lambda says it. */
  get remainingMs(): number {
    return Math.max(0, this.#startedAtMs + invocationTimeoutMs - this.clock.now());
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

/** A call that nobody waits for any more: what it is answered is lost, be it a refusal. */
async function land(run: () => unknown): Promise<void> {
  try {
    await run();
  } catch {
    // The caller is gone, so nobody gets the error.
  }
}
