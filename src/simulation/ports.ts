import type { DiscoverPorts, NotificationPorts, NotifyPorts, RequestPorts, SweepPorts } from '../lib/flow/index.ts';
import { type DiscoveryJob, ownScope } from '../lib/model/discovery.ts';
import type { Item } from '../lib/model/item.ts';
import type { Hint } from '../lib/model/reference.ts';
import { type Bus, type Chat, ChatBusy, type Clock, type Log, type Timer } from '../lib/ports.ts';
import { runnableCommands } from '../lib/slack/commands/index.ts';
import {
  createControlsStore,
  createDiscoveryRecords,
  createStore,
  type Table,
  type TableRecord,
} from '../lib/store/index.ts';
import { defectInLog } from './defects.ts';
import { FenceWatch } from './fence-watch.ts';
import { failure, genericFailures, type Invocation } from './invocation.ts';
import type { MemoryTable } from './memory-table.ts';
import type { World } from './world.ts';

/** What the functions get in the simulation: the bot's real code on ports that may fail. */
export type SimulatedPorts = RequestPorts & NotifyPorts & SweepPorts & DiscoverPorts;

const commands = runnableCommands();
const earlyMs = 30_000;
const lateMs = 120_000;
const chatRetryAfterMs = 7_000;
const listEveryMs = 60_000;

/** Wires one invocation. */
export function buildPorts(world: World, invocation: Invocation): SimulatedPorts {
  const clock: Clock = { now: () => world.clock.now() + invocation.skewMs };
  const random = { uuid: () => world.uuid() };
  const { backEnd, options } = world;
  const fence = new FenceWatch(
    () => world.clock.now(),
    () => world.count(),
    (performed) => world.performed.push(performed),
  );
  const storage = { table: faultyTable(world.table, invocation, fence), tableName: 'simulated', clock, random };
  /** As a queue on AWS: nothing to send is no call. */
  const sendTo = <Body>(send: (body: Body) => void) => ({
    enqueue: async (bodies: readonly Body[]) => {
      if (bodies.length === 0) return;
      await invocation.call('SQS SendMessageBatch', genericFailures, () => bodies.forEach(send));
    },
  });
  const hints = sendTo((hint: Hint) => world.sendHint(hint));
  return {
    provider: fence.watch(backEnd.provider(invocation)),
    store: createStore({ ...storage, codec: world.table.codec }),
    controls: fence.watchControls(createControlsStore(storage)),
    build: 'simulated',
    records: createDiscoveryRecords(storage),
    sources: [{ provider: backEnd.name, scope: ownScope, intervalMs: listEveryMs }],
    hints,
    queue: hints,
    jobs: sendTo((job: DiscoveryJob) => world.sendJob(job)),
    scopeOf: () => ownScope,
    horizonMs: 2 * 60 * 60_000,
    remainingMs: () => 30_000,
    bus: createBus(world, invocation),
    timer: createTimer(world, invocation),
    chat: createChat(world, invocation),
    clock,
    random,
    log: createLog(world),
    rules: async () => options.rules,
    settings: { minimumScheduleLeadMs: 60_000 },
    referenceOf: (target) => backEnd.referenceOf(target),
    resourceManagers: backEnd.resourceManagers(invocation),
    commands,
    channelsFor: options.channelsFor,
    channelId: (name) => name.replace(/^#/, ''),
    authorize: options.authorize ?? (async () => ({ allowed: true })),
  };
}

/** What delivering a provider's notifications needs. */
export function buildNotificationPorts(
  world: World,
  invocation: Invocation,
  channels: readonly string[],
): NotificationPorts {
  const { store, chat, clock, log } = buildPorts(world, invocation);
  return { store, chat, clock, log, channelsFor: () => channels, digest: (text) => text };
}

const chatFailures = {
  fail: () => new ChatBusy(chatRetryAfterMs),
  throttle: () => new ChatBusy(chatRetryAfterMs),
  loseAnswer: () => new ChatBusy(chatRetryAfterMs),
};

/** The SDK repeats a write whose answer was lost: the store must recognise its own write by its `writeId`. */
const repeated = failure('AnswerLost');

/** The item that is written, if it is one. */
function itemIn(table: MemoryTable, record: TableRecord | undefined): Item | undefined {
  return record?.['body'] === undefined || record['target']?.S === 'controls'
    ? undefined
    : table.codec.fromRecord(record);
}

function faultyTable(table: MemoryTable, invocation: Invocation, fence: FenceWatch): Table {
  const forms = { ...genericFailures, loseAnswer: () => repeated };
  async function twiceIfLost<Value>(label: string, run: () => Promise<Value>): Promise<Value> {
    try {
      return await invocation.call(label, forms, run);
    } catch (error) {
      if (error === repeated) return run();
      throw error;
    }
  }
  return {
    getItem: (input) => twiceIfLost('DynamoDB GetItem', () => table.getItem(input)),
    putItem: (input) =>
      twiceIfLost('DynamoDB PutItem', () => {
        fence.wrote(itemIn(table, input.Item));
        return table.putItem(input);
      }),
    query: (input) => twiceIfLost('DynamoDB Query', () => table.query(input)),
    batchWriteItem: (input) => twiceIfLost('DynamoDB BatchWriteItem', () => table.batchWriteItem(input)),
  };
}

function createBus(world: World, invocation: Invocation): Bus {
  return {
    publish: (entries) =>
      invocation.call('EventBridge PutEvents', genericFailures, () => {
        world.published.push(...entries);
        world.sendNotifications(entries);
        return [];
      }),
    wakeNotifier: (key) =>
      invocation.call('EventBridge PutEvents', genericFailures, () => {
        world.deliver((delayMs) => world.notifyQueue.send({ key, entryIds: [] }, delayMs));
      }),
  };
}

function createTimer(world: World, invocation: Invocation): Timer {
  return {
    arm: (_key, atMs, hint) =>
      invocation.call('Scheduler CreateSchedule', genericFailures, () => {
        const firing = world.takeFiring();
        const fire = (whenMs: number) => world.clock.schedule(whenMs, () => world.sendHint(hint));
        if (firing === 'early') fire(Math.max(world.clock.now(), atMs - earlyMs));
        if (firing === 'onTime' || firing === 'twice') fire(atMs);
        if (firing === 'twice') fire(atMs);
        if (firing === 'late') fire(atMs + lateMs);
      }),
  };
}

function createChat(world: World, invocation: Invocation): Chat {
  return {
    show: (channel, view, ts) => invocation.call('Slack show', chatFailures, () => world.chat.show(channel, view, ts)),
    reply: (_channel, ts, _item, entries) =>
      invocation.call('Slack reply', chatFailures, () => world.chat.reply(ts, entries)),
    answer: ({ responseUrl, channelId, userId }, answer) =>
      invocation.call('Slack answer', chatFailures, () => {
        world.chat.answers.push({ responseUrl, channelId, userId, answer, order: world.count() });
      }),
    announce: (channel, notification) =>
      invocation.call('Slack announce', chatFailures, () => {
        world.chat.announced.push({ channel, notification });
      }),
    membersOf: async () => [],
  };
}

function createLog(world: World): Log {
  const write = (level: string) => (message: string, fields?: unknown) => {
    world.logs.push({ level, message, fields });
    const defect = defectInLog(fields);
    if (defect !== undefined) world.defects.push(`${message}: ${defect}`);
  };
  return { info: write('info'), warn: write('warn'), error: write('error') };
}
