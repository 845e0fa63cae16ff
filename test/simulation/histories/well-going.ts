import type { History, TimedStep } from './history.ts';

/** A history in which nothing goes wrong. */
export function wellGoing<Step, Settings>(
  settings: Settings,
  steps: readonly TimedStep<Step>[],
  timers: History<Step, Settings>['timers'] = [],
): History<Step, Settings> {
  return {
    people: 'permitted',
    meanwhile: undefined,
    clocks: 'right',
    calls: [],
    acting: [],
    aimed: [],
    outage: undefined,
    delaysMs: [],
    events: [],
    timers,
    unplannedEvents: 'deliver',
    choices: [],
    settings,
    steps,
  };
}
