import type { Item, ItemKey } from '../model/item.ts';
import { withoutDelivered } from '../model/record.ts';
import { withParts } from '../model/story.ts';
import { isSameKey, storyKeyOf } from '../model/story-message.ts';
import { ChatBusy } from '../ports.ts';
import { changeItem } from './change.ts';
import { movePartsMessages, type NotifyPorts, type Posted, postDirect, postStory } from './post-story.ts';
import { type Cast, castOf } from './story-cast.ts';

/** If a story keeps changing, one invocation does this many rounds. Then the next wake-up continues. */
const maximumRounds = 10;

/**
 * Updates the messages of an item's story: one live message per channel, updated in place, and its thread. It renders the current
 * items, not the event that woke it, so order does not matter and bursts become one update.
 *
 * Posting has three steps: claim the story → post → record. Only a crash between the chat's answer and the record can post a
 * message twice (invariant I5). The item is written last, on condition that nobody has changed it since it was read. If somebody
 * has, their wake-up found the story taken, and another round posts their news.
 *
 * @param key - of an item, or of a story whose message is due
 * @param delivered - ids of the outbox entries that came with the wake-up: the bus has delivered them, so they are cleared
 * @throws ChatBusy when the chat asks to wait or fails; everything posted before is recorded
 */
export async function notify(ports: NotifyPorts, key: ItemKey, delivered: ReadonlySet<string>): Promise<void> {
  const story = storyKeyOf(key);
  let item = await ports.store.get(story?.root ?? key);
  if (item === undefined) {
    ports.log.warn('a notification names an item that is not in the table', { ...key });
    return;
  }
  if (story === undefined && isPosted(item)) {
    await changeItem(ports.store, item, (fresh) => withoutDelivered(fresh, delivered));
    return;
  }
  await listAtWhole(ports.store, item);
  for (let round = 0; round < maximumRounds; round += 1) {
    const cast = await castOf(ports.store, item);
    const posted = await postRound(ports, cast);
    const written = await recordRound(ports, cast, item, posted, delivered);
    if (posted.failure !== undefined) throw posted.failure;
    const isSettled = !posted.isAnyNew || (written.isUnchanged && cast.items.length === 1);
    if (isSettled) return refuseIfWaiting(posted, ports.clock.now());
    item = written.item;
  }
}

/**
 * Adds a part to the list of its whole, if it is not there. The worker that linked it may have died between the two writes. If the whole
 * has ended since, no look links it again, and its news would be in no message.
 */
async function listAtWhole(store: NotifyPorts['store'], { key, partOf, subject }: Item): Promise<void> {
  if (partOf === undefined || subject.on !== 'deployment') return;
  const whole = await store.get(partOf);
  if (whole === undefined || whole.parts?.some((part) => part.key !== undefined && isSameKey(part.key, key))) return;
  await changeItem(store, whole, (fresh) => withParts(fresh, [{ id: subject.deployment.id, key }]));
}

/** Nothing is left to post in any channel. If a message is due nevertheless, its story wakes the notifier. */
function isPosted({ posted, stateVersion, partOf }: Item): boolean {
  return posted?.stateVersion === stateVersion && (partOf === undefined || posted.inStory === true);
}

/** The result of one round over all channels. */
interface Round {
  /** Whether this worker posted anything. */
  readonly isAnyNew: boolean;
  /** Whether every channel that accepts messages shows the story as it was read. */
  readonly isComplete: boolean;
  /** Whether another worker is posting the story. What it read may be older than the item, and it may die before it reads again. */
  readonly isTaken: boolean;
  /** The parts that no longer have a separate message. */
  readonly moved: readonly Item[];
  /** For each channel that the chat asked to wait for: until when. */
  readonly waitUntilMs: readonly number[];
  /** Channels whose story is in the table. */
  readonly kept: ReadonlySet<string>;
  readonly failure: unknown;
}

