import type { EventEnvelope } from '../activity.ts';
import { compileEventPattern, type EventDeliveries } from '../event-bridge/index.ts';
import type { LocalRandom } from '../random.ts';
import type { EventFault } from './plan.ts';

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
