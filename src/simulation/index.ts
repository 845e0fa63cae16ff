export type { RecordedMessage } from './chatRecorder.ts';
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
export { createMemoryTable } from './memoryTable.ts';
export { isMutating, type WireCall } from './protonInProcess.ts';
export { simulatedAccount, simulatedRegion, World, type WorldOptions } from './world.ts';