/** Posts to every channel whose message is outdated. A channel that fails does not delay the others. */
async function postRound(ports: NotifyPorts, cast: Cast): Promise<Round> {
  const channels = [...new Set(cast.items.flatMap((item) => channelsOf(ports, item)))];
  const results = new Map<string, Posted>();
  for (const channel of channels) results.set(channel, await postStory(ports, cast, channel));
  const direct: Posted[] = [];
  for (const item of cast.items) {
    for (const userId of peopleOf(ports, item)) direct.push(await postDirect(ports, item, userId));
  }
  const all: Posted[] = [...results.values(), ...direct];
  const moved: Item[] = [];
  for (const part of cast.items.slice(1)) {
    if (part.posted?.inStory === true) continue;
    const own = [...new Set([...channelsOf(ports, part), ...Object.keys(part.messages ?? {})])];
    const moves = await movePartsMessages(ports, cast.root, part, own, results);
    if (moves.every(({ kind }) => isDone(kind))) moved.push(part);
    all.push(...moves);
  }
  return {
    isAnyNew: all.some(({ kind }) => kind === 'posted'),
    isComplete: [...results.values(), ...direct].every(({ kind }) => isDone(kind)),
    isTaken: all.some(({ kind }) => kind === 'taken'),
    moved,
    waitUntilMs: all.flatMap(({ kind, story }) => (kind === 'waiting' ? (story.waitUntilMs ?? 0) : [])),
    kept: new Set(channels.filter((channel) => (results.get(channel)?.story.version ?? 0) > 0)),
    failure: all.find(({ failure }) => failure !== undefined)?.failure,
  };
}

function isDone(kind: Posted['kind']): boolean {
  return kind === 'posted' || kind === 'current' || kind === 'refused';
}

/** The people whom rules send direct messages about an item. */
function peopleOf({ userIds }: NotifyPorts, { extraPeople = [] }: Item): readonly string[] {
  return [...new Set(extraPeople.flatMap((name) => userIds(name)))];
}

/** The channels of an item's own message. */
function channelsOf(ports: NotifyPorts, item: Item): readonly string[] {
  const extra = item.extraChannels.flatMap((name) => ports.channelId(name) ?? []);
  return [...new Set([...ports.channelsFor(item.subject), ...extra])];
}

/**
 * Records in the items what is posted of them, and clears the outbox of the item that the wake-up is for.
 *
 * @returns the current item, and whether nobody else has changed it since it was read
 */
async function recordRound(
  ports: NotifyPorts,
  { items }: Cast,
  woken: Item,
  round: Round,
  delivered: ReadonlySet<string>,
): Promise<{ readonly item: Item; readonly isUnchanged: boolean }> {
  let result = { item: woken, isUnchanged: false };
  for (const item of items) {
    const isWoken = isSameKey(item.key, woken.key);
    const noted = withPosted(item, round);
    const changed = isWoken ? withoutTold(noted, round, delivered) : noted;
    const written = changed === item ? undefined : await ports.store.put(changed);
    if (!isWoken) continue;
    if (written !== undefined) result = { item: written, isUnchanged: true };
    else result = { item: await reread(ports, item, round, delivered), isUnchanged: false };
  }
  return result;
}

/**
 * The item with the changes of others, and with the result of this round. If its entries were removed without it, nobody would know any
 * more that the item has messages, and no later look would say that they are behind.
 */
async function reread({ store }: NotifyPorts, item: Item, round: Round, delivered: ReadonlySet<string>): Promise<Item> {
  const stored = (await store.get(item.key)) ?? item;
  return changeItem(store, stored, (fresh) => withoutTold(withPosted(fresh, round, item), round, delivered));
}

/**
 * The item without the entries that the wake-up was for. While another worker posts the story, they stay: if that worker dies before it
 * has read them, nobody else would know of them. They are sent again then, and are in the message by that time, or are posted.
 */
function withoutTold(item: Item, { isTaken }: Round, delivered: ReadonlySet<string>): Item {
  return isTaken && !isPosted(item) ? item : withoutDelivered(item, delivered);
}

/** @param shown - the item as it was posted */
function withPosted(item: Item, { isComplete, moved, kept }: Round, shown = item): Item {
  if (!isComplete) return item;
  const inStory = item.posted?.inStory === true || moved.includes(shown);
  const stateVersion = Math.max(item.posted?.stateVersion ?? 0, shown.stateVersion);
  const messages = Object.entries(item.messages ?? {}).filter(([channel]) => !kept.has(channel));
  const isNoted = item.posted?.stateVersion === stateVersion && (item.posted.inStory === true) === inStory;
  if (isNoted && messages.length === Object.keys(item.messages ?? {}).length) return item;
  const { messages: _takenOver, ...rest } = item;
  return {
    ...rest,
    ...(messages.length === 0 ? {} : { messages: Object.fromEntries(messages) }),
    posted: { stateVersion, ...(inStory ? { inStory } : {}) },
  };
}

/** A channel that the chat asked to wait for is still outdated, so the wake-up must be delivered again. */
function refuseIfWaiting({ waitUntilMs }: Round, nowMs: number): void {
  if (waitUntilMs.length > 0) throw new ChatBusy(Math.max(1, ...waitUntilMs.map((untilMs) => untilMs - nowMs)));
}
