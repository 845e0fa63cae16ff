import type { Members } from '../shapes.ts';

/** Inputs of the operations on environment templates, after the API model. */
export const ENVIRONMENT_TEMPLATES_INPUTS = {
  CreateEnvironmentTemplate: {
    required: { name: 'ResourceName' },
    optional: {
      description: 'Description',
      displayName: 'DisplayName',
      encryptionKey: 'Arn',
      provisioning: 'Provisioning',
      tags: 'TagList',
    },
  },
  GetEnvironmentTemplate: { required: { name: 'ResourceName' }, optional: {} },
  ListEnvironmentTemplates: { required: {}, optional: { maxResults: 'MaxPageResults', nextToken: 'NextToken' } },
  UpdateEnvironmentTemplate: {
    required: { name: 'ResourceName' },
    optional: { description: 'Description', displayName: 'DisplayName' },
  },
  DeleteEnvironmentTemplate: { required: { name: 'ResourceName' }, optional: {} },
  CreateEnvironmentTemplateVersion: {
    required: { source: 'TemplateVersionSourceInput', templateName: 'ResourceName' },
    optional: {
      clientToken: 'ClientToken',
      description: 'Description',
      majorVersion: 'TemplateVersionPart',
      tags: 'TagList',
    },
  },
  GetEnvironmentTemplateVersion: {
    required: {
      majorVersion: 'TemplateVersionPart',
      minorVersion: 'TemplateVersionPart',
      templateName: 'ResourceName',
    },
    optional: {},
  },
  ListEnvironmentTemplateVersions: {
    required: { templateName: 'ResourceName' },
    optional: { majorVersion: 'TemplateVersionPart', maxResults: 'MaxPageResults', nextToken: 'NextToken' },
  },
  UpdateEnvironmentTemplateVersion: {
    required: {
      majorVersion: 'TemplateVersionPart',
      minorVersion: 'TemplateVersionPart',
      templateName: 'ResourceName',
    },
    optional: { description: 'Description', status: 'TemplateVersionStatus' },
  },
  DeleteEnvironmentTemplateVersion: {
    required: {
      majorVersion: 'TemplateVersionPart',
      minorVersion: 'TemplateVersionPart',
      templateName: 'ResourceName',
    },
    optional: {},
  },
} as const satisfies Record<string, Members>;
