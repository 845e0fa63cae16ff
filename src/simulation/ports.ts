import type { DiscoverPorts, NotifyPorts, RequestPorts, SweepPorts } from '../lib/flow/index.ts';
import { ownScope } from '../lib/model/discovery.ts';
import { type Bus, type Chat, ChatBusy, type Clock, type Log, type Timer } from '../lib/ports.ts';
import {
  type CallOptions,
  createProtonProvider,
  type ProtonOperation,
  referenceOf,
} from '../lib/providers/proton/index.ts';
import { runnableCommands } from '../lib/slack/commands/index.ts';
import { createControlsStore, createDiscoveryRecords, createStore, type Table } from '../lib/store/index.ts';
import type { Invocation } from './invocation.ts';
import { asProtonApi } from './proton-in-process.ts';
import type { World } from './world.ts';

/** What the functions get in the simulation: the bot's real code on ports that may fail. */
export type SimulatedPorts = RequestPorts & NotifyPorts & SweepPorts & DiscoverPorts;

const commands = runnableCommands();
const earlyMs = 30_000;
const lateMs = 120_000;
const chatRetryAfterMs = 7_000;

/** Wires one invocation. */
export function buildPorts(
  world: World,
  invocation: Invocation,
  proton: (operation: ProtonOperation, input: object, options: CallOptions) => Record<string, unknown>,
): SimulatedPorts {
  const clock: Clock = { now: () => world.clock.now() + (world.options.skewMs?.(world.clock.now()) ?? 0) };
  const random = { uuid: () => world.uuid() };
  const api = asProtonApi((operation, input, options) =>
    invocation.call(`Proton ${operation}`, protonFailures, () => proton(operation, input, options)),
  );
  const storage = { table: faultyTable(world.table, invocation), tableName: 'simulated', clock, random };
  const hints: DiscoverPorts['hints'] = {
    enqueue: (sent) =>
      invocation.call('SQS SendMessageBatch', genericFailures, () => {
        for (const hint of sent) world.sendHint(hint);
      }),
  };
  return {
    provider: createProtonProvider(api),
    store: createStore(storage),
    controls: createControlsStore(storage),
    build: 'simulated',
    records: createDiscoveryRecords(storage),
    sources: [{ provider: 'proton', scope: ownScope, intervalMs: 60_000 }],
    hints,
    queue: hints,
    jobs: {
      enqueue: (jobs) =>
        invocation.call('SQS SendMessageBatch', genericFailures, () => {
          for (const job of jobs) world.discoverQueue.send(job);
        }),
    },
    scopeOf: () => ownScope,
    horizonMs: 2 * 60 * 60_000,
    remainingMs: () => 30_000,
    bus: createBus(world, invocation),
    timer: createTimer(world, invocation),
    chat: createChat(world, invocation),
    clock,
    random,
    log: createLog(world),
    rules: async () => world.options.rules,
    settings: { minimumScheduleLeadMs: 60_000 },
    referenceOf,
    resourceManagers: [],
    commands,
    channelsFor: world.options.channelsFor,
    channelId: (name) => name.replace(/^#/, ''),
    authorize: world.options.authorize ?? (async () => ({ allowed: true })),
  };
}

function failure(name: string, httpStatusCode?: number): Error {
  const error = Object.assign(new Error(name), httpStatusCode === undefined ? {} : { $metadata: { httpStatusCode } });
  error.name = name;
  return error;
}

const protonFailures = {
  fail: () => failure('InternalServerException', 500),
  throttle: () => failure('ThrottlingException', 400),
  loseAnswer: () => failure('TimeoutError'),
};

const genericFailures = {
  fail: () => failure('InternalServerError', 500),
  throttle: () => failure('ThrottlingException', 400),
  loseAnswer: () => failure('TimeoutError'),
};

const chatFailures = {
  fail: () => new ChatBusy(chatRetryAfterMs),
  throttle: () => new ChatBusy(chatRetryAfterMs),
  loseAnswer: () => new ChatBusy(chatRetryAfterMs),
};

/** The SDK repeats a write whose answer was lost: the store must recognise its own write by its `writeId`. */
const repeated = failure('AnswerLost');

function faultyTable(table: Table, invocation: Invocation): Table {
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
    putItem: (input) => twiceIfLost('DynamoDB PutItem', () => table.putItem(input)),
    query: (input) => twiceIfLost('DynamoDB Query', () => table.query(input)),
    batchWriteItem: (input) => twiceIfLost('DynamoDB BatchWriteItem', () => table.batchWriteItem(input)),
  };
}

function createBus(world: World, invocation: Invocation): Bus {
  return {
    publish: (entries) =>
      invocation.call('EventBridge PutEvents', genericFailures, () => {
        for (const entry of entries) {
          world.published.push(entry);
          const { target, attempt } = entry;
          if (attempt === undefined) continue;
          world.deliver((delayMs) => world.notifyQueue.send({ key: { target, attempt }, entryId: entry.id }, delayMs));
        }
        return [];
      }),
    wakeNotifier: (key) =>
      invocation.call('EventBridge PutEvents', genericFailures, () => {
        world.deliver((delayMs) => world.notifyQueue.send({ key, entryId: undefined }, delayMs));
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
    answer: (address, answer) =>
      invocation.call('Slack answer', chatFailures, () => {
        world.chat.answers.push({ userId: address.userId, answer });
      }),
    announce: () => invocation.call('Slack announce', chatFailures, () => undefined),
    membersOf: async () => [],
  };
}

function createLog(world: World): Log {
  const write = (level: string) => (message: string, fields?: unknown) => {
    world.logs.push({ level, message, fields });
  };
  return { info: write('info'), warn: write('warn'), error: write('error') };
}
