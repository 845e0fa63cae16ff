import type { PageEvent, Snapshot } from '../protocol.ts';
import type { TimelineEntry, TimelineKind } from '../timeline.ts';
import type { Channel, Ephemeral, Message, View } from '../workspace/types.ts';

/** All that the page shows is a function of this. */
export interface PageState {
  readonly snapshot: Snapshot | undefined;
  readonly connected: boolean;
  /** By channel and ts. */
  readonly messages: ReadonlyMap<string, Message>;
  readonly ephemerals: ReadonlyMap<string, Ephemeral>;
  readonly views: Readonly<Record<string, readonly View[]>>;
  readonly timeline: readonly TimelineEntry[];
  readonly personId: string;
  readonly channelId: string;
  readonly threadTs: string | undefined;
  /** The message that the address names. */
  readonly highlightedTs: string | undefined;
  /** What has been seen of each channel, as the last ts. */
  readonly seen: Readonly<Record<string, string>>;
  readonly hiddenKinds: ReadonlySet<TimelineKind>;
  readonly targetFilter: string;
  /** On narrow windows the timeline is shown in place of the messages. */
  readonly showsTimeline: boolean;
}

export const initialState: PageState = {
  snapshot: undefined,
  connected: false,
  messages: new Map(),
  ephemerals: new Map(),
  views: {},
  timeline: [],
  personId: '',
  channelId: '',
  threadTs: undefined,
  highlightedTs: undefined,
  seen: {},
  hiddenKinds: new Set(),
  targetFilter: '',
  showsTimeline: false,
};

/** The state after an event of the stream. */
export function applyEvent(state: PageState, event: PageEvent): PageState {
  switch (event.type) {
    case 'snapshot':
      return applySnapshot(state, event);
    case 'message':
      return { ...state, messages: new Map(state.messages).set(keyOf(event.message), event.message) };
    case 'messageDeleted':
      return { ...state, messages: without(state.messages, keyOf(event)) };
    case 'ephemeral':
      return { ...state, ephemerals: new Map(state.ephemerals).set(event.ephemeral.ts, event.ephemeral) };
    case 'ephemeralDeleted':
      return { ...state, ephemerals: without(state.ephemerals, event.ts) };
    case 'views':
      return { ...state, views: { ...state.views, [event.personId]: event.views } };
    case 'timeline':
      return { ...state, timeline: [...state.timeline, event.entry] };
    default:
      return state;
  }
}

/** A snapshot comes again after a lost connection; what this page alone knows is kept. */
function applySnapshot(state: PageState, snapshot: Snapshot): PageState {
  const messages = new Map(snapshot.messages.map((message) => [keyOf(message), message]));
  const knowsPerson = snapshot.people.some((person) => person.id === state.personId);
  const knowsChannel = snapshot.channels.some((channel) => channel.id === state.channelId);
  return {
    ...state,
    snapshot,
    messages,
    views: snapshot.views,
    timeline: snapshot.timeline,
    personId: knowsPerson ? state.personId : (snapshot.people[0]?.id ?? ''),
    channelId: knowsChannel ? state.channelId : (snapshot.channels[0]?.id ?? ''),
    seen: state.snapshot === undefined ? lastOf(snapshot.messages) : state.seen,
  };
}

function keyOf({ channel, ts }: { readonly channel: string; readonly ts: string }): string {
  return `${channel} ${ts}`;
}

function without<Value>(map: ReadonlyMap<string, Value>, key: string): ReadonlyMap<string, Value> {
  const rest = new Map(map);
  rest.delete(key);
  return rest;
}

function lastOf(messages: readonly Message[]): Record<string, string> {
  const last: Record<string, string> = {};
  for (const { channel, ts } of messages) if (ts > (last[channel] ?? '')) last[channel] = ts;
  return last;
}

export type Shown =
  | { readonly kind: 'message'; readonly message: Message }
  | { readonly kind: 'ephemeral'; readonly ephemeral: Ephemeral };

export const tsOf = (shown: Shown): string => (shown.kind === 'message' ? shown.message.ts : shown.ephemeral.ts);

/** What the open channel shows to the person one is, in order. */
export function shownInChannel(state: PageState): Shown[] {
  const messages = [...state.messages.values()].filter(
    (message) => message.channel === state.channelId && (message.threadTs === undefined || message.alsoInChannel),
  );
  return inOrder(
    messages,
    ephemeralsOf(state).filter((ephemeral) => ephemeral.threadTs === undefined),
  );
}

/** What the open thread shows: its first message, then the replies. */
export function shownInThread(state: PageState): Shown[] {
  const { threadTs } = state;
  if (threadTs === undefined) return [];
  const messages = [...state.messages.values()].filter(
    (message) => message.channel === state.channelId && (message.ts === threadTs || message.threadTs === threadTs),
  );
  return inOrder(
    messages,
    ephemeralsOf(state).filter((ephemeral) => ephemeral.threadTs === threadTs),
  );
}

/** The replies of every thread of the open channel, by the thread's first message. */
export function repliesByThread(state: PageState): ReadonlyMap<string, readonly Message[]> {
  const replies = new Map<string, Message[]>();
  for (const message of state.messages.values()) {
    if (message.channel !== state.channelId || message.threadTs === undefined) continue;
    const ofThread = replies.get(message.threadTs);
    if (ofThread === undefined) replies.set(message.threadTs, [message]);
    else ofThread.push(message);
  }
  return replies;
}

/** How many messages of a channel came since it was last looked at. */
export function unseenIn(state: PageState, channelId: string): number {
  const seen = state.seen[channelId] ?? '';
  let count = 0;
  for (const { channel, ts, threadTs } of state.messages.values()) {
    if (channel === channelId && threadTs === undefined && ts > seen) count += 1;
  }
  return count;
}

/** The channels that the person one is can see. */
export function visibleChannels(state: PageState): readonly Channel[] {
  return (state.snapshot?.channels ?? []).filter(
    ({ directMessageWith }) => directMessageWith === undefined || directMessageWith === state.personId,
  );
}

function ephemeralsOf(state: PageState): Ephemeral[] {
  return [...state.ephemerals.values()].filter(
    (ephemeral) => ephemeral.channel === state.channelId && ephemeral.visibleTo === state.personId,
  );
}

function inOrder(messages: readonly Message[], ephemerals: readonly Ephemeral[]): Shown[] {
  const shown: Shown[] = [
    ...messages.map((message) => ({ kind: 'message', message }) as const),
    ...ephemerals.map((ephemeral) => ({ kind: 'ephemeral', ephemeral }) as const),
  ];
  return shown.sort((one, other) => (tsOf(one) < tsOf(other) ? -1 : 1));
}
