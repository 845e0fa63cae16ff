export { ProtonUnavailable } from './answers.ts';
export {
  type CallOptions,
  createProtonApi,
  expectedDeploymentHeader,
  type ProtonApi,
  type ProtonOperation,
  type ProtonOperations,
  protonOperations,
  rollbackOperations,
} from './api.ts';
export { parseProtonEvent, protonDetailTypes, protonEvents } from './events.ts';
export { referenceOf } from './names.ts';
export { createProtonProvider } from './provider.ts';
export {
  type ServiceInstanceApi,
  type ServiceInstanceOperation,
  type ServiceInstanceOperations,
  serviceInstanceOperations,
} from './service-instances/api.ts';
