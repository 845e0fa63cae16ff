/** What can go wrong at one call to the outside. */
export type Fault =
  /** The invocation dies before the call. */
  | 'crashBefore'
  /** The call is carried out, and the invocation dies before it gets the answer. */
  | 'crashAfter'
  /** The call fails and was not carried out. */
  | 'fail'
  /** The call is carried out, and its answer is lost. */
  | 'loseAnswer'
  /** The call is turned away for its rate. */
  | 'throttle'
  /** The call takes long to arrive: others overtake it, and leases may lapse. */
  | 'delay'
  /** The call is carried out at once, and its answer takes long: what it says is old by then. */
  | 'delayAnswer'
  /**
   * The caller gives up, and the call arrives after that, whoever is dead by then. Only what asks a back end for a change does: any
   * other call loses its answer instead.
   */
  | 'landLate';

export const allFaults: readonly Fault[] = [
  'crashBefore',
  'crashAfter',
  'fail',
  'loseAnswer',
  'throttle',
  'delay',
  'delayAnswer',
  'landLate',
];

/** What happens to one event on its way. */
export type Delivery = 'deliver' | 'drop' | 'double' | 'late';

export const allDeliveries: readonly Delivery[] = ['deliver', 'drop', 'double', 'late'];

/** What happens to one one-shot timer. */
export type TimerOutcome = 'onTime' | 'early' | 'late' | 'never' | 'twice';

export const allTimerOutcomes: readonly TimerOutcome[] = ['onTime', 'early', 'late', 'never', 'twice'];

/** What a call is to the bot, beside what is called: `claim` is a write that takes, or takes again, the lease of a claim. */
export type Moment = 'claim';

/** A fault that strikes the nth call of one kind, from 0: rare calls are injected as often as frequent ones. */
export interface AimedFault {
  /** The call's label, such as `Slack show`, or its moment; see {@link Invocation.call}. */
  readonly label: string;
  readonly nth: number;
  readonly fault: Fault;
  /** Only calls are counted that are made so long after the beginning of the world, or later. */
  readonly fromMs?: number;
}

/** For a while, every call of one kind fails. */
export interface Outage {
  readonly label: string;
  /** After the beginning of the world. */
  readonly fromMs: number;
  readonly forMs: number;
}

/** Everything that goes wrong in one history, by the running number of the call, event or timer it befalls. */
export interface FaultPlan {
  readonly calls: ReadonlyMap<number, Fault>;
  /** By the running number of the calls that change something: the moments between claim, call and record. */
  readonly acting: ReadonlyMap<number, Fault>;
  readonly aimed?: readonly AimedFault[];
  readonly outage?: Outage | undefined;
  readonly events: ReadonlyMap<number, Delivery>;
  readonly timers: ReadonlyMap<number, TimerOutcome>;
  /** Events that are delivered although the plan does not name them; `drop` makes the sweep do the whole job. */
  readonly unplannedEvents: Delivery;
  /** How long the calls take that take long, one after the other and over again; 12 s where none is given. */
  readonly delaysMs?: readonly number[];
}

export const noFaults: FaultPlan = {
  calls: new Map(),
  acting: new Map(),
  events: new Map(),
  timers: new Map(),
  unplannedEvents: 'deliver',
};

const usualDelaysMs = [12_000];

/** Hands out what the plan has for each call, and keeps count of what has injected where. */
export class FaultInjector {
  /** How many calls to the outside have gone wrong. */
  injected = 0;
  /** When calls have gone wrong in a way that may cost time, after the beginning of the world. */
  readonly costlyAtMs: number[] = [];
  /** Faults that may have fallen between the chat's answer and its record: the one place where a message is doubled. */
  recordsLost = 0;
  /** How often each call was made, and injected by each fault. */
  readonly coverage = new Map<string, { made: number; readonly injected: Map<Fault, number> }>();
  readonly #plan: FaultPlan;
  readonly #aimed: ReadonlyMap<string, Fault>;
  readonly #aimedLate: readonly (AimedFault & { left: number })[];
  readonly #isActing: (label: string) => boolean;
  readonly #elapsedMs: () => number;
  #isOn = true;
  #calls = 0;
  #actingCalls = 0;
  #delays = 0;
  readonly #lastPlannedCall: number;
  readonly #byLabel = new Map<string, number>();

  /** @param elapsedMs - how old the world is */
  constructor(plan: FaultPlan, isActing: (label: string) => boolean, elapsedMs: () => number) {
    this.#plan = plan;
    this.#isActing = isActing;
    this.#elapsedMs = elapsedMs;
    const [early, late] = [
      plan.aimed?.filter(({ fromMs = 0 }) => fromMs === 0),
      plan.aimed?.filter(({ fromMs = 0 }) => fromMs > 0),
    ];
    this.#aimed = new Map(early?.map(({ label, nth, fault }) => [`${nth} ${label}`, fault]));
    this.#aimedLate = late?.map((one) => ({ ...one, left: one.nth })) ?? [];
    this.#lastPlannedCall = Math.max(-1, ...plan.calls.keys());
  }

