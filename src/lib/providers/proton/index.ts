export { ProtonUnavailable } from './answers.ts';
export {
  type CallOptions,
  createProtonApi,
  expectedDeploymentHeader,
  type ProtonApi,
  type ProtonOperation,
  type ProtonOperations,
  protonOperations,
} from './api.ts';
export { parseProtonEvent, protonDetailTypes, protonEvents } from './events.ts';
export { providerName, referenceOf } from './names.ts';
export { createProtonProvider } from './provider.ts';
