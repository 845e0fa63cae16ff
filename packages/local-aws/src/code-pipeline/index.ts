export { type CodePipeline, type CodePipelineSnapshot, createCodePipeline } from './code-pipeline.ts';
export type { CodePipelineSettings } from './engine.ts';
export type { PipelineDefinition } from './model.ts';
export { createCodePipelineService } from './service.ts';
