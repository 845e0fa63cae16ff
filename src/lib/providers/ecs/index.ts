export { EcsUnavailable } from './answers.ts';
export { createEcsApi, type EcsApi, type EcsOperation, type EcsOperations, ecsOperations } from './api.ts';
export { ecsDetailTypes, ecsEvents } from './events.ts';
export { createLabels, type TargetLabels } from './labels.ts';
export { candidates, deploymentArn, referenceOf } from './names.ts';
export type { EcsPowers } from './observations.ts';
export { pacedApi } from './paced.ts';
export { createEcsProvider, type EcsPorts } from './provider.ts';
