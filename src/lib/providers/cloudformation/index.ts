/** CloudFormation as a back end, for those who play it in process: the simulation and the tests. */
export {
  type CloudFormationApi,
  type CloudFormationOperation,
  type CloudFormationOperations,
  cloudFormationOperations,
} from './api.ts';
export { cloudFormationEvents } from './events.ts';
export { createCloudFormationProvider } from './provider.ts';
export { referenceOf } from './references.ts';
