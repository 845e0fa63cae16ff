import type { Clock } from '../ports.ts';

/** Keeps what is asked for often and changes seldom, such as tags. */
export interface Cache<Value> {
  /**
   * What is kept under the key, or what `read` gives. Asked for twice at once, it is read once; what fails is not kept.
   *
   * @throws whatever `read` throws
   */
  get(key: string, read: () => Promise<Value>): Promise<Value>;
  /** Keeps a value that was read for another reason. */
  keep(key: string, value: Value): void;
  /** What is kept under the key; `undefined` if nothing is, or for too long. */
  kept(key: string): Promise<Value> | undefined;
}

interface Entry<Value> {
  readonly value: Promise<Value>;
  readonly untilMs: number;
}

/**
 * A cache that lives as long as its container.
 *
 * @param options - `keptMs`: how long a value is taken for the truth; `most`: values kept, of which the oldest goes first
 */
export function createCache<Value>({
  clock,
  keptMs,
  most = 1_000,
}: {
  readonly clock: Clock;
  readonly keptMs: number;
  readonly most?: number;
}): Cache<Value> {
  const entries = new Map<string, Entry<Value>>();
  const kept = (key: string): Promise<Value> | undefined => {
    const known = entries.get(key);
    return known !== undefined && clock.now() < known.untilMs ? known.value : undefined;
  };
  const keep = (key: string, value: Promise<Value>): Entry<Value> => {
    const entry: Entry<Value> = { value, untilMs: clock.now() + keptMs };
    // Deleted first: what is set anew goes to the end.
    entries.delete(key);
    entries.set(key, entry);
    for (const oldest of entries.keys()) {
      if (entries.size <= most) break;
      entries.delete(oldest);
    }
    return entry;
  };
  return {
    kept,
    keep: (key, value) => void keep(key, Promise.resolve(value)),
    get(key, read) {
      const known = kept(key);
      if (known !== undefined) return known;
      const entry = keep(key, read());
      entry.value.catch(() => {
        if (entries.get(key) === entry) entries.delete(key);
      });
      return entry.value;
    },
  };
}
