import type { Item, ItemKey } from './item.ts';

/**
 * The key of a story: what it is about, and where it is posted. The message of an attempt and its parts has the key of the root
 * attempt and a channel. Other stories may have other keys.
 */
export interface StoryKey {
  readonly by: 'attempt';
  readonly root: ItemKey;
  /** The chat's id of the channel. */
  readonly channel: string;
}

/** How much of one attempt the message shows. */
export interface StoryMember {
  readonly key: ItemKey;
  /** The `stateVersion` that the message shows. */
  readonly renderedStateVersion: number;
  /** The newest history entry in its thread. */
  readonly threadedStateVersion: number;
  /** The newest history entry of which the channel has the alert, if it needed one. Absent in older records: the same as in the thread. */
  readonly alertedStateVersion?: number;
}

/**
 * The live message of a story in one channel. It is a separate item in the table, written as a whole, on condition of its
 * version. An attempt without parts is a story of one.
 */
export interface StoryMessage {
  readonly key: StoryKey;
  /** The optimistic lock; counts writes. 0: not written yet. */
  readonly version: number;
  readonly members: readonly StoryMember[];
  /** Whether every member had ended when it was posted. */
  readonly hasEnded?: boolean;
  /** The chat's id of the message; absent before the first post. */
  readonly ts?: string;
  /** While set, and until `dueAtMs`, one notifier owns the message. */
  readonly leaseId?: string;
  /** When to look again because the message is outdated. The sweep finds it by this time. */
  readonly dueAtMs?: number;
  /** The chat asked to wait until then. */
  readonly waitUntilMs?: number;
  /** The chat will never accept it (`channel_not_found`). This is in the trail and the log, and it is not tried again. */
  readonly failure?: string;
  /** The root of the story that this one has become a part of. The message is then one line that points there, and stays so. */
  readonly movedTo?: ItemKey;
}

/** What a story's message shows: the current root, with a line for each part; or the line that points to another message. */
export type StoryView =
  | { readonly kind: 'story'; readonly root: Item; readonly parts: readonly Item[] }
  | { readonly kind: 'pointer'; readonly item: Item; readonly root: Item; readonly rootTs: string };

/** Longer than `notify` runs (30 s, `serverless.yml`): when it expires, the worker that was posting is dead. */
export const postingLeaseMs = 60_000;

/**
 * A story that is not in the table yet. Until 2026-11 the item of an attempt had the state of its messages. Such a message
 * becomes the story's message, and a worker that is posting it keeps it.
 */
export function newStory(key: StoryKey, root: Item): StoryMessage {
  const earlier = root.messages?.[key.channel];
  if (earlier === undefined) return { key, version: 0, members: [] };
  const { renderedStateVersion, threadedStateVersion, ...reference } = earlier;
  return { key, version: 0, members: [{ key: root.key, renderedStateVersion, threadedStateVersion }], ...reference };
}

/** Whether the message, or its thread, does not show the current state of every member. */
export function isBehind({ members }: Pick<StoryMessage, 'members'>, items: readonly Item[]): boolean {
  return items.some((item) => {
    const member = memberOf(members, item.key);
    const { renderedStateVersion, threadedStateVersion } = member;
    return Math.min(renderedStateVersion, threadedStateVersion, alertedOf(member)) < item.stateVersion;
  });
}

/** The newest history entry of which the channel has the alert, if it needed one. */
export function alertedOf({ alertedStateVersion, threadedStateVersion }: StoryMember): number {
  return alertedStateVersion ?? threadedStateVersion;
}

/** The record of a member; of a member that the message does not show yet, an empty one. */
export function memberOf(members: readonly StoryMember[], key: ItemKey): StoryMember {
  return (
    members.find((member) => isSameKey(member.key, key)) ?? { key, renderedStateVersion: 0, threadedStateVersion: 0 }
  );
}

/** Whether a worker is posting now. */
export function isLeased({ leaseId, dueAtMs = 0 }: StoryMessage, nowMs: number): boolean {
  return leaseId !== undefined && dueAtMs > nowMs;
}

/** Takes the message for as long as an invocation may run. */
export function withLease(story: StoryMessage, leaseId: string, nowMs: number): StoryMessage {
  const { waitUntilMs: _over, ...rest } = story;
  return { ...rest, leaseId, dueAtMs: nowMs + postingLeaseMs };
}

/** Nothing is left to post, but a worker was about to post: it is dead, or was asked to wait. */
export function withNothingDue(story: StoryMessage): StoryMessage {
  const { leaseId: _lapsed, dueAtMs: _due, waitUntilMs: _over, ...rest } = story;
  return rest;
}

/**
 * Records what the chat has accepted, and releases the message; the same object if another worker has the lease by now.
 *
 * @param retryAtMs - when to look again; absent if nothing is left to do
 */
export function withProgress(
  story: StoryMessage,
  leaseId: string,
  progress: Partial<Pick<StoryMessage, 'ts' | 'members' | 'hasEnded' | 'failure' | 'movedTo'>>,
  retryAtMs?: number,
): StoryMessage {
  if (story.leaseId !== leaseId) return story;
  const { leaseId: _freed, dueAtMs: _done, ...rest } = { ...story, ...progress };
  return { ...rest, ...(retryAtMs === undefined ? {} : { dueAtMs: retryAtMs, waitUntilMs: retryAtMs }) };
}

export function isSameKey(left: ItemKey, right: ItemKey): boolean {
  return left.target === right.target && left.attempt === right.attempt;
}

const storyPrefix = 'story#attempt#';

/** The story's key in the table, in its own partition next to the root's. */
export function storyRecordKey({ root, channel }: StoryKey): ItemKey {
  return { target: `${storyPrefix}${root.target}`, attempt: `${root.attempt}#${channel}` };
}

/** The story of such a key; `undefined` for any other key. */
export function storyKeyOf({ target, attempt }: ItemKey): StoryKey | undefined {
  if (!target.startsWith(storyPrefix)) return undefined;
  const end = attempt.lastIndexOf('#');
  const root = { target: target.slice(storyPrefix.length), attempt: attempt.slice(0, end) };
  return { by: 'attempt', root, channel: attempt.slice(end + 1) };
}
