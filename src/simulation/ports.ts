import type { DiscoverPorts, NotificationPorts, NotifyPorts, RequestPorts, SweepPorts } from '../lib/flow/index.ts';
import { usualAlerts } from '../lib/model/alerts.ts';
import { type DiscoveryJob, ownScope } from '../lib/model/discovery.ts';
import type { Item, ItemKey } from '../lib/model/item.ts';
import type { Hint } from '../lib/model/reference.ts';
import type { Subject } from '../lib/model/subject.ts';
import type { TrailEntry } from '../lib/model/trail.ts';
import { type Bus, type Chat, ChatBusy, type Clock, type Log, type Timer } from '../lib/ports.ts';
import type { Rules } from '../lib/rules/index.ts';
import { runnableCommands } from '../lib/slack/commands/index.ts';
import {
  createControlsStore,
  createDiscoveryRecords,
  createStore,
  fromRecord,
  type Table,
  type TableRecord,
} from '../lib/store/index.ts';
import type { BackEnd } from './back-end.ts';
import type { ChatRecorder } from './chat-recorder.ts';
import { defectInLog } from './defects.ts';
import type { FaultInjector, Moment, TimerOutcome } from './faults.ts';
import { FenceWatch, type Performed } from './fence-watch.ts';
import { failure, genericFailures, type Invocation } from './invocation.ts';
import { cancelledTransaction, type MemoryTable } from './memory-table.ts';
import type { SimulatedQueue } from './queue.ts';
import type { VirtualClock } from './virtual-clock.ts';

/** What the functions get in the simulation: the bot's real code on ports that may fail. */
export type SimulatedPorts = RequestPorts & NotifyPorts & SweepPorts & DiscoverPorts;

/** What the ports reach of the world: where their calls lead, and what is noted of them. */
export interface PortsContext {
  readonly clock: Pick<VirtualClock, 'now' | 'schedule'>;
  readonly backEnd: BackEnd;
  readonly table: MemoryTable;
  readonly chat: ChatRecorder;
  readonly notifyQueue: Pick<SimulatedQueue<{ readonly key: ItemKey; readonly entryIds: readonly string[] }>, 'send'>;
  readonly published: TrailEntry[];
  readonly performed: Performed[];
  readonly leases: Set<string>;
  readonly faults: Pick<FaultInjector, 'addCost'>;
  readonly defects: string[];
  readonly logs: { readonly level: string; readonly message: string; readonly fields: unknown }[];
  readonly options: {
    readonly rules: Rules;
    readonly rulesOf?: (build: string) => Rules;
    readonly channelsFor: (subject: Subject) => readonly string[];
    readonly authorize?: RequestPorts['authorize'];
  };
  uuid(): string;
  count(): number;
  takeTimerOutcome(): TimerOutcome;
  deliver(send: (delayMs: number) => void): void;
  sendHint(hint: Hint): void;
  sendJob(job: DiscoveryJob): void;
  sendNotifications(entries: readonly TrailEntry[]): void;
}

const commands = runnableCommands();
const earlyMs = 30_000;
const lateMs = 120_000;
const chatRetryAfterMs = 7_000;
const listEveryMs = 60_000;

/** Wires one invocation. */
export function buildPorts(world: PortsContext, invocation: Invocation): SimulatedPorts {
  const clock: Clock = { now: () => world.clock.now() + invocation.skewMs };
  const random = { uuid: () => world.uuid() };
  const { backEnd, options } = world;
  const { build } = invocation;
  const fence = new FenceWatch(
    build,
    () => world.clock.now(),
    () => world.count(),
    (performed) => world.performed.push(performed),
  );
  const storage = { table: faultyTable(world, invocation, fence), tableName: 'simulated', clock, random };
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
    store: createStore(storage),
    controls: fence.watchControls(createControlsStore(storage)),
    build,
    records: createDiscoveryRecords(storage),
    sources: [{ provider: backEnd.name, scope: ownScope, intervalMs: listEveryMs }],
    hints,
    queue: hints,
    jobs: sendTo((job: DiscoveryJob) => world.sendJob(job)),
    scopeOf: () => ownScope,
    horizonMs: 2 * 60 * 60_000,
    remainingMs: () => invocation.remainingMs,
    bus: createBus(world, invocation),
    timer: createTimer(world, invocation),
    chat: createChat(world, invocation),
    clock,
    wait: (durationMs) => invocation.clock.sleep(durationMs),
    random,
    log: createLog(world),
    rules: async () => options.rulesOf?.(build) ?? options.rules,
    settings: { minimumScheduleLeadMs: 60_000 },
    referenceOf: (target) => backEnd.referenceOf(target),
    resourceManagers: backEnd.resourceManagers(invocation),
    commands,
    channelsFor: options.channelsFor,
    channelId: (name) => name.replace(/^#/, ''),
    alertsFor: () => usualAlerts,
    userIds: (name) => [`U0${name.replace(/^@/, '').toUpperCase()}`],
    authorize: options.authorize ?? (async () => ({ allowed: true })),
    standingOf: async () => ({ groups: [], permissions: [], unknown: [], isOtherWorkspace: false }),
  };
}

