export type { Activity, ActivityListener, EventEnvelope } from './activity.ts';
export type { LocalClock } from './clock.ts';
export { ManualClock, systemClock } from './clock.ts';
export type { LocalCloud } from './cloud.ts';
export { startLocalCloud, UnknownFunctionError } from './cloud.ts';
export {
  CircularDependencyError,
  InvalidPropertiesError,
  PackageNotReadableError,
  TemplateNotReadableError,
  UnresolvableValueError,
  UnsupportedResourceError,
} from './deploy/index.ts';
export type { CallCountTable, PortSetting } from './endpoint/index.ts';
export { PortInUseError } from './endpoint/index.ts';
export type { EventDraft } from './event-bridge/index.ts';
export type { FaultPlan } from './faults/index.ts';
export { InvalidFaultPlanError } from './faults/index.ts';
export type { HttpApiRequest, HttpApiResponse } from './http-api/index.ts';
export type { InvocationResult, LogLine, LogListener } from './lambda/index.ts';
export type { EmitEvents, InitialParameter, LocalCloudOptions } from './options.ts';
export type { LocalRandom } from './random.ts';
export { createSeededRandom } from './random.ts';
