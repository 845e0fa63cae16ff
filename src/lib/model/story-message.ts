import type { Item, ItemKey } from './item.ts';

/**
 * What a story is about, and where it is posted. The message of an attempt and of all that is part of it has the key of its root
 * attempt and a channel. Other stories may have other keys.
 */
export interface StoryKey {
  readonly by: 'attempt';
  readonly root: ItemKey;
  /** The chat's id of the channel. */
  readonly channel: string;
}

/** How far the message is, as far as one attempt is concerned. */
export interface StoryMember {
  readonly key: ItemKey;
  /** The `stateVersion` that the message shows. */
  readonly renderedStateVersion: number;
  /** The newest history entry that its thread holds. */
  readonly threadedStateVersion: number;
}

/**
 * The live message that a channel has of a story: an item of its own in the table, written whole and on condition of its
 * version. An attempt alone is a story of one.
 */
export interface StoryMessage {
  readonly key: StoryKey;
  /** The optimistic lock; counts writes. 0: not written yet. */
  readonly version: number;
  readonly members: readonly StoryMember[];
  /** Whether every member had ended when it was posted. */
  readonly hasEnded?: boolean;
  /** The chat's name for the message; absent before it was first posted. */
  readonly ts?: string;
  /** While set, and until `dueAtMs`, one notifier owns the message. */
  readonly leaseId?: string;
  /** When somebody must look again because the message is behind. This is what the sweep finds. */
  readonly dueAtMs?: number;
  /** The chat asked to be left alone until then. */
  readonly waitUntilMs?: number;
  /** The chat will never take it (`channel_not_found`): told in the trail and the log, not tried again. */
  readonly failure?: string;
  /** The root of the story that this one has become a part of: the message is one line that points there, for good. */
  readonly movedTo?: ItemKey;
}

/** What a story's message shows: the root as it stands, with a line for each part; or the line that points to another message. */
export type StoryView =
  | { readonly kind: 'story'; readonly root: Item; readonly parts: readonly Item[] }
  | { readonly kind: 'pointer'; readonly item: Item; readonly root: Item; readonly rootTs: string };

/** Longer than `notify` runs (30 s, `serverless.yml`): when it lapses, whoever was posting is dead. */
export const postingLeaseMs = 60_000;

/**
 * A story that is not in the table yet. Until 2026-11 the item of an attempt said where its messages stand: that message goes on
 * as the story's, and whoever is posting it keeps it.
 */
export function newStory(key: StoryKey, root: Item): StoryMessage {
  const earlier = root.messages?.[key.channel];
  if (earlier === undefined) return { key, version: 0, members: [] };
  const { renderedStateVersion, threadedStateVersion, ...reference } = earlier;
  return { key, version: 0, members: [{ key: root.key, renderedStateVersion, threadedStateVersion }], ...reference };
}

/** Whether the message, or its thread, does not show every member as it stands. */
export function isBehind({ members }: Pick<StoryMessage, 'members'>, items: readonly Item[]): boolean {
  return items.some((item) => {
    const member = memberOf(members, item.key);
    return member.renderedStateVersion < item.stateVersion || member.threadedStateVersion < item.stateVersion;
  });
}

/** What is recorded of a member; of one that the message does not show yet, nothing. */
export function memberOf(members: readonly StoryMember[], key: ItemKey): StoryMember {
  return (
    members.find((member) => isSameKey(member.key, key)) ?? { key, renderedStateVersion: 0, threadedStateVersion: 0 }
  );
}

/** Whether somebody is posting now. */
export function isLeased({ leaseId, dueAtMs = 0 }: StoryMessage, nowMs: number): boolean {
  return leaseId !== undefined && dueAtMs > nowMs;
}

/** Takes the message for as long as an invocation may live. */
export function withLease(story: StoryMessage, leaseId: string, nowMs: number): StoryMessage {
  const { waitUntilMs: _over, ...rest } = story;
  return { ...rest, leaseId, dueAtMs: nowMs + postingLeaseMs };
}

/** Nothing is left to post, although somebody was about to: whoever that was is dead, or was asked to wait. */
export function withNothingDue(story: StoryMessage): StoryMessage {
  const { leaseId: _lapsed, dueAtMs: _due, waitUntilMs: _over, ...rest } = story;
  return rest;
}

/**
 * Writes down what the chat has taken, and frees the message; the same object where another has the lease by now.
 *
 * @param retryAtMs - when somebody shall look again; absent where nothing is left to do
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

/** The story's key as the table has it, in a partition of its own beside the root's. */
export function storyRecordKey({ root, channel }: StoryKey): ItemKey {
  return { target: `${storyPrefix}${root.target}`, attempt: `${root.attempt}#${channel}` };
}

/** The story of such a key of the table; `undefined` for any other. */
export function storyKeyOf({ target, attempt }: ItemKey): StoryKey | undefined {
  if (!target.startsWith(storyPrefix)) return undefined;
  const end = attempt.lastIndexOf('#');
  const root = { target: target.slice(storyPrefix.length), attempt: attempt.slice(0, end) };
  return { by: 'attempt', root, channel: attempt.slice(end + 1) };
}
