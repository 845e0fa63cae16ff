import type { ActivityListener, EventActivity, EventEnvelope } from '../activity.ts';
import type { CancelTimer, LocalClock } from '../clock.ts';
import { LocalCloudStartError } from '../start-error.ts';
import type { TargetDelivery } from '../targets.ts';
import type { EventPattern } from './pattern/index.ts';

/** Where a rule sends the events it matches. */
export interface RuleTarget {
  readonly id: string;
  readonly arn: string;
  /** Makes the payload from the event; the event itself when there is neither Input nor InputPath. */
  readonly payload: (event: EventEnvelope) => string;
}

/** A rule of one bus. */
export interface Rule {
  readonly name: string;
  readonly busName: string;
  readonly matches: EventPattern;
  readonly targets: readonly RuleTarget[];
}

/** What the fault switches make of one event: one delivery per delay; none when it is dropped. */
export interface EventDeliveries {
  readonly delaysMs: readonly number[];
  readonly fault?: NonNullable<EventActivity['fault']>;
}

export interface EventBusesOptions {
  readonly clock: LocalClock;
  readonly delivery: TargetDelivery;
  readonly deliveriesOf: (bus: string, event: EventEnvelope) => EventDeliveries;
  readonly onActivity: ActivityListener;
}

/** The event buses: `default`, which AWS services publish to, and those the template makes. */
export class EventBuses {
  readonly #options: EventBusesOptions;
  readonly #rulesByBus = new Map<string, Rule[]>([['default', []]]);
  readonly #timers = new Set<CancelTimer>();

  constructor(options: EventBusesOptions) {
    this.#options = options;
  }

  addBus(name: string): void {
    if (!this.#rulesByBus.has(name)) this.#rulesByBus.set(name, []);
  }

  hasBus(name: string): boolean {
    return this.#rulesByBus.has(name);
  }

  /** @throws UnknownEventBusError */
  addRule(rule: Rule): void {
    const rules = this.#rulesByBus.get(rule.busName);
    if (rules === undefined) throw new UnknownEventBusError(rule.busName);
    rules.push(rule);
  }

  /** Delivers an event to the targets of every rule of the bus that matches it, faults permitting. */
  publish(busName: string, event: EventEnvelope): void {
    const matching = (this.#rulesByBus.get(busName) ?? []).filter((rule) => rule.matches(event));
    const { delaysMs, fault } = this.#options.deliveriesOf(busName, event);
    this.#options.onActivity({
      kind: 'event',
      atMs: this.#options.clock.nowMs(),
      bus: busName,
      event,
      rules: matching.map(({ name }) => name),
      ...(fault && { fault }),
    });
    for (const delayMs of delaysMs) {
      if (delayMs === 0) this.#deliver(matching, event);
      else this.#deliverLater(matching, event, delayMs);
    }
  }

  /** Forgets events that a fault holds back. */
  stop(): void {
    for (const cancel of this.#timers) cancel();
    this.#timers.clear();
  }

  #deliverLater(rules: readonly Rule[], event: EventEnvelope, delayMs: number): void {
    const cancel = this.#options.clock.setTimer(delayMs, () => {
      this.#timers.delete(cancel);
      this.#deliver(rules, event);
    });
    this.#timers.add(cancel);
  }

  #deliver(rules: readonly Rule[], event: EventEnvelope): void {
    for (const { targets } of rules) {
      for (const { arn, payload } of targets) this.#options.delivery.deliver(arn, payload(event));
    }
  }
}

/** A rule names a bus that neither the template nor AWS makes. */
class UnknownEventBusError extends LocalCloudStartError {
  override readonly name = 'UnknownEventBusError';

  constructor(busName: string) {
    super(`There is no event bus "${busName}": add an AWS::Events::EventBus of that name to the template.`);
  }
}
