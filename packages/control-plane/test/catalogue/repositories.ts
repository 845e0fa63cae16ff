import { entry, type OperationFamily } from './entry.ts';

export const REPOSITORY_OPERATIONS = {
  CreateRepository: entry('links a repository; the same again is the same', 'A22'),
  GetRepository: entry('by provider and name', 'A9'),
  ListRepositories: entry('by name, in pages'),
  DeleteRepository: entry('unless something is provisioned through it or synced from it', 'A12', 'A30'),
  GetRepositorySyncStatus: entry('the newest sync of a branch, INITIATED to its end, with its events'),
  ListRepositorySyncDefinitions: entry('what is synced to what, for templates or for services'),
} satisfies OperationFamily;

export const TEMPLATE_SYNC_OPERATIONS = {
  CreateTemplateSyncConfig: entry(
    'follows a branch of a linked repository; a pushed v<major> directory makes a version',
    'A12',
  ),
  GetTemplateSyncConfig: entry('as it was set'),
  UpdateTemplateSyncConfig: entry('another repository, branch or subdirectory; synced anew'),
  DeleteTemplateSyncConfig: entry('versions stay', 'A30'),
  GetTemplateSyncStatus: entry('newest and newest successful attempt of a major, and what the branch says'),
} satisfies OperationFamily;

export const SERVICE_SYNC_OPERATIONS = {
  CreateServiceSyncConfig: entry('follows a Proton Ops file; pushed specs are deployed, new instances made', 'A12'),
  GetServiceSyncConfig: entry('as it was set'),
  UpdateServiceSyncConfig: entry('another repository, branch or file; synced anew'),
  DeleteServiceSyncConfig: entry('instances stay', 'A30'),
  GetServiceInstanceSyncStatus: entry('newest and newest successful attempt, and what the branch says'),
  GetServiceSyncBlockerSummary: entry('what was changed by hand since, of the service or of one instance'),
  UpdateServiceSyncBlocker: entry('resolves a blocker; the sync goes on'),
} satisfies OperationFamily;