  /** From here on nothing goes wrong any more. */
  end(): void {
    this.#isOn = false;
  }

  get isOn(): boolean {
    return this.#isOn;
  }

  /**
   * @param struck - what strikes this very call, apart from the plan
   * @param moment - what the call is to the bot, where that is more than its label says
   */
  take(label: string, struck?: Fault, moment?: Moment): Fault | undefined {
    let counts = this.coverage.get(label);
    if (counts === undefined) this.coverage.set(label, (counts = { made: 0, injected: new Map() }));
    counts.made += 1;
    if (!this.#isOn) return undefined;
    const isActing = this.#isActing(label);
    const aimed = this.#takeAimed(label);
    const fault =
      struck ??
      this.#plan.calls.get(this.#calls) ??
      (moment === undefined ? undefined : this.#takeAimed(moment)) ??
      aimed ??
      (isActing ? this.#plan.acting.get(this.#actingCalls) : undefined);
    this.#calls += 1;
    if (isActing) this.#actingCalls += 1;
    if (this.#isOut(label)) {
      if (isActing) {
        this.injected += 1;
        this.costlyAtMs.push(this.#elapsedMs());
      }
      this.recordsLost += 1;
      return 'fail';
    }
    return fault === undefined ? undefined : this.#inject(label, fault);
  }

  /** Something has gone wrong that may cost time. */
  addCost(): void {
    this.costlyAtMs.push(this.#elapsedMs());
  }

  #inject(label: string, planned: Fault): Fault {
    const fault = planned === 'landLate' && !this.#isActing(label) ? 'loseAnswer' : planned;
    const injected = this.coverage.get(label)?.injected;
    injected?.set(fault, (injected.get(fault) ?? 0) + 1);
    this.injected += 1;
    // A post to Slack delays nothing else. And the caller that repeats a write whose answer was lost notices it, if nobody has written since.
    const isFree = label.startsWith('Slack') || (label.startsWith('DynamoDB') && fault === 'loseAnswer');
    if (!isFree) this.costlyAtMs.push(this.#elapsedMs());
    const chatSaidNo = label.startsWith('Slack') && (fault === 'fail' || fault === 'throttle');
    if (!chatSaidNo) this.recordsLost += 1;
    return fault;
  }

  /** @param label - of a call, or its moment: each is counted by itself */
  #takeAimed(label: string): Fault | undefined {
    const nth = this.#byLabel.get(label) ?? 0;
    this.#byLabel.set(label, nth + 1);
    return (this.#aimed.size > 0 ? this.#aimed.get(`${nth} ${label}`) : undefined) ?? this.#takeLate(label);
  }

  #takeLate(label: string): Fault | undefined {
    let found: Fault | undefined;
    for (const one of this.#aimedLate) {
      if (!this.#isAwaited(one, label)) continue;
      if (one.left === 0) found ??= one.fault;
      one.left -= 1;
    }
    return found;
  }

  #isAwaited({ label, left, fromMs = 0 }: AimedFault & { readonly left: number }, called: string): boolean {
    return left >= 0 && label === called && this.#elapsedMs() >= fromMs;
  }

  #isOut(label: string): boolean {
    const { outage } = this.#plan;
    if (outage === undefined || outage.label !== label) return false;
    const sinceMs = this.#elapsedMs() - outage.fromMs;
    return sinceMs >= 0 && sinceMs < outage.forMs;
  }

  /** How long the next call takes that takes long. */
  takeDelayMs(): number {
    const delaysMs = this.#plan.delaysMs?.length ? this.#plan.delaysMs : usualDelaysMs;
    this.#delays += 1;
    return delaysMs[(this.#delays - 1) % delaysMs.length] ?? 0;
  }

  /**
   * Counts calls as if they had been made, if none of them would be injected.
   *
   * @returns whether it did
   */
  passOver(labels: readonly string[]): boolean {
    if (!this.#isOn) return true;
    if (this.#calls <= this.#lastPlannedCall) {
      for (let ahead = 0; ahead < labels.length; ahead += 1) {
        if (this.#plan.calls.has(this.#calls + ahead)) return false;
      }
    }
    const isNear = (label: string) => this.#isOut(label) || this.#aimedLate.some((one) => this.#isAwaited(one, label));
    if (labels.some((label) => isNear(label))) return false;
    const counts = new Map<string, number>();
    for (const label of labels) {
      const nth = counts.get(label) ?? this.#byLabel.get(label) ?? 0;
      if (this.#aimed.has(`${nth} ${label}`)) return false;
      counts.set(label, nth + 1);
    }
    for (const [label, nth] of counts) this.#byLabel.set(label, nth);
    this.#calls += labels.length;
    return true;
  }
}
