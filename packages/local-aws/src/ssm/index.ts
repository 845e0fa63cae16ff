export type { ParameterType } from './parameter-store.ts';
export { ParameterStore } from './parameter-store.ts';
export { createSsmService } from './service.ts';
