export {
  AmbiguousName,
  IncompleteAnswer,
  type InstanceCallResult,
  OtherRegion,
  SupplyChainUnavailable,
} from './answers.ts';
export {
  createSupplyChainApi,
  type SupplyChainApi,
  type SupplyChainOperation,
  type SupplyChainOperations,
  supplyChainOperations,
} from './api.ts';
export { type Capability, capability } from './capability.ts';
export { type Instance, type InstanceState, SupplyChainClient, type SupplyChainClientConfig } from './client/index.ts';
export {
  type DataIntegrationChange,
  type ParsedSupplyChainEvent,
  parseSupplyChainEvent,
} from './events.ts';
export {
  type CheckedInput,
  type CreateInput,
  checkCreateInput,
  checkUpdateInput,
  type InputProblem,
  type InstanceFields,
  type UpdateInput,
} from './instance-input.ts';
export { type InstanceCalls, instanceQuota } from './instances.ts';
export { referenceOf } from './names.ts';
export { supplyChainEvents } from './notifications.ts';
export { createSupplyChainProvider, type SupplyChainProvider } from './provider.ts';
export { recheckIntervalMs } from './recheck.ts';
export { createSupplyChainResourceManager } from './resource-manager.ts';
