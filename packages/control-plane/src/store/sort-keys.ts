/** What something is ordered by: parts that are compared one after the other, numbers with numbers and texts with texts. */
export type SortKey = readonly (string | number)[];

/** The parts of an item's key, each made when it is needed. Together they tell every item apart from every other. */
export type SortKeyParts<Item> = readonly ((item: Item) => string | number)[];

export function sortKeyOf<Item>(parts: SortKeyParts<Item>, item: Item): SortKey {
  return parts.map((part) => part(item));
}

export function compareKeys(left: SortKey, right: SortKey): number {
  for (let index = 0; index < left.length; index += 1) {
    const order = compareParts(left[index], right[index]);
    if (order !== 0) return order;
  }
  return 0;
}

/** As `compareKeys`, without making the key of the item. */
export function compareToKey<Item>(parts: SortKeyParts<Item>, item: Item, key: SortKey): number {
  for (let index = 0; index < parts.length; index += 1) {
    const order = compareParts(parts[index]?.(item), key[index]);
    if (order !== 0) return order;
  }
  return 0;
}

/** Numbers and texts are compared apart: in one expression for both the engine is several times slower. */
function compareParts(left: string | number | undefined, right: string | number | undefined): number {
  if (typeof left === 'number' && typeof right === 'number') return left - right;
  if (typeof left !== 'string' || typeof right !== 'string') return 1;
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
