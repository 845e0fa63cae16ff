export { type CloudFormation, createCloudFormation } from './cloudformation.ts';
export type { CloudFormationSettings } from './life-cycle.ts';
export { createCloudFormationService } from './query/service.ts';
