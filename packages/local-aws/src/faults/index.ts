export { FaultSwitches } from './fault-switches.ts';
export type { FaultPlan } from './plan.ts';
export { InvalidFaultPlanError } from './plan.ts';
