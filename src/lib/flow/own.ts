import type { ItemKey } from '../model/item.ts';
import { withOwner } from '../model/owner.ts';
import type { Answer } from '../model/request.ts';
import { nameOf } from '../model/statuses.ts';
import { isSameKey } from '../model/story-message.ts';
import { changeItem } from './change.ts';
import { publishOutbox } from './publish.ts';
import type { RequestContext } from './request-ports.ts';
import { castOf } from './story-cast.ts';

/**
 * "I'm on it": the person owns a deployment, and what is part of it, from now on. It changes nothing at the provider, so it needs no
 * permission: everybody in the workspace who sees the message may say it, and all see who did. The first person stays.
 */
export async function requestOwner(context: RequestContext, key: ItemKey): Promise<Answer> {
  const { ports, request } = context;
  const found = await ports.store.get(key);
  if (found === undefined) return { kind: 'notFound', name: key.target };
  const { items } = await castOf(ports.store, found);
  let owner = found.owner;
  for (const item of items) {
    const owned = await changeItem(ports.store, item, (fresh) =>
      withOwner(fresh, request.userId, request.id, ports.clock.now()),
    );
    await publishOutbox(ports, owned, item);
    if (isSameKey(item.key, key)) owner = owned.owner;
  }
  return { kind: 'owner', name: nameOf(found.subject), userId: owner?.userId ?? request.userId };
}
