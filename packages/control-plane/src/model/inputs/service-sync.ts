import type { Members } from '../shapes.ts';

const CONFIG = {
  required: {
    branch: 'GitBranchName',
    filePath: 'OpsFilePath',
    repositoryName: 'RepositoryName',
    repositoryProvider: 'RepositoryProvider',
    serviceName: 'ResourceName',
  },
  optional: {},
} as const satisfies Members;

/** Inputs of the operations on service sync, after the API model. */
export const SERVICE_SYNC_INPUTS = {
  CreateServiceSyncConfig: CONFIG,
  GetServiceSyncConfig: { required: { serviceName: 'ResourceName' }, optional: {} },
  UpdateServiceSyncConfig: CONFIG,
  DeleteServiceSyncConfig: { required: { serviceName: 'ResourceName' }, optional: {} },
  GetServiceInstanceSyncStatus: {
    required: { serviceInstanceName: 'ResourceName', serviceName: 'ResourceName' },
    optional: {},
  },
  GetServiceSyncBlockerSummary: {
    required: { serviceName: 'ResourceName' },
    optional: { serviceInstanceName: 'ResourceName' },
  },
  UpdateServiceSyncBlocker: { required: { id: 'String', resolvedReason: 'String' }, optional: {} },
} as const satisfies Record<string, Members>;
