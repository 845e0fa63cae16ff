import {
  type ControlPlane,
  type ControlPlaneDurations,
  type ControlPlaneState,
  createControlPlane,
  type ProtonEvent,
} from '@proton-bot/control-plane';
import { discover, handleRequest, notify, observe, type RequestPorts, sweep } from '../lib/flow/index.ts';
import type { DiscoveryJob } from '../lib/model/discovery.ts';
import type { ItemKey } from '../lib/model/item.ts';
import type { Hint } from '../lib/model/reference.ts';
import type { PersonRequest } from '../lib/model/request.ts';
import type { Subject } from '../lib/model/subject.ts';
import type { TrailEntry } from '../lib/model/trail.ts';
import { parseProtonEvent } from '../lib/providers/proton/index.ts';
import type { Rules } from '../lib/rules/index.ts';
import type { Table } from '../lib/store/index.ts';
import { ChatRecorder } from './chat-recorder.ts';
import type { Fault, FaultPlan, Firing } from './faults.ts';
import { type Choice, Interleaver } from './interleaver.ts';
import { Invocation } from './invocation.ts';
import { createMemoryTable, type WriteObserver } from './memory-table.ts';
import { buildPorts, type SimulatedPorts } from './ports.ts';
import { protonInProcess, type WireCall } from './proton-in-process.ts';
import { type Delivered, SimulatedQueue } from './queue.ts';
import { VirtualClock } from './virtual-clock.ts';

export const simulatedRegion = 'us-east-1';
export const simulatedAccount = '123456789012';
const sweepEveryMs = 60_000;
const observeVisibilityMs = 180_000;
const lateMs = 90_000;

export interface WorldOptions {
  readonly startMs: number;
  readonly rules: Rules;
  readonly faults: FaultPlan;
  /** Which of several waiting calls goes next. */
  readonly choose: Choice;
  readonly channelsFor: (subject: Subject) => readonly string[];
  readonly authorize?: RequestPorts['authorize'];
  /** `false` is how AWS behaves: the expected-deployment header means nothing to it. */
  readonly honourExpectedDeployment?: boolean;
  readonly durations?: Partial<ControlPlaneDurations>;
  /** A control plane prepared earlier. */
  readonly state?: ControlPlaneState;
  readonly onWrite?: WriteObserver;
  /** Called before each call that the bot makes to the outside: what happens there happens at the worst moment. */
  readonly beforeCall?: (label: string, world: World) => void;
  /** What is added to the bot's clock: a clock that jumps. */
  readonly skewMs?: (nowMs: number) => number;
}

/** Everything of one history: the control plane, the bot's functions and queues, the table, the chat, and time. */
export class World {
  readonly clock: VirtualClock;
  readonly controlPlane: ControlPlane;
  readonly chat = new ChatRecorder();
  readonly table: Table;
  readonly wire: WireCall[] = [];
  /** Every event that the control plane emitted. */
  readonly emitted: ProtonEvent[] = [];
  /** What the bot's bus was given: anyone may subscribe to it. */
  readonly published: TrailEntry[] = [];
  readonly logs: { readonly level: string; readonly message: string; readonly fields: unknown }[] = [];
  /** How many calls to the outside have gone wrong. */
  struck = 0;
  crashes = 0;
  /** Faults that may have fallen between the chat's answer and its record: the one place where a message is doubled. */
  recordsLost = 0;
  readonly observeQueue: SimulatedQueue<Hint | ProtonEvent>;
  readonly discoverQueue: SimulatedQueue<DiscoveryJob>;
  readonly notifyQueue: SimulatedQueue<{ readonly key: ItemKey; readonly entryId: string | undefined }>;
  readonly commandQueue: SimulatedQueue<PersonRequest>;
  readonly options: WorldOptions;
  readonly #ids = { count: 0 };
  #calls = 0;
  #actingCalls = 0;
  #events = 0;
  #timers = 0;
  #faultsOn = true;
  #running = 0;
  readonly #interleaver: Interleaver;

