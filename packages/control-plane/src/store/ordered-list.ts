import { compareKeys, compareToKey, type SortKey, type SortKeyParts, sortKeyOf } from './sort-keys.ts';

/** A piece is moved when something comes into it, so it is kept short; one that has become longer is halved. */
const LONGEST_PIECE = 512;

/**
 * Items in order, kept in it at each change: to find a place takes the logarithm of how many there are. They are in pieces, one
 * behind the other, none of them empty.
 */
export class OrderedList<Item> {
  /** What the items are ordered by. */
  readonly parts: SortKeyParts<Item>;
  #pieces: Item[][] = [];
  #count = 0;

  /** @param items in any order; fastest when they are in order almost */
  constructor(parts: SortKeyParts<Item>, items: Iterable<Item>) {
    this.parts = parts;
    const keyed = Array.from(items, (item) => ({ item, key: sortKeyOf(parts, item) }));
    keyed.sort((left, right) => compareKeys(left.key, right.key));
    this.#count = keyed.length;
    for (let from = 0; from < keyed.length; from += LONGEST_PIECE / 2) {
      this.#pieces.push(keyed.slice(from, from + LONGEST_PIECE / 2).map(({ item }) => item));
    }
  }

  get count(): number {
    return this.#count;
  }

  /** Puts an item where it belongs, in place of one that has the same key. */
  add(item: Item): void {
    const key = sortKeyOf(this.parts, item);
    const { at, piece, place } = this.#find(key);
    if (piece === undefined) {
      this.#pieces.push([item]);
      this.#count += 1;
      return;
    }
    const there = piece[place];
    if (there !== undefined && compareToKey(this.parts, there, key) === 0) {
      piece[place] = item;
      return;
    }
    piece.splice(place, 0, item);
    this.#count += 1;
    if (piece.length > LONGEST_PIECE) this.#pieces.splice(at + 1, 0, piece.splice(LONGEST_PIECE / 2));
  }

  /** Takes out what has the key of this item. */
  remove(item: Item): void {
    const key = sortKeyOf(this.parts, item);
    const { at, piece, place } = this.#find(key);
    const there = piece?.[place];
    if (piece === undefined || there === undefined || compareToKey(this.parts, there, key) !== 0) return;
    piece.splice(place, 1);
    this.#count -= 1;
    if (piece.length === 0) this.#pieces.splice(at, 1);
  }

  /** Puts an item in the place of another, whose key may be a different one. */
  replace(before: Item, now: Item): void {
    if (this.parts.some((part) => part(before) !== part(now))) this.remove(before);
    this.add(now);
  }

  /**
   * Visits items from the start, or behind a key, in order. Nothing may change meanwhile.
   * @param visit says whether to go on
   */
  visitAscending(after: SortKey | undefined, visit: (item: Item) => boolean): void {
    const start = after === undefined ? undefined : this.#find(after);
    let place = start?.place ?? 0;
    const first = start?.piece?.[place];
    // What has the key itself is not behind it.
    if (after !== undefined && first !== undefined && compareToKey(this.parts, first, after) === 0) place += 1;
    for (let at = start?.at ?? 0; at < this.#pieces.length; at += 1) {
      const piece = this.#pieces[at] ?? [];
      for (; place < piece.length; place += 1) {
        const item = piece[place];
        if (item !== undefined && !visit(item)) return;
      }
      place = 0;
    }
  }

  /** The same from the end, or before a key, backwards. */
  visitDescending(before: SortKey | undefined, visit: (item: Item) => boolean): void {
    const end = before === undefined ? undefined : this.#find(before);
    let place = end?.place ?? 0;
    for (let at = end?.at ?? this.#pieces.length; at >= 0; at -= 1) {
      const piece = this.#pieces[at] ?? [];
      for (place -= 1; place >= 0; place -= 1) {
        const item = piece[place];
        if (item !== undefined && !visit(item)) return;
      }
      place = this.#pieces[at - 1]?.length ?? 0;
    }
  }

  /** Where an item of this key is, or would come: before the first one that is not before it, or at the end of the last piece. */
  #find(key: SortKey): { readonly at: number; readonly piece: Item[] | undefined; readonly place: number } {
    let [low, high] = [0, Math.max(this.#pieces.length - 1, 0)];
    while (low < high) {
      const middle = (low + high) >>> 1;
      const last = this.#pieces[middle]?.at(-1);
      if (last !== undefined && compareToKey(this.parts, last, key) < 0) low = middle + 1;
      else high = middle;
    }
    const piece = this.#pieces[low];
    let [from, to] = [0, piece?.length ?? 0];
    while (from < to) {
      const middle = (from + to) >>> 1;
      const item = piece?.[middle];
      if (item !== undefined && compareToKey(this.parts, item, key) < 0) from = middle + 1;
      else to = middle;
    }
    return { at: low, piece, place: from };
  }
}
