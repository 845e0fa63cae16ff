export { type CodeDeploy, createCodeDeploy } from './code-deploy.ts';
export type { CodeDeployOutcome } from './scripts.ts';
export { createCodeDeployService } from './service.ts';
export type { CodeDeploySettings } from './settings.ts';
export type { CodeDeployState, GroupDefinition } from './state.ts';