  constructor(options: WorldOptions) {
    this.options = options;
    this.clock = new VirtualClock(options.startMs);
    this.#interleaver = new Interleaver(options.choose, () => this.#running <= 1 && !this.clock.isAnythingDue);
    this.table = createMemoryTable(options.onWrite);
    this.controlPlane = createControlPlane({
      clock: this.clock,
      random: { uuid: () => this.uuid() },
      region: simulatedRegion,
      accountId: simulatedAccount,
      emit: (event) => this.#emit(event),
      ...(options.durations ? { durations: options.durations } : {}),
      ...(options.honourExpectedDeployment === undefined
        ? {}
        : { honourExpectedDeployment: options.honourExpectedDeployment }),
    });
    if (options.state) this.controlPlane.restore(options.state);
    const queue = { clock: this.clock, visibilityTimeoutMs: observeVisibilityMs };
    this.observeQueue = new SimulatedQueue({ ...queue, maximumReceives: 5, handle: (body) => this.#onHint(body) });
    this.discoverQueue = new SimulatedQueue({
      ...queue,
      maximumReceives: 5,
      handle: (job) => this.#invoke((ports) => discover(ports, job)),
    });
    this.notifyQueue = new SimulatedQueue({
      ...queue,
      maximumReceives: 50,
      handle: (body) => this.#onNotification(body),
    });
    this.commandQueue = new SimulatedQueue({ ...queue, maximumReceives: 5, handle: (body) => this.#onRequest(body) });
    this.#scheduleSweep();
  }

  /** Ids in the form of UUIDs, the same in every run; worlds that begin at different times share none. */
  uuid(): string {
    this.#ids.count += 1;
    const world = Math.floor(this.options.startMs / 1000)
      .toString(16)
      .padStart(8, '0');
    return `${world}-0000-4000-8000-${String(this.#ids.count).padStart(12, '0')}`;
  }

  /** Lets time pass; whatever is due on the way happens. */
  async pass(durationMs: number): Promise<void> {
    const untilMs = this.clock.now() + durationMs;
    await this.settle();
    while (this.clock.step(untilMs)) await this.settle();
  }

  /** Lets everything happen that can happen without time passing, in the order that the choices say. */
  async settle(): Promise<void> {
    for (;;) {
      while (this.clock.isAnythingDue) this.clock.step(this.clock.now());
      await drained();
      if (this.#interleaver.isAnyWaiting) this.#interleaver.release();
      else if (!this.clock.isAnythingDue) return;
    }
  }

  /** From here on nothing goes wrong any more: what was promised must now come true. */
  endFaults(): void {
    this.#faultsOn = false;
  }

  /** Whether a message is still on its way through a queue. */
  get isBusy(): boolean {
    return this.observeQueue.open + this.discoverQueue.open + this.notifyQueue.open + this.commandQueue.open > 0;
  }

  /** A call to the control plane as somebody else would make it, past the bot. */
  proton(operation: string, input: object, accountId?: string): Record<string, unknown> {
    return this.controlPlane.call(operation, input, accountId ? { accountId } : {});
  }

  takeFault(label: string): Fault | undefined {
    this.options.beforeCall?.(label, this);
    if (!this.#faultsOn) return undefined;
    const { calls, acting } = this.options.faults;
    const isActing = /^Proton (?:Cancel|Accept|Reject)/.test(label);
    const fault = calls.get(this.#calls) ?? (isActing ? acting.get(this.#actingCalls) : undefined);
    this.#calls += 1;
    if (isActing) this.#actingCalls += 1;
    if (fault !== undefined) this.struck += 1;
    const chatSaidNo = label.startsWith('Slack') && (fault === 'fail' || fault === 'throttle');
    if (fault !== undefined && !chatSaidNo) this.recordsLost += 1;
    return fault;
  }

  takeFiring(): Firing {
    const firing = (this.#faultsOn ? this.options.faults.timers.get(this.#timers) : undefined) ?? 'onTime';
    this.#timers += 1;
    return firing;
  }

  /** Puts something onto a queue as often, and as late, as the plan has it. */
  deliver(send: (delayMs: number) => void): void {
    const { events, unplannedEvents } = this.options.faults;
    const delivery = this.#faultsOn ? (events.get(this.#events) ?? unplannedEvents) : 'deliver';
    this.#events += 1;
    if (delivery === 'drop') return;
    send(delivery === 'late' ? lateMs : 0);
    // The second copy comes at once: the two race each other.
    if (delivery === 'double') send(0);
  }

  /** Sends a hint to the observer: a queue loses nothing, but it may deliver late, or twice. */
  sendHint(hint: Hint): void {
    const { events, unplannedEvents } = this.options.faults;
    const planned = this.#faultsOn ? (events.get(this.#events) ?? unplannedEvents) : 'deliver';
    this.#events += 1;
    this.observeQueue.send(hint, planned === 'late' ? lateMs : 0);
    if (planned === 'double') this.observeQueue.send(hint);
  }

  #emit(event: ProtonEvent): void {
    this.emitted.push(event);
    this.deliver((delayMs) => this.observeQueue.send(event, delayMs));
  }

  #scheduleSweep(): void {
    this.clock.schedule(this.clock.now() + sweepEveryMs, () => {
      this.#scheduleSweep();
      void this.#invoke((ports) => sweep(ports));
    });
  }

  async #onHint(body: Hint | ProtonEvent): Promise<Delivered> {
    return this.#invoke(async (ports) => {
      if ('cause' in body) return observe(ports, body);
      const parsed = parseProtonEvent(body);
      return parsed.kind === 'hint' ? observe(ports, { cause: 'event', reference: parsed.reference }) : undefined;
    });
  }

  #onNotification(body: { readonly key: ItemKey; readonly entryId: string | undefined }): Promise<Delivered> {
    const delivered = new Set(body.entryId === undefined ? [] : [body.entryId]);
    return this.#invoke((ports) => notify(ports, body.key, delivered));
  }

  #onRequest(request: PersonRequest): Promise<Delivered> {
    return this.#invoke((ports) => handleRequest(ports, request));
  }

  /** Runs one function to its end, its failure or its death. */
  #invoke(run: (ports: SimulatedPorts) => Promise<unknown>): Promise<Delivered> {
    this.#running += 1;
    return new Promise((resolve) => {
      const end = (delivered: Delivered) => {
        this.#running -= 1;
        resolve(delivered);
      };
      const invocation = new Invocation({
        clock: this.clock,
        gate: this.#interleaver,
        faults: { take: (label) => this.takeFault(label) },
        onDeath: () => {
          this.crashes += 1;
          end({ result: 'died' });
        },
      });
      const proton = protonInProcess(
        this.controlPlane,
        () => this.clock.now(),
        (call) => this.wire.push(call),
      );
      run(buildPorts(this, invocation, proton)).then(
        () => end({ result: 'done' }),
        (error: unknown) => end({ result: 'failed', error }),
      );
    });
  }
}

/** Every promise that can go on has gone on. */
function drained(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
