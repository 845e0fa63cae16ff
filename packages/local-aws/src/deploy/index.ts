export type { Deployment } from './deploy.ts';
export { deployTemplate } from './deploy.ts';
export type { StackContext } from './site.ts';
export { readTemplate } from './template.ts';
