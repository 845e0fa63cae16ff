import type { Members } from '../shapes.ts';

const SERVICE_CONFIG = {
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
  CreateServiceSyncConfig: SERVICE_CONFIG,
  GetServiceSyncConfig: { required: { serviceName: 'ResourceName' }, optional: {} },
  UpdateServiceSyncConfig: SERVICE_CONFIG,
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

const TEMPLATE_CONFIG = {
  required: {
    branch: 'GitBranchName',
    repositoryName: 'RepositoryName',
    repositoryProvider: 'RepositoryProvider',
    templateName: 'ResourceName',
    templateType: 'TemplateType',
  },
  optional: { subdirectory: 'Subdirectory' },
} as const satisfies Members;

const TEMPLATE_KEY = { templateName: 'ResourceName', templateType: 'TemplateType' } as const;

/** Inputs of the operations on template sync, after the API model. */
export const TEMPLATE_SYNC_INPUTS = {
  CreateTemplateSyncConfig: TEMPLATE_CONFIG,
  GetTemplateSyncConfig: { required: TEMPLATE_KEY, optional: {} },
  UpdateTemplateSyncConfig: TEMPLATE_CONFIG,
  DeleteTemplateSyncConfig: { required: TEMPLATE_KEY, optional: {} },
  GetTemplateSyncStatus: { required: { ...TEMPLATE_KEY, templateVersion: 'TemplateVersionPart' }, optional: {} },
} as const satisfies Record<string, Members>;
