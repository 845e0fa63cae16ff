import { BotError } from '../model/errors.ts';
import type { Item, ItemKey } from '../model/item.ts';
import type { Store } from '../ports.ts';

/** A writer that loses the race this often in a row gives up. The queue delivers the work again. */
const maximumConflicts = 20;

/** Other writers kept changing the item, and nothing was written. The queue delivers the work again. */
export class ItemContended extends BotError {
  override readonly name = 'ItemContended';
  override readonly retryable = true;
  constructor(key: ItemKey) {
    super(
      `the item ${key.target} ${key.attempt} was changed by others ${maximumConflicts} times in a row; try again later`,
    );
  }
}

/**
 * Changes an item, also if others change it at the same time. It writes `change(item)` conditionally. After a conflict it reads
 * the item again and changes the newer version.
 *
 * @param item - the item as last read
 * @param change - pure; returns the same object when there is nothing to write
 * @returns the item as it is now in the table
 * @throws ItemContended
 */
export async function changeItem(store: Store, item: Item, change: (item: Item) => Item): Promise<Item> {
  let current = item;
  for (let conflicts = 0; conflicts < maximumConflicts; conflicts += 1) {
    const changed = change(current);
    if (changed === current) return current;
    const written = await store.put(changed);
    if (written) return written;
    const stored = await store.get(item.key);
    if (stored === undefined) throw new ItemContended(item.key);
    current = stored;
  }
  throw new ItemContended(item.key);
}
