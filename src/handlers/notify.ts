import { noticeReaders } from 'proton-bot:providers';
import {
  createDynamoDbClient,
  createLog,
  createMessageDelay,
  createSqsClient,
  createTable,
  digestOf,
  requireEnvironment,
  systemClock,
  systemRandom,
} from '../lib/aws/index.ts';
import { type Notification, readToTell, type ToTell } from '../lib/aws/messages/index.ts';
import { notify, tellNotice } from '../lib/flow/index.ts';
import type { ItemKey } from '../lib/model/item.ts';
import { type Notice, subjectOf } from '../lib/model/notice.ts';
import { channelId, channelsFor } from '../lib/routing/index.ts';
import { createStore } from '../lib/store/index.ts';
import { inLanes, queueHandler, type Read, readAll, runTasks, type Task } from './batch/index.ts';
import { botConfiguration, chatSettings, createChat } from './composition/chatting.ts';

/** Slack takes about a message a second and channel: more side by side would only be turned away. */
const parallelItems = 3;

// All at once, so that whoever deploys learns of everything that is missing.
const environment = requireEnvironment(['PROTON_BOT_TABLE', 'PROTON_BOT_NOTIFY_QUEUE_URL', ...chatSettings]);
const log = createLog();
const chat = createChat(log);
const store = createStore({
  table: createTable(createDynamoDbClient()),
  tableName: environment.PROTON_BOT_TABLE,
  clock: systemClock,
  random: systemRandom,
});
const ports = { store, chat, clock: systemClock, random: systemRandom, log };

async function tell(key: ItemKey, entryIds: readonly string[]): Promise<void> {
  const routes = {
    channelsFor: channelsFor.bind(undefined, botConfiguration),
    channelId: channelId.bind(undefined, botConfiguration),
  };
  await notify({ ...ports, ...routes }, key, new Set(entryIds));
}

/** News that are told, by now or before; what is told under which event's id is for whoever replays events. */
async function announce(notice: Notice, eventIds: readonly string[]): Promise<void> {
  const channels = (news: Notice) => channelsFor(botConfiguration, subjectOf(news));
  await tellNotice({ ...ports, channelsFor: channels, digest: digestOf }, notice);
  const { target, status } = notice;
  for (const eventId of eventIds) log.info('took an event for news', { eventId, target, status });
}

function eventIdsOf(group: readonly Read<ToTell>[]): readonly string[] {
  return group.flatMap(({ content }) => (content.about === 'notice' ? content.eventId : []));
}

/** What is told one after the other: all of one item, all of one notice. */
function laneOf({ content }: Read<ToTell>): string {
  if (content.about === 'item') return keyText(content.notification);
  return content.about === 'notice' ? `notice\n${content.notice.id}` : '';
}

function keyText({ key }: Notification): string {
  return key ? `${key.target}\n${key.attempt}` : '';
}

/** All that concerns one item becomes one task: a burst of events is one update of its message. So does what was delivered twice. */
function taskFor(group: readonly Read<ToTell>[]): readonly Task[] {
  const messages = group.map(({ message }) => message);
  const first = group[0]?.content;
  if (first?.about === 'notice') return [{ messages, run: () => announce(first.notice, eventIdsOf(group)) }];
  const notifications = group.flatMap(({ content }) => (content.about === 'item' ? content.notification : []));
  const key = notifications[0]?.key;
  // A refusal that concerns no item has nothing to show; it is in the trail.
  if (key === undefined) return [];
  return [
    {
      messages,
      run: () =>
        tell(
          key,
          notifications.flatMap(({ entryId }) => entryId ?? []),
        ),
    },
  ];
}

/** Brings the live messages of items up to their state, and tells the news of providers. */
export const handler = queueHandler({
  log,
  delay: createMessageDelay(createSqsClient(), environment.PROTON_BOT_NOTIFY_QUEUE_URL),
  work: async (messages, context) => {
    const { readable, unreadable } = readAll(messages, (body) => readToTell(body, noticeReaders));
    for (const { content } of readable) {
      if (content.about === 'nothing')
        log.info('ignored an event', { eventId: content.eventId, reason: content.reason });
    }
    const groups = inLanes(readable, laneOf);
    const remainingMs = () => context.getRemainingTimeInMillis();
    const failures = await runTasks(groups.map(taskFor), { lanes: parallelItems, remainingMs });
    return [...unreadable, ...failures];
  },
});
