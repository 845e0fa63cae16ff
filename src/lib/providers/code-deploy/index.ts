export { type CodeDeployApi, type CodeDeployOperation, codeDeployOperations } from './api.ts';
export { codeDeployEvents } from './events.ts';
export { referenceOf } from './names.ts';
export type { Switches } from './observations.ts';
export { createCodeDeployProvider } from './provider.ts';
