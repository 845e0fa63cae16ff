import type { Clock, Random } from '../ports.ts';

/** Makes the names that Slack gives things: message timestamps, ids and secrets in addresses. */
export class Identifiers {
  readonly #clock: Clock;
  readonly #random: Random;
  #lastMicroseconds = 0;

  constructor(clock: Clock, random: Random) {
    this.#clock = clock;
    this.#random = random;
  }

  /**
   * The next message timestamp, `seconds.microseconds`. It is a name as well as a time: no two are equal, and a later
   * message has the larger one, even when the clock stands still or jumps back.
   */
  nextTs(): string {
    const microseconds = Math.max(Math.floor(this.#clock.now()) * 1000, this.#lastMicroseconds + 1);
    this.#lastMicroseconds = microseconds;
    const seconds = Math.floor(microseconds / 1_000_000);
    return `${seconds}.${String(microseconds % 1_000_000).padStart(6, '0')}`;
  }

  /** `length` characters from 0–9 and A–F. */
  word(length: number): string {
    let word = '';
    while (word.length < length) word += this.#random.uuid().replaceAll('-', '').toUpperCase();
    return word.slice(0, length);
  }
}
