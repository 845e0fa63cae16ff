export type { ActingCall, BackEnd, BackEndContext, TrueAttempt } from './back-end.ts';
export type { Choice } from './call-scheduler.ts';
export type { RecordedMessage } from './chat-recorder.ts';
export {
  type AimedFault,
  allDeliveries,
  allFaults,
  allTimerOutcomes,
  type Delivery,
  type Fault,
  type FaultPlan,
  type Moment,
  noFaults,
  type Outage,
  type TimerOutcome,
} from './faults.ts';
export { failure, genericFailures, type Invocation, never } from './invocation.ts';
export { cancelledTransaction, createMemoryTable } from './memory-table.ts';
export type { SimulatedPorts } from './ports.ts';
export { type ProtonBackEnd, type ProtonBackEndOptions, simulatedAccount, simulatedRegion } from './proton-back-end.ts';
export {
  cancelPastTheBot,
  createProtonWorld,
  durations,
  type ProtonWorld,
  prepareProtonFixtures,
  startMs,
  startUpdate,
  type TargetName,
  targetArns,
  typedNames,
} from './proton-fixtures.ts';
export type { VirtualClock } from './virtual-clock.ts';
export { World, type WorldOptions } from './world.ts';
