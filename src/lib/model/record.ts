import { type AuditEvent, inHistory, isTold } from './audit-event.ts';
import type { Actor } from './claim.ts';
import type { HistoryEntry, Item } from './item.ts';
import { environmentOf, nameOf } from './statuses.ts';
import { type TrailEntry, trailEntryId } from './trail.ts';

/** For this time only its writer sends a new outbox, so that the sweep does not race the sender. */
export const outboxGraceMs = 30_000;

/** An item keeps this many history entries. Older ones that were posted are only in the trail. */
const keptHistoryEntries = 50;

/** Additional data of an event. */
export interface AuditOptions {
  /** Sensitive: posted in the thread, but neither in the trail nor on the bus. */
  readonly statusMessage?: string;
}

/**
 * Records what happened in the outbox, from which it goes to the trail and to the bus. If people should see it, it is also
 * recorded in the item's history. Each history entry raises `stateVersion`, so every channel's message is outdated until it shows
 * the entry.
 */
export function withAudit(
  item: Item,
  nowMs: number,
  actor: Actor,
  event: AuditEvent,
  { statusMessage }: AuditOptions = {},
): Item {
  const recorded = withOutbox(item, nowMs, actor, event);
  if (!isTold(event)) return recorded;
  const stateVersion = item.stateVersion + 1;
  const entry: HistoryEntry = {
    stateVersion,
    atMs: nowMs,
    actor,
    event: inHistory(event),
    ...(statusMessage ? { statusMessage } : {}),
  };
  return { ...recorded, stateVersion, history: spill(item, [...item.history, entry]) };
}

function spill(item: Item, history: Item['history']): Item['history'] {
  if (history.length <= keptHistoryEntries) return history;
  const toldEverywhere = item.posted?.stateVersion ?? earliestTold(item);
  return history.filter(
    (entry, index) => index >= history.length - keptHistoryEntries || entry.stateVersion > toldEverywhere,
  );
}

/** For an item whose messages are older than stories. A channel that will never accept the message does not count. */
function earliestTold({ messages = {} }: Item): number {
  const references = Object.values(messages).filter(({ failure }) => failure === undefined);
  return references.length === 0 ? 0 : Math.min(...references.map(({ threadedStateVersion }) => threadedStateVersion));
}

function withOutbox(item: Item, nowMs: number, actor: Actor, event: AuditEvent): Item {
  const trailCount = item.trailCount + 1;
  const entry: TrailEntry = {
    id: trailEntryId(item.key.attempt, trailCount),
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

/** Removes from the outbox what a reader of the bus has received. */
export function withoutDelivered(item: Item, entryIds: ReadonlySet<string>): Item {
  const outbox = item.outbox.filter((entry) => !entryIds.has(entry.id));
  return outbox.length === item.outbox.length ? item : { ...item, outbox };
}
