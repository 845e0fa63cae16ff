import type { Item } from '../model/item.ts';
import { isFinal, nameOf, statusOf } from '../model/statuses.ts';
import {
  alertedOf,
  isBehind,
  isLeased,
  isSameKey,
  memberOf,
  newStory,
  postingLeaseMs,
  type StoryKey,
  type StoryMember,
  type StoryMessage,
  storyRecordKey,
  withLease,
  withNothingDue,
  withProgress,
} from '../model/story-message.ts';
import type { Subject } from '../model/subject.ts';
import { ChatBusy, ChatRefused, type Clock, type Log, type Random, type Store } from '../ports.ts';
import { ItemContended } from './change.ts';
import { type AlertPorts, directEntries, postAlert, postAlertFromBeforeLink } from './post-alerts.ts';
import type { Cast } from './story-cast.ts';

/** What posting needs from outside. */
export interface NotifyPorts extends AlertPorts {
  readonly store: Store;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** The channels that a subject's message goes to. */
  readonly channelsFor: (subject: Subject) => readonly string[];
}

/**
 * The result of posting to one channel.
 *
 * - `posted`: by this worker. `current`: there was nothing to post. `refused`: the chat will never accept it.
 * - `taken`: another worker is posting, and finds what has changed meanwhile. `waiting`: the chat asked to wait.
 * - `failed`: what the chat accepted is recorded, and the rest is tried again.
 */
export interface Posted {
  readonly kind: 'posted' | 'current' | 'refused' | 'taken' | 'waiting' | 'failed';
  readonly story: StoryMessage;
  readonly failure?: unknown;
}

const maximumConflicts = 20;

/** Updates a story's message in one channel, unless another worker is doing that. */
export async function postStory(ports: NotifyPorts, { root, items }: Cast, channel: string): Promise<Posted> {
  const leaseId = ports.random.uuid();
  const key: StoryKey = { by: 'attempt', root: root.key, channel };
  const claimed = await claim(
    ports,
    key,
    root,
    leaseId,
    (story) => story.movedTo === undefined && isBehind(story, items),
  );
  if (claimed.kind !== 'posted') return claimed;
  let { ts, members } = claimed.story;
  return post(ports, claimed.story, leaseId, async (record) => {
    const [, ...parts] = items;
    const shownAs = await ports.chat.show(channel, { kind: 'story', root, parts }, ts);
    // What is in the thread has to be known from what was alerted: a new thread repeats the one, and not the other.
    members = members.map((member) => ({ ...member, alertedStateVersion: alertedOf(member) }));
    if (shownAs !== ts) members = members.map((member) => ({ ...member, threadedStateVersion: 0 }));
    ts = shownAs;
    members = items.map((item) => ({
      alertedStateVersion: 0,
      ...memberOf(members, item.key),
      renderedStateVersion: item.stateVersion,
    }));
    record({ ts, members });
    for (const item of items) {
      const { threadedStateVersion, alertedStateVersion = 0 } = memberOf(members, item.key);
      const entries = item.history.filter(({ stateVersion }) => stateVersion > threadedStateVersion);
      if (entries.length > 0) await ports.chat.reply(channel, ts, item, entries);
      members = withMember(members, item, { threadedStateVersion: item.stateVersion });
      record({ ts, members });
      await postAlert(ports, { channel, ts }, item, alertedStateVersion, item !== root);
      members = withMember(members, item, { alertedStateVersion: item.stateVersion });
      record({ ts, members });
    }
    record({ hasEnded: items.every(({ subject }) => isFinal(subject)) });
    const { target } = root.key;
    ports.log.info('posted', { target, name: nameOf(root.subject), status: statusOf(root.subject), channel });
  });
}

function withMember(
  members: readonly StoryMember[],
  { key }: Item,
  change: Partial<StoryMember>,
): readonly StoryMember[] {
  return members.map((member) => (isSameKey(member.key, key) ? { ...member, ...change } : member));
}

/**
 * Sends a person what rules have to say to them about an attempt, unless another worker is doing that. The record is a story without a
 * live message, with the person in place of the channel.
 */
export async function postDirect(ports: NotifyPorts, item: Item, userId: string): Promise<Posted> {
  const key: StoryKey = { by: 'attempt', root: item.key, channel: userId };
  const leaseId = ports.random.uuid();
  const entriesFor = ({ members }: StoryMessage) =>
    directEntries(ports, userId, item, alertedOf(memberOf(members, item.key)));
  const claimed = await claim(ports, key, item, leaseId, (story) => entriesFor(story).length > 0);
  if (claimed.kind !== 'posted') return claimed;
  return post(ports, claimed.story, leaseId, async (record) => {
    await ports.chat.alert(userId, undefined, { item, entries: entriesFor(claimed.story), form: 'direct' });
    const { key: of, stateVersion } = item;
    const member = {
      key: of,
      renderedStateVersion: stateVersion,
      threadedStateVersion: stateVersion,
      alertedStateVersion: stateVersion,
    };
    // Nothing of it is updated later, so it may expire.
    record({ members: [member], hasEnded: true });
  });
}

