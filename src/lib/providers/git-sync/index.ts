/** Git sync as a back end, for those who play it in process: the simulation and the tests. */
export { type GitSyncApi, type GitSyncOperation, type GitSyncOperations, gitSyncOperations } from './api.ts';
export { gitSyncEvents } from './events.ts';
export { referenceOf, syncArn } from './names.ts';
export { createGitSyncProvider, type GitSyncOptions } from './provider.ts';
