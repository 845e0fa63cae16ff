import type { Item, ItemKey } from '../model/item.ts';
import type { SubjectReference } from '../model/reference.ts';
import { isPartOf, rootOf } from '../model/story.ts';
import { isSameKey } from '../model/story-message.ts';
import type { Store } from '../ports.ts';

/** More than any provider creates. Parts beyond this limit have messages of their own. */
const maximumItems = 50;

/** Everything that one story is about. */
export interface Cast {
  readonly root: Item;
  /** The root first, then its parts, and theirs. */
  readonly items: readonly Item[];
}

/** The story of an item. An attempt without a parent and without parts costs no read. */
export async function castOf(store: Pick<Store, 'get'>, item: Item): Promise<Cast> {
  const read = async (key: ItemKey) => (isSameKey(key, item.key) ? item : store.get(key));
  const root = await rootOf(item, read);
  const items = [root];
  for (const member of items) {
    for (const { key } of member.parts ?? []) {
      if (key === undefined) continue;
      if (items.length >= maximumItems || items.some((known) => isSameKey(known.key, key))) continue;
      const part = await read(key);
      // What the part says counts: whoever was to link it may have died between the two writes.
      if (part !== undefined && isPartOf(part, member.key)) items.push(part);
    }
  }
  return { root, items };
}

/** How the target of a known item is read. */
export function referenceTo({ subject }: Item): SubjectReference {
  if (subject.on === 'connection') {
    const { provider, id, target } = subject.connection;
    return { on: 'connection', provider, id, target };
  }
  const { provider, kind, name, target } = subject.deployment;
  return { on: 'deployment', provider, kind, name, target };
}
