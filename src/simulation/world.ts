import {
  commandQueue,
  deliverNotification,
  discover,
  handleDelivery,
  notify,
  observe,
  type RequestPorts,
  sweep,
} from '../lib/flow/index.ts';
import type { DiscoveryJob } from '../lib/model/discovery.ts';
import type { ItemKey } from '../lib/model/item.ts';
import type { ProviderNotification } from '../lib/model/provider-notification.ts';
import type { Hint } from '../lib/model/reference.ts';
import type { PersonRequest } from '../lib/model/request.ts';
import type { Subject } from '../lib/model/subject.ts';
import type { TrailEntry } from '../lib/model/trail.ts';
import type { Rules } from '../lib/rules/index.ts';
import type { BackEnd, BackEndContext } from './back-end.ts';
import { CallScheduler, type Choice } from './call-scheduler.ts';
import { ChatRecorder } from './chat-recorder.ts';
import { defectIn } from './defects.ts';
import { type Fault, FaultInjector, type FaultPlan, type Moment, type TimerOutcome } from './faults.ts';
import type { Performed } from './fence-watch.ts';
import { Invocation } from './invocation.ts';
import { createMemoryTable, type MemoryTable, type WriteObserver } from './memory-table.ts';
import { buildNotificationPorts, buildPorts, type SimulatedPorts } from './ports.ts';
import { type Delivered, SimulatedQueue } from './queue.ts';
import { QuietSweeps } from './quiet-sweeps.ts';
import { VirtualClock } from './virtual-clock.ts';

const sweepEveryMs = 60_000;
const observeVisibilityMs = 180_000;
const lateMs = 90_000;
/** What failed is tried again after so long (`handlers/batch`); what died, after the visibility timeout. */
const commandRetriesMs = [10_000, 30_000, 90_000];

export interface WorldOptions {
  readonly startMs: number;
  readonly rules: Rules;
  /** The rules of a build, where builds have different ones. */
  readonly rulesOf?: (build: string) => Rules;
  readonly faults: FaultPlan;
  /** Which of several waiting calls goes next. */
  readonly choose: Choice;
  readonly channelsFor: (subject: Subject) => readonly string[];
  readonly authorize?: RequestPorts['authorize'];
  readonly onWrite?: WriteObserver;
  /** Called before each call that the bot makes to the outside: what happens there happens at the worst moment. */
  readonly beforeCall?: (label: string, moment?: Moment) => void;
  /** What strikes such a call, apart from the plan; asked after {@link beforeCall}. */
  readonly strikes?: (label: string) => Fault | undefined;
  /** Whether {@link beforeCall} does nothing at the calls that sweeps and listings make: then these may still be left out. */
  readonly sparesSweeps?: boolean;
  /** What a host's clock shows beside the world's: a clock that jumps, or hosts that are apart. */
  readonly skewMs?: (nowMs: number, invocation: number) => number;
  /** Whether sweeps that can neither find nor suffer anything are left out; nothing but speed depends on it. */
  readonly leavesOutQuietSweeps?: boolean;
}

/** Everything of one history: a back end, the bot's functions and queues, the table, the chat, and time. */
export class World<SomeBackEnd extends BackEnd = BackEnd> {
  readonly clock: VirtualClock;
  readonly backEnd: SomeBackEnd;
  readonly chat = new ChatRecorder();
  readonly table: MemoryTable;
  readonly faults: FaultInjector;
  /** What the bot's bus was given: anyone may subscribe to it. */
  readonly published: TrailEntry[] = [];
  /** Every call of the bot that was to change something, and whether its fence stood. */
  readonly performed: Performed[] = [];
  /** What people asked for, when it first reached the bot, and how often. */
  readonly requests = new Map<
    string,
    {
      readonly request: PersonRequest;
      readonly firstAtMs: number;
      lastAtMs: number;
      readonly order: number;
      deliveries: number;
    }
  >();
  /** What strikes the first delivery of a request: which of its calls, from 0 or by its moment, and how. */
  readonly troubles = new Map<string, { readonly call: number | Moment; readonly fault: Fault }>();
  /** The leases that were taken, or were to be. */
  readonly leases = new Set<string>();
  /** The builds that are deployed: invocations are of one or the other. */
  builds: readonly string[] = ['build-1'];
  /** The notifications of providers, as they reached the bot; one that was delivered twice is here twice. */
  readonly notifications: ProviderNotification[] = [];
  /** What no fault explains: a function threw it, whoever caught it. */
  readonly defects: string[] = [];
  readonly logs: { readonly level: string; readonly message: string; readonly fields: unknown }[] = [];
  crashes = 0;
  readonly observeQueue: SimulatedQueue<Hint | { readonly event: object }>;
  readonly discoverQueue: SimulatedQueue<DiscoveryJob>;
  readonly notifyQueue: SimulatedQueue<{ readonly key: ItemKey; readonly entryIds: readonly string[] }>;
  readonly newsQueue: SimulatedQueue<ProviderNotification>;
  readonly commandQueue: SimulatedQueue<PersonRequest>;
  /** What is not asked for in chat: run by a function of the bot, and again if it fails. */
  readonly workQueue: SimulatedQueue<(ports: SimulatedPorts) => Promise<unknown>>;
  readonly options: WorldOptions;
  readonly #ids: { count: number; readonly prefix: string };
  #counted = 0;
  #events = 0;
  #timers = 0;
  #invocations = 0;
  #running = 0;
  /** Until when time is let pass: what is done then is not known before. */
  #passesUntilMs = 0;
  readonly #quietSweeps: QuietSweeps;
  readonly #callScheduler: CallScheduler;

