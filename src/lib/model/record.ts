import type { Actor } from './claim.ts';
import type { HistoryEvent, Item } from './item.ts';
import { environmentOf, nameOf } from './statuses.ts';
import type { TrailEntry, TrailEvent } from './trail.ts';

/** A fresh outbox is left to its writer for this long, so that the sweep does not race the sender. */
export const outboxGraceMs = 30_000;

/** An item keeps this many history entries; what is older and told lives on in the trail only. */
const keptHistoryEntries = 50;

/** Adds something to tell: it raises `stateVersion`, so every channel's message is behind until it shows it. */
export function withHistory(item: Item, nowMs: number, event: HistoryEvent): Item {
  const stateVersion = item.stateVersion + 1;
  const history = [...item.history, { stateVersion, atMs: nowMs, event }];
  return { ...item, stateVersion, history: spill(item, history) };
}

function spill(item: Item, history: Item['history']): Item['history'] {
  if (history.length <= keptHistoryEntries) return history;
  // A channel that will never take the message must not make the item grow without end.
  const references = Object.values(item.messages).filter((reference) => reference.failure === undefined);
  const toldEverywhere = Math.min(...references.map((reference) => reference.threadedStateVersion), item.stateVersion);
  return history.filter(
    (entry, index) => index >= history.length - keptHistoryEntries || entry.stateVersion > toldEverywhere,
  );
}

/** Adds an entry to the outbox, from which it goes to the trail and to the bus. */
export function withTrail(item: Item, nowMs: number, actor: Actor, event: TrailEvent): Item {
  const trailCount = item.trailCount + 1;
  const entry: TrailEntry = {
    id: `${item.key.attempt}~${String(trailCount).padStart(4, '0')}`,
    atMs: nowMs,
    target: item.key.target,
    attempt: item.key.attempt,
    name: nameOf(item.subject),
    environment: environmentOf(item.subject),
    actor,
    event,
  };
  const fresh = item.outbox.length === 0;
  return {
    ...item,
    trailCount,
    outbox: [...item.outbox, entry],
    outboxDueAtMs: fresh ? nowMs + outboxGraceMs : item.outboxDueAtMs,
    outboxAttempts: fresh ? 0 : item.outboxAttempts,
  };
}

/** Takes out of the outbox what a reader of the bus has received. */
export function withoutDelivered(item: Item, entryIds: ReadonlySet<string>): Item {
  const outbox = item.outbox.filter((entry) => !entryIds.has(entry.id));
  return outbox.length === item.outbox.length ? item : { ...item, outbox };
}
