export type { Deployment } from './deploy.ts';
export { deployTemplate } from './deploy.ts';
export type { StackContext } from './stack-context.ts';
export { readTemplate } from './template.ts';
