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
export { MalformedEvent, type ParsedEvent, parseProtonEvent, protonDetailTypes } from './events.ts';
export { providerName, referenceOf } from './names.ts';
export { createProtonProvider } from './provider.ts';
