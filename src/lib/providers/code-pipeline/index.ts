export { type CodePipelineApi, type CodePipelineOperation, codePipelineOperations } from './api.ts';
export { codePipelineEvents } from './events.ts';
export { referenceOf } from './names.ts';
export { createCodePipelineProvider } from './provider.ts';
