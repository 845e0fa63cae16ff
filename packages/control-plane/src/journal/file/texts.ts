import { createHash } from 'node:crypto';

/** Shorter ones are written where they are: a digest has a length, too. */
const SHORTEST = 200;
/** Stands before a digest. A text that begins with it itself gets another one in front. */
const MARK = '\u0001';
/** Half of SHA-256: of 2^64 texts, two would have the same. */
const DIGEST_LENGTH = 22;

/** Large texts of a journal, such as specs and templates: each is written once, and named by its digest elsewhere. */
export class Texts {
  readonly #byDigest = new Map<string, string>();
  readonly #digests = new Map<string, string>();

  /** Takes a text that was read. */
  learn(digest: string, text: string): void {
    this.#byDigest.set(digest, text);
    this.#digests.set(text, digest);
  }

  /** No text counts as written any more: each is written again before it is named the next time. */
  forget(): void {
    this.#byDigest.clear();
    this.#digests.clear();
  }

  /**
   * A record with digests in place of large texts.
   * @param write told of each text that has not been written yet, before the record is
   * @returns the record itself when it has no large text
   */
  replace(record: unknown, write: (digest: string, text: string) => void): unknown {
    if (typeof record === 'string') return this.#named(record, write);
    if (typeof record !== 'object' || record === null) return record;
    let replaced: unknown[] | Record<string, unknown> | undefined;
    for (const [name, value] of Object.entries(record)) {
      const short = this.replace(value, write);
      if (short === value) continue;
      replaced ??= Array.isArray(record) ? [...record] : { ...record };
      Object.defineProperty(replaced, name, { value: short, enumerable: true, writable: true, configurable: true });
    }
    return replaced ?? record;
  }

  /** The record again. @throws TypeError when a text was never learnt */
  restore(record: unknown): unknown {
    if (typeof record === 'string') return this.#textOf(record);
    if (typeof record !== 'object' || record === null) return record;
    for (const [name, value] of Object.entries(record)) {
      const whole = this.restore(value);
      if (whole === value) continue;
      Object.defineProperty(record, name, { value: whole, enumerable: true, writable: true, configurable: true });
    }
    return record;
  }

  #named(text: string, write: (digest: string, text: string) => void): string {
    if (text.length < SHORTEST) return text.startsWith(MARK) ? MARK + text : text;
    const known = this.#digests.get(text);
    if (known !== undefined) return MARK + known;
    const digest = createHash('sha256').update(text).digest('base64url').slice(0, DIGEST_LENGTH);
    this.#digests.set(text, digest);
    write(digest, text);
    return MARK + digest;
  }

  #textOf(text: string): string {
    if (!text.startsWith(MARK)) return text;
    if (text.startsWith(MARK + MARK)) return text.slice(MARK.length);
    const whole = this.#byDigest.get(text.slice(MARK.length));
    if (whole === undefined) throw new TypeError('a text is missing');
    return whole;
  }
}
