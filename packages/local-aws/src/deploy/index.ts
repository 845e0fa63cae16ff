export type { Deployment } from './deploy.ts';
export { deployTemplate } from './deploy.ts';
export type { DeploymentSite } from './site.ts';
export { readTemplate } from './template.ts';