  constructor(options: WorldOptions, createBackEnd: (context: BackEndContext) => SomeBackEnd) {
    this.options = options;
    // Worlds that begin at different times share no ids.
    const prefix = Math.floor(options.startMs / 1000)
      .toString(16)
      .padStart(8, '0');
    this.#ids = { count: 0, prefix };
    this.clock = new VirtualClock(options.startMs);
    this.#callScheduler = new CallScheduler(options.choose, () => this.#running <= 1 && !this.clock.isAnythingDue);
    this.table = createMemoryTable(options.onWrite);
    this.backEnd = createBackEnd({
      clock: this.clock,
      uuid: () => this.uuid(),
      emit: (event) => this.deliver((delayMs) => this.observeQueue.send({ event }, delayMs)),
    });
    this.faults = new FaultInjector(
      options.faults,
      (label) => this.backEnd.isActing(label),
      () => this.clock.now() - options.startMs,
    );
    this.#quietSweeps = new QuietSweeps(this.faults, this.table);
    const queue = { clock: this.clock, visibilityTimeoutMs: observeVisibilityMs };
    this.observeQueue = new SimulatedQueue({ ...queue, maximumReceives: 5, handle: (body) => this.#onHint(body) });
    this.discoverQueue = new SimulatedQueue({
      ...queue,
      maximumReceives: 5,
      handle: (job) => this.#onJob(job),
    });
    this.notifyQueue = new SimulatedQueue({
      ...queue,
      maximumReceives: 50,
      handle: (body) => this.#onNotification(body),
    });
    this.newsQueue = new SimulatedQueue({
      ...queue,
      maximumReceives: 50,
      handle: (body) => this.#onProviderNotification(body),
    });
    this.commandQueue = new SimulatedQueue({
      ...queue,
      maximumReceives: commandQueue.maxReceiveCount,
      retryAfterMs: commandRetriesMs,
      handle: (body, receiveCount) => this.#onRequest(body, receiveCount),
    });
    this.workQueue = new SimulatedQueue({
      ...queue,
      maximumReceives: 50,
      retryAfterMs: Array.from({ length: 50 }, () => 10_000),
      handle: (work) => this.#invoke(work),
    });
    this.#scheduleSweep();
  }

  /** Ids in the form of UUIDs, the same in every run. */
  uuid(): string {
    this.#ids.count += 1;
    return `${this.#ids.prefix}-0000-4000-8000-${String(this.#ids.count).padStart(12, '0')}`;
  }

  /** The next number. It shows the order of what happens at the same time. */
  count(): number {
    this.#counted += 1;
    return this.#counted;
  }

  /** Lets time pass; whatever is due on the way happens. */
  async pass(durationMs: number): Promise<void> {
    const untilMs = this.clock.now() + durationMs;
    this.#passesUntilMs = untilMs;
    await this.settle();
    while (this.clock.step(untilMs)) if (!this.#isIdle) await this.settle();
  }

  /** Lets everything happen that can happen without time passing, in the order that the choices say. */
  async settle(): Promise<void> {
    for (;;) {
      while (this.clock.isAnythingDue) this.clock.step(this.clock.now());
      await drained();
      if (this.#callScheduler.isAnyWaiting) this.#callScheduler.release();
      else if (!this.clock.isAnythingDue) return;
    }
  }

  /** From here on nothing goes wrong any more: what was promised must now come true. */
  endFaults(): void {
    this.faults.end();
  }

  /** Whether a message is still on its way through a queue. */
  get isBusy(): boolean {
    const { observeQueue, discoverQueue, notifyQueue, newsQueue, commandQueue: requests, workQueue } = this;
    const queues = [observeQueue, discoverQueue, notifyQueue, newsQueue, requests, workQueue];
    return queues.some(({ open }) => open > 0);
  }

  takeTimerOutcome(): TimerOutcome {
    const outcome = (this.faults.isOn ? this.options.faults.timers.get(this.#timers) : undefined) ?? 'onTime';
    this.#timers += 1;
    return outcome;
  }

  /** Puts something onto a queue as often, and as late, as the plan has it. */
  deliver(send: (delayMs: number) => void): void {
    const delivery = this.#takeDelivery();
    if (delivery === 'drop') return;
    send(delivery === 'late' ? lateMs : 0);
    // The second copy comes at once: the two race each other.
    if (delivery === 'double') send(0);
  }

  /** Sends a hint to the observer: a queue loses nothing, but it may deliver late, or twice. */
  sendHint(hint: Hint): void {
    if (hint.cause === 'sweep') this.#quietSweeps.findSomething();
    const delivery = this.#takeDelivery();
    this.observeQueue.send(hint, delivery === 'late' ? lateMs : 0);
    if (delivery === 'double') this.observeQueue.send(hint);
  }

  /** Sends a job to `discover`. */
  sendJob(job: DiscoveryJob): void {
    this.#quietSweeps.expectJob();
    this.discoverQueue.send(job);
  }

  /** Wakes the notifier. What is published together comes as one batch, but for entries that are late or doubled. */
  sendNotifications(entries: readonly TrailEntry[]): void {
    const batches = new Map<string, { readonly key: ItemKey; readonly entryIds: string[] }>();
    for (const { target, attempt, id } of entries) {
      if (attempt === undefined) continue;
      const key = { target, attempt };
      const delivery = this.#takeDelivery();
      if (delivery === 'late') this.notifyQueue.send({ key, entryIds: [id] }, lateMs);
      if (delivery === 'double') this.notifyQueue.send({ key, entryIds: [id] });
      if (delivery === 'drop' || delivery === 'late') continue;
      const batch = batches.get(`${target} ${attempt}`) ?? { key, entryIds: [] };
      batch.entryIds.push(id);
      batches.set(`${target} ${attempt}`, batch);
    }
    for (const batch of batches.values()) this.notifyQueue.send(batch);
  }

  #takeDelivery() {
    const { events, unplannedEvents } = this.options.faults;
    const delivery = this.faults.isOn ? (events.get(this.#events) ?? unplannedEvents) : 'deliver';
    this.#events += 1;
    return delivery;
  }

  /** Nothing runs, and nothing waits for its turn. */
  get #isIdle(): boolean {
    return this.#running === 0 && !this.#callScheduler.isAnyWaiting && !this.clock.isAnythingDue;
  }

  /** Counts whatever a sweep and its listing could see: as long as it stays, so does what they find, but for what falls due. */
  get #changes(): number {
    return this.backEnd.changes + this.table.openChanges;
  }

  #scheduleSweep(): void {
    this.clock.schedule(this.clock.now() + sweepEveryMs, () => {
      this.#scheduleSweep();
      const skewMs = this.#takeSkewMs();
      if (!this.#passesOverSweep(skewMs)) void this.#sweep(skewMs);
    });
  }

  #passesOverSweep(skewMs: number): boolean {
    const { leavesOutQuietSweeps, beforeCall, sparesSweeps } = this.options;
    const isWatched = beforeCall !== undefined && sparesSweeps !== true;
    if (leavesOutQuietSweeps === false || isWatched || !this.#isIdle) return false;
    const nowMs = this.clock.now() + skewMs;
    if (this.table.nextAttentionAt <= nowMs) return false;
    return this.#quietSweeps.passOver({
      changes: this.#changes,
      nowMs,
      aloneForMs: Math.min(this.clock.nextAtMs, this.#passesUntilMs) - this.clock.now(),
      listingNowMs: () => this.clock.now() + this.#takeSkewMs(),
      skipIds: (count) => {
        this.#ids.count += count;
      },
    });
  }

  async #sweep(skewMs: number): Promise<void> {
    this.#quietSweeps.begin({
      changes: this.#changes,
      ids: this.#ids.count,
      atMs: this.clock.now(),
      isAlone: this.#isIdle,
    });
    const { result } = await this.#invoke((ports) => sweep(ports), skewMs, this.#quietSweeps.labels);
    this.#quietSweeps.end(result === 'done', this.#ids.count, this.clock.now());
  }

  async #onJob(job: DiscoveryJob): Promise<Delivered> {
    let isQuiet = false;
    const delivered = await this.#invoke(
      async (ports) => {
        const found = await discover(ports, job);
        isQuiet = found.outcome === 'listed' && found.ended === 0;
      },
      this.#takeSkewMs(),
      this.#quietSweeps.labels,
    );
    this.#quietSweeps.end(isQuiet, this.#ids.count, this.clock.now());
    return delivered;
  }

  async #onHint(body: Hint | { readonly event: object }): Promise<Delivered> {
    if ('cause' in body) return this.#invoke((ports) => observe(ports, body));
    const parsed = this.backEnd.parseEvent(body.event);
    if (parsed.kind === 'notification') this.newsQueue.send(parsed.notification);
    if (parsed.kind !== 'hint') return { result: 'done' };
    return this.#invoke((ports) => observe(ports, { cause: 'event', reference: parsed.reference }));
  }

  #onNotification({ key, entryIds }: { readonly key: ItemKey; readonly entryIds: readonly string[] }) {
    return this.#invoke((ports) => notify(ports, key, new Set(entryIds)));
  }

  #onProviderNotification(notification: ProviderNotification): Promise<Delivered> {
    this.notifications.push(notification);
    return this.#invoke((_ports, invocation) =>
      deliverNotification(buildNotificationPorts(this, invocation, ['notifications']), notification),
    );
  }

  #onRequest(request: PersonRequest, receiveCount: number): Promise<Delivered> {
    const known = this.requests.get(request.id) ?? {
      request,
      firstAtMs: this.clock.now(),
      lastAtMs: this.clock.now(),
      order: this.count(),
      deliveries: 0,
    };
    known.deliveries += 1;
    known.lastAtMs = this.clock.now();
    this.requests.set(request.id, known);
    const trouble = known.deliveries === 1 ? this.troubles.get(request.id) : undefined;
    return this.#invoke(
      (ports) => handleDelivery(ports, request, receiveCount),
      this.#takeSkewMs(),
      undefined,
      trouble,
    );
  }

  #takeSkewMs(): number {
    this.#invocations += 1;
    return this.options.skewMs?.(this.clock.now(), this.#invocations) ?? 0;
  }

  /** Runs one function to its end, its failure or its death. */
  #invoke(
    run: (ports: SimulatedPorts, invocation: Invocation) => Promise<unknown>,
    skewMs = this.#takeSkewMs(),
    labels?: string[],
    trouble?: { readonly call: number | Moment; readonly fault: Fault },
  ): Promise<Delivered> {
    this.#running += 1;
    let calls = 0;
    return new Promise((resolve) => {
      let hasEnded = false;
      // Of two calls at once, one may fail when the other has been the function's death.
      const end = (delivered: Delivered) => {
        if (hasEnded) return;
        hasEnded = true;
        this.#running -= 1;
        resolve(delivered);
      };
      const invocation = new Invocation({
        clock: this.clock,
        skewMs,
        build: this.builds[this.#invocations % this.builds.length] ?? '',
        gate: this.#callScheduler,
        faults: {
          take: (label, moment) => {
            labels?.push(label);
            const isStruck = trouble !== undefined && (trouble.call === calls || trouble.call === moment);
            const planned = isStruck ? trouble.fault : undefined;
            calls += 1;
            this.options.beforeCall?.(label, moment);
            return this.faults.take(label, this.options.strikes?.(label) ?? planned, moment);
          },
          takeDelayMs: () => this.faults.takeDelayMs(),
        },
        onDeath: () => {
          this.crashes += 1;
          end({ result: 'died' });
        },
      });
      run(buildPorts(this, invocation), invocation).then(
        () => end({ result: 'done' }),
        (error: unknown) => {
          const defect = defectIn(error);
          if (defect !== undefined) this.defects.push(defect.stack ?? defect.message);
          end({ result: 'failed', error });
        },
      );
    });
  }
}

/** Every promise that can go on has gone on: Node runs a tick only when no microtask is left, and nothing here waits for I/O. */
function drained(): Promise<void> {
  return new Promise((resolve) => {
    process.nextTick(resolve);
  });
}
