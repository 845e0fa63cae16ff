import type { EventEnvelope } from '../activity.ts';
import type { Caller, CallFault, IdentifiedCall } from '../endpoint/index.ts';
import { compileEventPattern, type EventDeliveries } from '../event-bridge/index.ts';
import { isFunctionNamed } from '../lambda/index.ts';
import type { LocalRandom } from '../random.ts';
import type { CallFaultRule, EventFault, KillRule } from './plan.ts';

/** Decides what happens to one call; undefined when the fault leaves it alone. */
export type CallFaultSwitch = (call: IdentifiedCall, caller: Caller | undefined) => CallFault | undefined;

/** A throttle, failure, reset or lost answer, by chance or for the next few calls. */
export function createCallFault(rule: CallFaultRule, random: LocalRandom): CallFaultSwitch {
  let left = rule.next ?? Number.POSITIVE_INFINITY;
  return (call, caller) => {
    if (left === 0 || call.service !== rule.service) return undefined;
    if (rule.operation !== undefined && rule.operation !== call.operation) return undefined;
    if (rule.function !== undefined && !isFunctionNamed(rule.function, caller?.functionName)) return undefined;
    if (random.next() >= (rule.probability ?? 1)) return undefined;
    left -= 1;
    return rule.how;
  };
}

/** A kill before or after the n-th matching call of an invocation. */
export function createKillAtCall(rule: Extract<KillRule, { at: 'beforeCall' | 'afterCall' }>): CallFaultSwitch {
  const matchingCalls = new WeakMap<object, number>();
  let left = rule.times ?? 1;
  return (call, caller) => {
    const invocation = caller?.invocation();
    if (left === 0 || invocation === undefined || !isFunctionNamed(rule.function, caller?.functionName))
      return undefined;
    if (rule.service !== undefined && rule.service !== call.service) return undefined;
    if (rule.operation !== undefined && rule.operation !== call.operation) return undefined;
    const nth = (matchingCalls.get(invocation) ?? 0) + 1;
    matchingCalls.set(invocation, nth);
    if (nth !== (rule.nth ?? 1)) return undefined;
    left -= 1;
    return rule.at === 'beforeCall' ? 'killBefore' : 'killAfter';
  };
}

/** Decides the deliveries of one event under one fault; undefined when the fault leaves it alone. */
export type EventFaultSwitch = (bus: string, event: EventEnvelope) => EventDeliveries | undefined;

/** @throws InvalidEventPatternError */
export function createEventFault(fault: EventFault, random: LocalRandom): EventFaultSwitch {
  const matches = fault.pattern === undefined ? () => true : compileEventPattern(fault.pattern);
  const happens = (probability: number | undefined): boolean =>
    probability !== undefined && random.next() < probability;

  return (bus, event) => {
    if ((fault.bus !== undefined && fault.bus !== bus) || !matches(event)) return undefined;
    if (happens(fault.drop)) return { delaysMs: [], fault: 'dropped' };
    if (happens(fault.duplicate)) return { delaysMs: [0, 0], fault: 'duplicated' };
    if (fault.delay && happens(fault.delay.probability)) return { delaysMs: [fault.delay.ms], fault: 'delayed' };
    if (fault.reorder && happens(fault.reorder.probability)) {
      return { delaysMs: [1 + Math.floor(random.next() * fault.reorder.withinMs)], fault: 'reordered' };
    }
    return undefined;
  };
}
