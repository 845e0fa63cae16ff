import {
  createDynamoDbClient,
  createLog,
  createMessageDelay,
  createSqsClient,
  createTable,
  requireEnvironment,
  systemClock,
  systemRandom,
} from '../lib/aws/index.ts';
import { type Notification, readNotification } from '../lib/aws/messages/index.ts';
import { notify } from '../lib/flow/index.ts';
import type { ItemKey } from '../lib/model/item.ts';
import { channelId, channelsFor } from '../lib/people/index.ts';
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

async function tell(key: ItemKey, entryIds: readonly string[]): Promise<void> {
  const ports = {
    store,
    chat,
    clock: systemClock,
    random: systemRandom,
    log,
    channelsFor: channelsFor.bind(undefined, botConfiguration),
    channelId: channelId.bind(undefined, botConfiguration),
  };
  await notify(ports, key, new Set(entryIds));
}

/** All that concerns one item becomes one task: a burst of events is one update of its message. */
function taskFor(group: readonly Read<Notification>[]): readonly Task[] {
  const key = group[0]?.content.key;
  const messages = group.map(({ message }) => message);
  // A refusal that concerns no item has nothing to show; it is in the trail.
  if (key === undefined) return [];
  return [
    {
      messages,
      run: () =>
        tell(
          key,
          group.flatMap(({ content }) => content.entryId ?? []),
        ),
    },
  ];
}

/** Brings the live messages of items up to their state. */
export const handler = queueHandler({
  log,
  delay: createMessageDelay(createSqsClient(), environment.PROTON_BOT_NOTIFY_QUEUE_URL),
  work: async (messages, context) => {
    const { readable, unreadable } = readAll(messages, readNotification);
    const groups = inLanes(readable, ({ content: { key } }) => (key ? `${key.target}\n${key.attempt}` : ''));
    const remainingMs = () => context.getRemainingTimeInMillis();
    const failures = await runTasks(groups.map(taskFor), { lanes: parallelItems, remainingMs });
    return [...unreadable, ...failures];
  },
});
