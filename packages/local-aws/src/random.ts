/** Chance as the local cloud sees it. A port: the same seed gives the same faults and the same identifiers. */
export interface LocalRandom {
  /** The next number, 0 ≤ n < 1. */
  next(): number;
}

/**
 * Mulberry32: 32 bits of state are plenty for choosing faults and naming messages, and it replays from its seed.
 * It is no source of secrets.
 */
export function createSeededRandom(seed: number): LocalRandom {
  let state = seed >>> 0;
  return {
    next() {
      state = (state + 0x6d2b79f5) >>> 0;
      let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
      mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
      return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
    },
  };
}

/** A lower-case hexadecimal string of the given length. */
export function randomHex(random: LocalRandom, length: number): string {
  return Array.from({ length }, () => Math.floor(random.next() * 16).toString(16)).join('');
}

/** An identifier in the form of a UUID version 4, as AWS uses for messages, events and requests. */
export function randomUuid(random: LocalRandom): string {
  const hex = randomHex(random, 30);
  const variant = (8 + Math.floor(random.next() * 4)).toString(16);
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(12, 15)}`,
    `${variant}${hex.slice(15, 18)}`,
    hex.slice(18),
  ].join('-');
}
