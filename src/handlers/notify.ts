import { notificationParsers } from 'proton-bot:providers';
import {
  createDynamoDbClient,
  createLog,
  createMessageDelay,
  createSqsClient,
  createTable,
  digestOf,
  keptMs,
  requireEnvironment,
  systemClock,
  systemRandom,
} from '../lib/aws/index.ts';
import { type Intake, MalformedMessage, takeIn, type WakeUp } from '../lib/aws/messages/index.ts';
import { deliverNotification, notify } from '../lib/flow/index.ts';
import type { ItemKey } from '../lib/model/item.ts';
import { matchKeysOf, type ProviderNotification } from '../lib/model/provider-notification.ts';
import { alertsFor, channelId, channelsFor, channelsForNotification, mentionedPeople } from '../lib/routing/index.ts';
import { createStore } from '../lib/store/index.ts';
import { partitioned, queueHandler, type Read, readAll, runTasks, type Task } from './batch/index.ts';
import { botConfiguration, chatSettings, createChat } from './composition/chat.ts';

/** An event of the bot's own bus, or one of a provider that is posted unchanged. */
type Content = Exclude<Intake, { kind: 'hint' }>;

/** Slack accepts about one message per second and channel, so more in parallel would only be rejected. */
const parallelItems = 3;

// All at once, so that one failed deploy shows everything that is missing.
const environment = requireEnvironment([
  'PROTON_BOT_TABLE',
  'PROTON_BOT_KEPT_DAYS',
  'PROTON_BOT_NOTIFY_QUEUE_URL',
  ...chatSettings,
]);
const log = createLog();
const chat = createChat(log);
const store = createStore({
  table: createTable(createDynamoDbClient()),
  tableName: environment.PROTON_BOT_TABLE,
  clock: systemClock,
  random: systemRandom,
  keptMs: keptMs(environment),
});
const ports = { store, chat, clock: systemClock, random: systemRandom, log };

async function notifyOf(key: ItemKey, entryIds: readonly string[]): Promise<void> {
  const routes = {
    channelsFor: channelsFor.bind(undefined, botConfiguration),
    channelId: channelId.bind(undefined, botConfiguration),
    alertsFor: alertsFor.bind(undefined, botConfiguration),
    userIds: (name: string) => mentionedPeople(botConfiguration, name)?.users ?? [],
  };
  await notify({ ...ports, ...routes }, key, new Set(entryIds));
}

async function announce(notification: ProviderNotification): Promise<void> {
  const channels = (notification: ProviderNotification) =>
    channelsForNotification(botConfiguration, matchKeysOf(notification));
  await deliverNotification({ ...ports, channelsFor: channels, digest: digestOf }, notification);
}

/** @throws MalformedMessage, MalformedEvent */
function read(body: string): Content {
  const content = takeIn(body, notificationParsers);
  if (content.kind !== 'hint') return content;
  throw new MalformedMessage('it is a hint, which belongs on the queue of observe: check the event rules');
}

/** The partition key: messages of one item, or of one notification, are handled one after the other. */
function partitionKeyOf({ content }: Read<Content>): string {
  if (content.kind === 'wakeUp') return keyText(content.wakeUp);
  return content.kind === 'notification' ? `notification\n${content.notification.id}` : '';
}

function keyText({ key }: WakeUp): string {
  return key ? `${key.target}\n${key.attempt}` : '';
}

/**
 * All messages about one item become one task: a burst of events is one update of its message. Duplicate deliveries also become
 * one task.
 */
function taskFor(group: readonly Read<Content>[]): readonly Task[] {
  const messages = group.map(({ message }) => message);
  const first = group[0]?.content;
  if (first?.kind === 'notification') {
    return [{ messages, run: () => announce(first.notification) }];
  }
  const wakeUps = group.flatMap(({ content }) => (content.kind === 'wakeUp' ? content.wakeUp : []));
  const key = wakeUps[0]?.key;
  // A refusal without an item has no message; it is in the trail.
  if (key === undefined) return [];
  return [
    {
      messages,
      run: () =>
        notifyOf(
          key,
          wakeUps.flatMap(({ entryId }) => entryId ?? []),
        ),
    },
  ];
}

/** Updates the live messages of items, and posts the notifications of providers. */
export const handler = queueHandler({
  log,
  delay: createMessageDelay(createSqsClient(), environment.PROTON_BOT_NOTIFY_QUEUE_URL),
  work: async (messages, context) => {
    const { readable, unreadable } = readAll(messages, read);
    for (const { content } of readable) {
      if (content.kind === 'ignored')
        log.info('ignored an event', { eventId: content.eventId, reason: content.reason });
    }
    const groups = partitioned(readable, partitionKeyOf);
    const remainingMs = () => context.getRemainingTimeInMillis();
    const failures = await runTasks(groups.map(taskFor), { partitions: parallelItems, remainingMs });
    return [...unreadable, ...failures];
  },
});
