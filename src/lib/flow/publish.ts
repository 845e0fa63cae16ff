import { errorName } from '../model/errors.ts';
import type { Item } from '../model/item.ts';
import type { Bus, Log, Store } from '../ports.ts';

/** What publishing needs from outside. */
export interface PublishPorts {
  readonly store: Store;
  readonly bus: Bus;
  readonly log: Log;
}

/**
 * Sends an item's outbox to the trail, then to the bus. It clears nothing. The notifier removes an entry from the outbox when it
 * has received it, in the write that it makes anyway. So an entry is removed only after it is in the trail and came through the
 * bus, and this needs no extra write.
 *
 * A failure here does not fail the caller. The entries stay, are due again after a grace period, and are sent again.
 *
 * @param before - the item as it was read: another worker sends its entries, unless they are due again
 */
export async function publishOutbox(ports: PublishPorts, item: Item, before: Item | undefined): Promise<void> {
  const isResend = before !== undefined && before.outboxAttempts < item.outboxAttempts;
  const others = new Set(isResend ? [] : before?.outbox.map((entry) => entry.id));
  const entries = item.outbox.filter((entry) => !others.has(entry.id));
  if (entries.length === 0) return;
  const { target, attempt } = item.key;
  try {
    await ports.store.appendTrail(entries);
    const refused = await ports.bus.publish(entries);
    if (refused.length > 0)
      ports.log.warn('the bus refused entries; they stay in the outbox', { target, attempt, refused });
  } catch (error) {
    ports.log.warn('the outbox was not sent; it stays and will be re-sent', {
      target,
      attempt,
      error: errorName(error),
    });
  }
}
