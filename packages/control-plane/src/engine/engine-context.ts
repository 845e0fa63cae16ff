import type { Bundles } from '../bundles/index.ts';
import type { EventOutbox } from '../events/outbox.ts';
import type { IndexedStore } from '../store/indexed-store.ts';
import type { ControlPlaneClock, ControlPlaneDurations, ControlPlaneRandom } from './ports.ts';
import type { Timers } from './timers.ts';

/** What every part of the engine works with. */
export interface EngineContext {
  readonly region: string;
  readonly store: IndexedStore;
  readonly clock: ControlPlaneClock;
  readonly random: ControlPlaneRandom;
  readonly timers: Timers;
  readonly outbox: EventOutbox;
  readonly durations: ControlPlaneDurations;
  /** How many deployments of a target are kept, beside those that it refers to. */
  readonly deploymentsKeptPerTarget: number;
  /** How many deployments of all targets together that were deleted are kept. */
  readonly deploymentsKeptOfDeletedTargets: number;
  /** Absent: template versions are registered without looking at their bundles. */
  readonly bundles?: Bundles | undefined;
}
