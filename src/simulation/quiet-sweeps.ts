import type { FaultDesk } from './faults.ts';

/**
 * Leaves out sweeps that would find what the last one found: nothing. Most sweeps of a history are such. A sweep is left
 * out only if nothing that it sees has changed, nothing has fallen due, and no fault would strike any of its calls; these
 * are counted as if they had been made, so that every later fault strikes the call that it would have struck.
 */
export class QuietSweeps {
  readonly #faults: FaultDesk;
  /** The calls of the last sweep that found nothing, and the state of the world that it saw. */
  #last: { readonly labels: readonly string[]; readonly changes: number } | undefined;

  constructor(faults: FaultDesk) {
    this.#faults = faults;
  }

  /** @returns whether the sweep can be left out */
  passOver(changes: number): boolean {
    return this.#last?.changes === changes && this.#faults.passOver(this.#last.labels);
  }

  /** Where the labels of a sweep's calls are to be written. */
  begin(): string[] {
    this.#last = undefined;
    return [];
  }

  /** @param changes - the state of the world that the sweep saw, if it ran to its end and changed nothing */
  end(labels: readonly string[], changes: number | undefined): void {
    this.#last = changes === undefined ? undefined : { labels, changes };
  }
}