/**
 * A part that was seen before it was linked may have messages of its own. Each becomes one line that points to the story's
 * message in its channel. Its thread stays.
 *
 * @param stories - the result of posting the story, by channel
 */
export async function movePartsMessages(
  ports: NotifyPorts,
  root: Item,
  part: Item,
  channels: readonly string[],
  stories: ReadonlyMap<string, Posted>,
): Promise<readonly Posted[]> {
  const moves: Posted[] = [];
  for (const channel of channels) {
    const key: StoryKey = { by: 'attempt', root: part.key, channel };
    const leaseId = ports.random.uuid();
    // Also where there is no message yet: another worker that still takes the part for a whole must not post one later.
    const isToMove = ({ movedTo }: StoryMessage) => movedTo === undefined;
    const story = stories.get(channel);
    const rootTs = story?.story.ts;
    if (story === undefined || rootTs === undefined) {
      // There is nothing to point to yet, or there never will be. The next post of the story comes here again.
      if (story !== undefined) moves.push({ ...story, kind: story.kind === 'refused' ? 'refused' : 'taken' });
      continue;
    }
    const claimed = await claim(ports, key, part, leaseId, isToMove);
    if (claimed.kind !== 'posted') {
      moves.push(claimed);
      continue;
    }
    const move = await post(ports, claimed.story, leaseId, async (record) => {
      const view = { kind: 'pointer', item: part, root, rootTs } as const;
      const { ts } = claimed.story;
      const shownAs = ts === undefined ? undefined : await ports.chat.show(channel, view, ts);
      if (shownAs !== undefined) record({ ts: shownAs });
      const alerted = alertedOf(memberOf(claimed.story.members, part.key));
      await postAlertFromBeforeLink(ports, { channel, ts: shownAs ?? rootTs }, part, alerted);
      record({ movedTo: root.key });
    });
    moves.push(move);
  }
  return moves;
}

/** Claims a story for posting, if there is something to post and nobody else is posting. */
async function claim(
  ports: NotifyPorts,
  key: StoryKey,
  item: Item,
  leaseId: string,
  isToPost: (story: StoryMessage) => boolean,
): Promise<Posted> {
  for (let conflicts = 0; conflicts < maximumConflicts; conflicts += 1) {
    const story = (await ports.store.getStory(key)) ?? newStory(key, item);
    const nowMs = ports.clock.now();
    if (story.failure !== undefined) return { kind: 'refused', story };
    if (isLeased(story, nowMs)) return { kind: 'taken', story };
    const isWanted = isToPost(story);
    if (!isWanted && (story.version === 0 || story.dueAtMs === undefined)) return { kind: 'current', story };
    if (isWanted && (story.waitUntilMs ?? 0) > nowMs) return { kind: 'waiting', story };
    const next = isWanted ? withLease(story, leaseId, nowMs) : withNothingDue(story);
    const written = await ports.store.putStory(next);
    if (written !== undefined) return { kind: isWanted ? 'posted' : 'current', story: written };
  }
  throw new ItemContended(storyRecordKey(key));
}

type Progress = Parameters<typeof withProgress>[2];

/**
 * Posts, and records how much of it the chat accepted.
 *
 * @param run - calls its argument with each piece that the chat has accepted
 */
async function post(
  ports: NotifyPorts,
  story: StoryMessage,
  leaseId: string,
  run: (record: (progress: Progress) => void) => Promise<void>,
): Promise<Posted> {
  let progress: Progress = {};
  try {
    await run((more) => {
      progress = { ...progress, ...more };
    });
    return { kind: 'posted', story: await save(ports, story, leaseId, progress) };
  } catch (error) {
    const { root, channel } = story.key;
    if (error instanceof ChatRefused) {
      ports.log.error('the chat will not take this message', { channel, target: root.target, code: error.code });
      return { kind: 'refused', story: await save(ports, story, leaseId, { ...progress, failure: error.code }) };
    }
    const retryAtMs = ports.clock.now() + (error instanceof ChatBusy ? error.retryAfterMs : postingLeaseMs);
    return { kind: 'failed', story: await save(ports, story, leaseId, progress, retryAtMs), failure: error };
  }
}

/** Records what the chat has accepted, and releases the story, unless another worker has taken it over after our lease. */
async function save(
  ports: NotifyPorts,
  story: StoryMessage,
  leaseId: string,
  progress: Progress,
  retryAtMs?: number,
): Promise<StoryMessage> {
  let current = story;
  for (let conflicts = 0; conflicts < maximumConflicts; conflicts += 1) {
    const next = withProgress(current, leaseId, progress, retryAtMs);
    const written = next === current ? current : await ports.store.putStory(next);
    if (written !== undefined) return written;
    current = (await ports.store.getStory(story.key)) ?? current;
  }
  throw new ItemContended(storyRecordKey(story.key));
}
