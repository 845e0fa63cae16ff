import { CONFLICT, NOT_FOUND, type Scenes } from './scene.ts';
import { REPOSITORY, SERVICE_SYNC, SYNCED_TEMPLATE, TEMPLATE_SYNC } from './synced-world.ts';

const { subdirectory: _, ...templateSync } = TEMPLATE_SYNC;
const missingTemplate = { input: { templateName: 'missing' } };
const missingService = { input: { serviceName: 'missing' } };
const onlyOfWiki = { serviceName: 'wiki', serviceInstanceName: 'only' };

export const templateSyncScenes: Scenes = {
  CreateTemplateSyncConfig: {
    input: { ...templateSync, templateName: 'empty' },
    also: [{ input: { ...TEMPLATE_SYNC, templateName: 'empty', templateType: 'SERVICE' } }, { input: TEMPLATE_SYNC }],
    errors: { [CONFLICT]: { input: { templateName: 'synced', branch: 'other' } } },
  },
  GetTemplateSyncConfig: { input: SYNCED_TEMPLATE, errors: { [NOT_FOUND]: missingTemplate } },
  UpdateTemplateSyncConfig: {
    input: { ...TEMPLATE_SYNC, branch: 'other' },
    also: [{ input: templateSync }],
    errors: { [NOT_FOUND]: missingTemplate },
  },
  DeleteTemplateSyncConfig: { input: SYNCED_TEMPLATE, errors: { [NOT_FOUND]: missingTemplate } },
  GetTemplateSyncStatus: {
    input: { ...SYNCED_TEMPLATE, templateVersion: '1' },
    also: [{ input: { ...SYNCED_TEMPLATE, templateVersion: '9' } }],
    errors: { [NOT_FOUND]: missingTemplate },
  },
};

export const serviceSyncScenes: Scenes = {
  CreateServiceSyncConfig: {
    input: { ...SERVICE_SYNC, serviceName: 'blog' },
    also: [{ input: SERVICE_SYNC }],
    errors: { [CONFLICT]: { input: { serviceName: 'wiki', branch: 'other' } } },
  },
  GetServiceSyncConfig: { input: { serviceName: 'wiki' }, errors: { [NOT_FOUND]: missingService } },
  UpdateServiceSyncConfig: {
    input: { ...SERVICE_SYNC, branch: 'other' },
    errors: { [NOT_FOUND]: { input: { ...REPOSITORY, repositoryName: 'platform/missing' } } },
  },
  DeleteServiceSyncConfig: { input: { serviceName: 'wiki' }, errors: { [NOT_FOUND]: missingService } },
  GetServiceInstanceSyncStatus: {
    input: onlyOfWiki,
    errors: { [NOT_FOUND]: { input: { serviceInstanceName: 'missing' } } },
  },
  GetServiceSyncBlockerSummary: {
    input: { serviceName: 'wiki' },
    also: [{ input: onlyOfWiki }],
    errors: { [NOT_FOUND]: missingService },
  },
  UpdateServiceSyncBlocker: {
    input: ({ blocker }) => ({ id: blocker, resolvedReason: 'The specs agree again.' }),
    errors: {
      [NOT_FOUND]: { input: { id: 'missing' } },
      [CONFLICT]: {
        given: (world, { blocker }) =>
          world.call('UpdateServiceSyncBlocker', { id: blocker, resolvedReason: 'Resolved before.' }),
      },
    },
  },
};