/** What delivering a provider's notifications needs. */
export function buildNotificationPorts(
  world: PortsContext,
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
function itemIn(record: TableRecord | undefined): Item | undefined {
  return record?.['body'] === undefined || record['target']?.S === 'controls' ? undefined : fromRecord(record);
}

/** Whether a lease is taken by the write of these items. */
function momentOf(leases: Set<string>, items: readonly (Item | undefined)[]): Moment | undefined {
  const before = leases.size;
  for (const item of items) {
    for (const { state, leaseId } of Object.values(item?.claims ?? {})) if (state === 'leased') leases.add(leaseId);
  }
  return leases.size > before ? 'claim' : undefined;
}

function faultyTable({ table, leases, faults }: PortsContext, invocation: Invocation, fence: FenceWatch): Table {
  const forms = { ...genericFailures, loseAnswer: () => repeated };
  const transactionForms = {
    ...forms,
    // What fails only a transaction: others hold one of its records at the moment.
    fail: () => cancelledTransaction(['TransactionConflict', 'None']),
    throttle: () => cancelledTransaction(['None', 'ThrottlingError']),
  };
  async function twiceIfLost<Value>(
    label: string,
    run: () => Promise<Value>,
    failures = forms,
    moment?: Moment,
    onLost: () => void = () => undefined,
  ): Promise<Value> {
    try {
      return await invocation.call(label, failures, run, moment);
    } catch (error) {
      if (error !== repeated) throw error;
      onLost();
      return run();
    }
  }
  let lostClaim: TableRecord | undefined;
  /** Where somebody has written since, nobody can see that a claim was won whose answer was lost: that costs its lease. */
  function countLostClaim(shown: TableRecord | undefined): void {
    if (lostClaim !== undefined && shown?.['writeId']?.S !== lostClaim['writeId']?.S) faults.addCost();
    lostClaim = undefined;
  }
  return {
    getItem: async (input) => {
      const answer = await twiceIfLost('DynamoDB GetItem', () => table.getItem(input));
      countLostClaim(answer.Item);
      return answer;
    },
    putItem: (input) => {
      const item = itemIn(input.Item);
      const write = () => {
        fence.wrote(item);
        return table.putItem(input);
      };
      const moment = momentOf(leases, [item]);
      const onLost = () => {
        lostClaim = moment === 'claim' ? input.Item : undefined;
      };
      return twiceIfLost('DynamoDB PutItem', write, forms, moment, onLost);
    },
    transactWriteItems: (input) => {
      const items = (input.TransactItems ?? []).map(({ Put }) => itemIn(Put?.Item));
      const write = () => {
        for (const item of items) fence.wrote(item);
        return table.transactWriteItems(input);
      };
      return twiceIfLost('DynamoDB TransactWriteItems', write, transactionForms, momentOf(leases, items));
    },
    query: (input) => twiceIfLost('DynamoDB Query', () => table.query(input)),
    batchWriteItem: (input) => twiceIfLost('DynamoDB BatchWriteItem', () => table.batchWriteItem(input)),
  };
}

function createBus(world: PortsContext, invocation: Invocation): Bus {
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

function createTimer(world: PortsContext, invocation: Invocation): Timer {
  return {
    arm: (_key, atMs, hint) =>
      invocation.call('Scheduler CreateSchedule', genericFailures, () => {
        const outcome = world.takeTimerOutcome();
        const fire = (whenMs: number) => world.clock.schedule(whenMs, () => world.sendHint(hint));
        if (outcome === 'early') fire(Math.max(world.clock.now(), atMs - earlyMs));
        if (outcome === 'onTime' || outcome === 'twice') fire(atMs);
        if (outcome === 'twice') fire(atMs);
        if (outcome === 'late') fire(atMs + lateMs);
      }),
  };
}

function createChat(world: PortsContext, invocation: Invocation): Chat {
  return {
    show: (channel, view, ts) => invocation.call('Slack show', chatFailures, () => world.chat.show(channel, view, ts)),
    reply: (_channel, ts, item, entries) =>
      invocation.call('Slack reply', chatFailures, () => world.chat.reply(ts, item, entries)),
    alert: (channel, _ts, alert) =>
      invocation.call('Slack alert', chatFailures, () => world.chat.alert(channel, alert)),
    answer: ({ responseUrl, channelId, userId }, answer) =>
      invocation.call('Slack answer', chatFailures, () => {
        world.chat.answers.push({
          responseUrl,
          channelId,
          userId,
          answer,
          order: world.count(),
          atMs: world.clock.now(),
        });
      }),
    announce: (channel, notification) =>
      invocation.call('Slack announce', chatFailures, () => {
        world.chat.announced.push({ channel, notification });
      }),
    membersOf: async () => [],
  };
}

function createLog(world: PortsContext): Log {
  const write = (level: string) => (message: string, fields?: unknown) => {
    world.logs.push({ level, message, fields });
    const defect = defectInLog(fields);
    if (defect !== undefined) world.defects.push(`${message}: ${defect}`);
  };
  return { info: write('info'), warn: write('warn'), error: write('error') };
}
