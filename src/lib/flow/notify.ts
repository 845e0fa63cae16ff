import type { Item, ItemKey, MessageReference } from '../model/item.ts';
import { withoutDelivered } from '../model/record.ts';
import { nameOf, statusOf } from '../model/statuses.ts';
import type { Subject } from '../model/subject.ts';
import { type Chat, ChatBusy, ChatRefused, type Clock, type Log, type Random, type Store } from '../ports.ts';
import { changeItem } from './change.ts';

/** What telling needs from outside. */
export interface NotifyPorts {
  readonly store: Store;
  readonly chat: Chat;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** The channels that a subject's message goes to. */
  readonly channelsFor: (subject: Subject) => readonly string[];
  /** A channel as a rule names it (`#deploys`) → the chat's id; `undefined` for a name nobody configured. */
  readonly channelId: (name: string) => string | undefined;
}

/** Longer than `notify` runs (30 s, `serverless.yml`): when it lapses, whoever was posting is dead. */
const postingLeaseMs = 60_000;

/** While one item keeps changing, one invocation follows it for so many rounds; then the next wake-up goes on. */
const maximumRounds = 10;

/**
 * Brings an item's messages up to its state: one live message per channel, updated in place, and its thread. It renders
 * the item as it stands, not the event that woke it, so order does not matter and bursts become one update.
 *
 * Posting is an act: claim the channel → post → record. A crash between the chat's answer and the record is the one place
 * where a message can be doubled (invariant I5).
 *
 * @param delivered - ids of the outbox entries that came with the wake-up: the bus has delivered them, so they are cleared
 * @throws ChatBusy when the chat asks to wait or fails; what was posted until then is recorded
 */
export async function notify(ports: NotifyPorts, key: ItemKey, delivered: ReadonlySet<string>): Promise<void> {
  const stored = await ports.store.get(key);
  if (stored === undefined) {
    ports.log.warn('told of an item that is not in the table', { ...key });
    return;
  }
  let item = stored;
  for (let round = 0; round < maximumRounds; round += 1) {
    const leaseId = ports.random.uuid();
    item = await changeItem(ports.store, item, (fresh) => {
      const cleared = withoutDelivered(fresh, delivered);
      return withChannelsClaimed(cleared, channelsOf(ports, cleared), leaseId, ports.clock.now());
    });
    const mine = Object.entries(item.messages).filter(([, message]) => message.leaseId === leaseId);
    if (mine.length === 0) return refuseIfWaiting(item, channelsOf(ports, item), ports.clock.now());
    item = await tellAll(ports, item, Object.fromEntries(mine), leaseId);
  }
}

/** A channel that the chat asked us to leave alone is still behind: the wake-up must come back, not be lost. */
function refuseIfWaiting(item: Item, channels: readonly string[], nowMs: number): void {
  const waits = Object.entries(item.messages)
    .flatMap(([channel, message]) => (channels.includes(channel) ? [message] : []))
    .filter((message) => message.leaseId === undefined && message.failure === undefined && isBehind(item, message))
    .map((message) => (message.waitUntilMs ?? nowMs) - nowMs);
  if (waits.length > 0) throw new ChatBusy(Math.max(1, ...waits));
}

/** Tells every channel that is ours; one that fails does not keep the others waiting. */
async function tellAll(
  ports: NotifyPorts,
  item: Item,
  mine: Readonly<Record<string, MessageReference>>,
  leaseId: string,
): Promise<Item> {
  let current = item;
  let failure: unknown;
  for (const channel of Object.keys(mine)) {
    const told = await tell(ports, current, channel, leaseId);
    current = told.item;
    failure ??= told.failure;
  }
  if (failure !== undefined) throw failure;
  return current;
}

function channelsOf(ports: NotifyPorts, item: Item): readonly string[] {
  const extra = item.extraChannels.flatMap((name) => ports.channelId(name) ?? []);
  return [...new Set([...ports.channelsFor(item.subject), ...extra])];
}

/** Claims every channel that is behind and that nobody else is posting to. */
function withChannelsClaimed(item: Item, channels: readonly string[], leaseId: string, nowMs: number): Item {
  const messages = { ...item.messages };
  let claimed = false;
  for (const channel of channels) {
    const message = messages[channel] ?? { renderedStateVersion: 0, threadedStateVersion: 0 };
    const isTaken = message.leaseId !== undefined && (message.dueAtMs ?? 0) > nowMs;
    const mustWait = (message.waitUntilMs ?? 0) > nowMs;
    if (isTaken || mustWait || message.failure !== undefined || !isBehind(item, message)) continue;
    const { waitUntilMs: _over, ...rest } = message;
    messages[channel] = { ...rest, leaseId, dueAtMs: nowMs + postingLeaseMs };
    claimed = true;
  }
  return claimed ? { ...item, messages } : item;
}

function isBehind(item: Item, message: MessageReference): boolean {
  return message.renderedStateVersion < item.stateVersion || message.threadedStateVersion < item.stateVersion;
}

/** Posts to one channel and records how far it came. */
async function tell(
  ports: NotifyPorts,
  item: Item,
  channel: string,
  leaseId: string,
): Promise<{ readonly item: Item; readonly failure?: unknown }> {
  let progress: Partial<MessageReference> = {};
  try {
    const before = item.messages[channel];
    const ts = await ports.chat.show(channel, item, before?.ts);
    const isNewMessage = ts !== before?.ts;
    progress = { ts, renderedStateVersion: item.stateVersion, ...(isNewMessage ? { threadedStateVersion: 0 } : {}) };
    const threaded = isNewMessage ? 0 : (before?.threadedStateVersion ?? 0);
    const entries = item.history.filter((entry) => entry.stateVersion > threaded);
    if (entries.length > 0) await ports.chat.reply(channel, ts, item, entries);
    const complete = { ...progress, threadedStateVersion: item.stateVersion };
    const { target } = item.key;
    ports.log.info('told', { target, name: nameOf(item.subject), status: statusOf(item.subject), channel });
    return { item: await record(ports, item, channel, leaseId, complete) };
  } catch (error) {
    if (error instanceof ChatRefused) {
      ports.log.error('the chat will not take this message', { channel, target: item.key.target, code: error.code });
      return { item: await record(ports, item, channel, leaseId, { ...progress, failure: error.code }) };
    }
    const retryAtMs = ports.clock.now() + (error instanceof ChatBusy ? error.retryAfterMs : postingLeaseMs);
    return { item: await record(ports, item, channel, leaseId, progress, retryAtMs), failure: error };
  }
}

/** Writes down what the chat has taken, and frees the channel. With `retryAtMs`, somebody will look again at that time. */
function record(
  ports: NotifyPorts,
  item: Item,
  channel: string,
  leaseId: string,
  progress: Partial<MessageReference>,
  retryAtMs?: number,
): Promise<Item> {
  return changeItem(ports.store, item, (fresh) => {
    const message = fresh.messages[channel];
    if (message === undefined || message.leaseId !== leaseId) return fresh;
    const { leaseId: _freed, dueAtMs: _done, ...rest } = { ...message, ...progress };
    const next: MessageReference = {
      ...rest,
      ...(retryAtMs === undefined ? {} : { dueAtMs: retryAtMs, waitUntilMs: retryAtMs }),
    };
    return { ...fresh, messages: { ...fresh.messages, [channel]: next } };
  });
}
