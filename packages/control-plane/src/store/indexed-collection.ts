import { OrderedList } from './ordered-list.ts';
import type { SortKeyParts } from './sort-keys.ts';
import type { Collection } from './store.ts';

/** A collection that also finds its records by what they have in common, without looking at all of them. */
export interface IndexedCollection<Item, Index extends string, Order extends string = never> extends Collection<Item> {
  /** The records under a key of an index, in the order in which they came under it. */
  under(index: Index, key: string): Iterable<Item>;
  /** How many they are. */
  countUnder(index: Index, key: string): number;
  /** The same records as under the index of an order, in that order: to be read at once. */
  ordered(order: Order, key: string): OrderedRecords<Item>;
}

/** Records in order. */
export type OrderedRecords<Item> = Pick<OrderedList<Item>, 'parts' | 'count' | 'visitAscending' | 'visitDescending'>;

/** Of each index: under which key it has a record; undefined for a record that it leaves out. */
export type IndexKeys<Item, Index extends string> = Readonly<Record<Index, (item: Item) => string | undefined>>;

/** Of each order: which index's records it sorts, and by what. */
export type Orders<Item, Index extends string, Order extends string> = Readonly<
  Record<Order, { readonly of: NoInfer<Index>; readonly by: SortKeyParts<Item> }>
>;

interface FollowedBy<Item, Index extends string, Order extends string> {
  readonly orders?: Orders<Item, Index, Order>;
  readonly followers?: readonly Follower<Item>[];
}

/** Follows what becomes of the records of a collection. */
export interface Follower<Item> {
  /** A record has come, has changed, or has gone. */
  changed(before: Item | undefined, now: Item | undefined): void;
  /** All have gone. */
  cleared(): void;
}

type KeyOf<Item> = (item: Item) => string | undefined;

/**
 * Keeps indices and orders beside a collection. Everything that changes the collection has to go through what this returns.
 * @param kept the collection, whose present records are indexed as well
 * @param followers see all changes, and the present records as if they had come now
 */
export function indexCollection<Item extends object, Index extends string, Order extends string = never>(
  kept: Collection<Item>,
  primaryKeyOf: (item: Item) => string,
  indexKeys: IndexKeys<Item, Index>,
  { orders, followers = [] }: FollowedBy<Item, Index, Order> = {},
): IndexedCollection<Item, Index, Order> {
  type Bucket = Map<string, Item>;
  const indices = new Map<string, { readonly keyOf: KeyOf<Item>; readonly buckets: Map<string, Bucket> }>(
    Object.entries<KeyOf<Item>>(indexKeys).map(([index, keyOf]) => [
      index,
      { keyOf, buckets: new Map<string, Bucket>() },
    ]),
  );
  const sorted = new Map<string, SortedIndex<Item>>(
    Object.entries<{ readonly of: Index; readonly by: SortKeyParts<Item> }>(orders ?? {}).map(([order, { of, by }]) => [
      order,
      new SortedIndex(indexKeys[of], by, (key) => indices.get(of)?.buckets.get(key)?.values() ?? []),
    ]),
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
    for (const index of sorted.values()) index.file(before, now);
    for (const follower of followers) follower.changed(before, now);
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
      for (const index of sorted.values()) index.clear();
      for (const follower of followers) follower.cleared();
      kept.clear();
    },
    scanned: () => kept.scanned?.(),
    under(index, key) {
      kept.scanned?.();
      return indices.get(index)?.buckets.get(key)?.values() ?? [];
    },
    countUnder(index, key) {
      kept.scanned?.();
      return indices.get(index)?.buckets.get(key)?.size ?? 0;
    },
    ordered(order, key) {
      kept.scanned?.();
      const index = sorted.get(order);
      if (index === undefined) throw new TypeError(`there is no order ${order}`);
      return index.of(key);
    },
  };
}

/** The records under each key of an index, in order. A list is made when it is first asked for, and kept in order from then on. */
class SortedIndex<Item> {
  readonly #keyOf: KeyOf<Item>;
  readonly #by: SortKeyParts<Item>;
  readonly #under: (key: string) => Iterable<Item>;
  readonly #lists = new Map<string, OrderedList<Item>>();

  constructor(keyOf: KeyOf<Item>, by: SortKeyParts<Item>, under: (key: string) => Iterable<Item>) {
    this.#keyOf = keyOf;
    this.#by = by;
    this.#under = under;
  }

  of(key: string): OrderedRecords<Item> {
    const known = this.#lists.get(key);
    if (known !== undefined) return known;
    const list = new OrderedList(this.#by, this.#under(key));
    if (list.count > 0) this.#lists.set(key, list);
    return list;
  }

  file(before: Item | undefined, now: Item | undefined): void {
    if (this.#lists.size === 0) return;
    const from = before === undefined ? undefined : this.#keyOf(before);
    const to = now === undefined ? undefined : this.#keyOf(now);
    if (before !== undefined && now !== undefined && from !== undefined && from === to) {
      this.#lists.get(from)?.replace(before, now);
      return;
    }
    if (before !== undefined && from !== undefined) {
      const list = this.#lists.get(from);
      list?.remove(before);
      if (list?.count === 0) this.#lists.delete(from);
    }
    if (now !== undefined && to !== undefined) this.#lists.get(to)?.add(now);
  }

  clear(): void {
    this.#lists.clear();
  }
}
