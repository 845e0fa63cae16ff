import type { EventEnvelope } from '../activity.ts';
import type { Caller, CallFault, IdentifiedCall } from '../endpoint/index.ts';
import type { EventDeliveries } from '../event-bridge/index.ts';
import { isFunctionNamed } from '../lambda/index.ts';
import { createSeededRandom, type LocalRandom } from '../random.ts';
import {
  type CallFaultSwitch,
  createCallFault,
  createEventFault,
  createKillAtCall,
  type EventFaultSwitch,
} from './faults.ts';
import { type FaultPlan, readFaultPlan } from './plan.ts';

/** Everything in the local cloud that can be made to go wrong. The same seed and the same requests fail the same way. */
export class FaultSwitches {
  readonly #services: readonly { readonly name: string }[];
  #random: LocalRandom;
  #plan: FaultPlan = {};
  #events: EventFaultSwitch[] = [];
  #calls: CallFaultSwitch[] = [];
  #killsAtInvoke: { functionName: string; left: number }[] = [];

  /** @param services - those whose calls can go wrong */
  constructor(random: LocalRandom, services: readonly { readonly name: string }[]) {
    this.#random = random;
    this.#services = services;
  }

  /** What is switched on. */
  get plan(): FaultPlan {
    return this.#plan;
  }

  /**
   * Switches on exactly these faults; those of an earlier plan end.
   *
   * @throws InvalidFaultPlanError, InvalidEventPatternError: nothing changes then
   */
  set(plan: unknown): void {
    const {
      seed,
      events = [],
      calls = [],
      kills = [],
    } = readFaultPlan(
      plan,
      this.#services.map(({ name }) => name),
    );
    const random = seed === undefined ? this.#random : createSeededRandom(seed);
    const eventFaults = events.map((fault) => createEventFault(fault, random));
    this.#plan = { ...(seed !== undefined && { seed }), events, calls, kills };
    this.#random = random;
    this.#events = eventFaults;
    this.#calls = [
      ...kills.flatMap((rule) => (rule.at === 'invoke' ? [] : createKillAtCall(rule))),
      ...calls.map((rule) => createCallFault(rule, random)),
    ];
    this.#killsAtInvoke = kills.flatMap((rule) =>
      rule.at === 'invoke' ? { functionName: rule.function, left: rule.times ?? 1 } : [],
    );
  }

  /** How an event is delivered: the first fault that takes hold decides. */
  deliveriesOf(bus: string, event: EventEnvelope): EventDeliveries {
    for (const decide of this.#events) {
      const deliveries = decide(bus, event);
      if (deliveries !== undefined) return deliveries;
    }
    return { delaysMs: [0] };
  }

  /** What happens to a call: the first fault that takes hold decides, kills before the others. */
  faultOf(call: IdentifiedCall, caller: Caller | undefined): CallFault | undefined {
    for (const decide of this.#calls) {
      const fault = decide(call, caller);
      if (fault !== undefined) return fault;
    }
    return undefined;
  }

  /** Whether an invocation that is about to start is killed instead. */
  killsInvocationOf(functionName: string): boolean {
    const rule = this.#killsAtInvoke.find(
      ({ functionName: wanted, left }) => left > 0 && isFunctionNamed(wanted, functionName),
    );
    if (rule === undefined) return false;
    rule.left -= 1;
    return true;
  }
}
