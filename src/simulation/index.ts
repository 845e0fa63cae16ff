export type { RecordedMessage } from './chat-recorder.ts';
export {
  allDeliveries,
  allFaults,
  allFirings,
  type Delivery,
  type Fault,
  type FaultPlan,
  type Firing,
  noFaults,
} from './faults.ts';
export type { Choice } from './interleaver.ts';
export {
  cancelPastTheBot,
  durations,
  prepareLandscape,
  startMs,
  startUpdate,
  type TargetName,
  targetArns,
  typedNames,
} from './landscape.ts';
export { createMemoryTable } from './memory-table.ts';
export { isMutating, type WireCall } from './proton-in-process.ts';
export { simulatedAccount, simulatedRegion, World, type WorldOptions } from './world.ts';
