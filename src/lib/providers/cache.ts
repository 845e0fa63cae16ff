import type { Clock } from '../ports.ts';

/** Keeps what is asked for often and changes seldom, such as tags. */
export interface Cache<Value> {
  /**
   * What is kept under the key, or what `read` gives. Asked for twice at once, it is read once; what fails is not kept.
   *
   * @throws whatever `read` throws
   */
  get(key: string, read: () => Promise<Value>): Promise<Value>;
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
  return {
    get(key, read) {
      const nowMs = clock.now();
      const known = entries.get(key);
      if (known !== undefined && nowMs < known.untilMs) return known.value;
      const entry: Entry<Value> = { value: read(), untilMs: nowMs + keptMs };
      // Deleted first: what is set anew goes to the end.
      entries.delete(key);
      entries.set(key, entry);
      for (const oldest of entries.keys()) {
        if (entries.size <= most) break;
        entries.delete(oldest);
      }
      entry.value.catch(() => {
        if (entries.get(key) === entry) entries.delete(key);
      });
      return entry.value;
    },
  };
}
