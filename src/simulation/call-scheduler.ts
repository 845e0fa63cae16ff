import type { Gate } from './invocation.ts';

/** Picks one of `waiting` calls, by number from 0. */
export type Choice = (waiting: number) => number;

/**
 * Decides which of the waiting calls goes next. The choices come from outside, so a history replays exactly. Where
 * only one function runs there is nothing to choose, and its calls pass at once: most of a quiet day costs nothing.
 */
export class CallScheduler implements Gate {
  readonly #waiting: { readonly label: string; readonly go: () => void }[] = [];
  readonly #choose: Choice;
  readonly #isAlone: () => boolean;

  constructor(choose: Choice, isAlone: () => boolean) {
    this.#choose = choose;
    this.#isAlone = isAlone;
  }

  get isAnyWaiting(): boolean {
    return this.#waiting.length > 0;
  }

  pass(label: string): Promise<void> | undefined {
    if (this.#waiting.length === 0 && this.#isAlone()) return undefined;
    return new Promise((go) => {
      this.#waiting.push({ label, go });
    });
  }

  /** Lets one of the waiting calls go. */
  release(): void {
    const index = this.#waiting.length > 1 ? this.#choose(this.#waiting.length) : 0;
    const [chosen] = this.#waiting.splice(index, 1);
    chosen?.go();
  }
}
