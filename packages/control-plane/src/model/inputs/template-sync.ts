import type { Members } from '../shapes.ts';

const CONFIG = {
  required: {
    branch: 'GitBranchName',
    repositoryName: 'RepositoryName',
    repositoryProvider: 'RepositoryProvider',
    templateName: 'ResourceName',
    templateType: 'TemplateType',
  },
  optional: { subdirectory: 'Subdirectory' },
} as const satisfies Members;

const KEY = { templateName: 'ResourceName', templateType: 'TemplateType' } as const;

/** Inputs of the operations on template sync, after the API model. */
export const TEMPLATE_SYNC_INPUTS = {
  CreateTemplateSyncConfig: CONFIG,
  GetTemplateSyncConfig: { required: KEY, optional: {} },
  UpdateTemplateSyncConfig: CONFIG,
  DeleteTemplateSyncConfig: { required: KEY, optional: {} },
  GetTemplateSyncStatus: { required: { ...KEY, templateVersion: 'TemplateVersionPart' }, optional: {} },
} as const satisfies Record<string, Members>;
