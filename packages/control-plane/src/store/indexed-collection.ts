import type { Collection } from './store.ts';

/** A collection that also finds its records by what they have in common, without looking at all of them. */
export interface IndexedCollection<Item, Index extends string> extends Collection<Item> {
  /** The records under a key of an index, in the order in which they came under it. */
  under(index: Index, key: string): Iterable<Item>;
  /** How many they are. */
  countUnder(index: Index, key: string): number;
}

/** Of each index: under which key it has a record; undefined for a record that it leaves out. */
export type IndexKeys<Item, Index extends string> = Readonly<Record<Index, (item: Item) => string | undefined>>;

/**
 * Keeps indices beside a collection. Everything that changes the collection has to go through what this returns.
 * @param kept the collection, whose present records are indexed as well
 */
export function indexCollection<Item extends object, Index extends string>(
  kept: Collection<Item>,
  primaryKeyOf: (item: Item) => string,
  indexKeys: IndexKeys<Item, Index>,
): IndexedCollection<Item, Index> {
  type KeyOf = (item: Item) => string | undefined;
  type Bucket = Map<string, Item>;
  const indices = new Map<string, { readonly keyOf: KeyOf; readonly buckets: Map<string, Bucket> }>(
    Object.entries<KeyOf>(indexKeys).map(([index, keyOf]) => [index, { keyOf, buckets: new Map<string, Bucket>() }]),
  );

  function file(primaryKey: string, before: Item | undefined, now: Item | undefined): void {
    for (const { keyOf, buckets } of indices.values()) {
      const from = before === undefined ? undefined : keyOf(before);
      const to = now === undefined ? undefined : keyOf(now);
      if (from !== undefined && from !== to) {
        const bucket = buckets.get(from);
        bucket?.delete(primaryKey);
        if (bucket?.size === 0) buckets.delete(from);
      }
      if (to === undefined || now === undefined) continue;
      const bucket = buckets.get(to);
      if (bucket === undefined) buckets.set(to, new Map([[primaryKey, now]]));
      else bucket.set(primaryKey, now);
    }
  }

  for (const item of kept.values()) file(primaryKeyOf(item), undefined, item);

  return {
    get: (key) => kept.get(key),
    set(key, item) {
      file(key, kept.get(key), item);
      return kept.set(key, item);
    },
    delete(key) {
      file(key, kept.get(key), undefined);
      return kept.delete(key);
    },
    values: () => kept.values(),
    clear() {
      for (const { buckets } of indices.values()) buckets.clear();
      kept.clear();
    },
    under: (index, key) => indices.get(index)?.buckets.get(key)?.values() ?? [],
    countUnder: (index, key) => indices.get(index)?.buckets.get(key)?.size ?? 0,
  };
}
