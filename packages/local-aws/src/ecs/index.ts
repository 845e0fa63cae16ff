export { createEcs, type Ecs, type EcsOptions } from './ecs.ts';
export type { EcsState } from './model/state.ts';
export type { EcsOutcome } from './scripts.ts';
export { createEcsService } from './service.ts';
export type { EcsSettings } from './settings.ts';
