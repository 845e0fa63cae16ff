import type { Members } from '../shapes.ts';

/** Inputs of the operations on service templates, after the API model. */
export const SERVICE_TEMPLATES_INPUTS = {
  CreateServiceTemplate: {
    required: { name: 'ResourceName' },
    optional: {
      description: 'Description',
      displayName: 'DisplayName',
      encryptionKey: 'Arn',
      pipelineProvisioning: 'Provisioning',
      tags: 'TagList',
    },
  },
  GetServiceTemplate: { required: { name: 'ResourceName' }, optional: {} },
  ListServiceTemplates: { required: {}, optional: { maxResults: 'MaxPageResults', nextToken: 'NextToken' } },
  UpdateServiceTemplate: {
    required: { name: 'ResourceName' },
    optional: { description: 'Description', displayName: 'DisplayName' },
  },
  DeleteServiceTemplate: { required: { name: 'ResourceName' }, optional: {} },
  CreateServiceTemplateVersion: {
    required: {
      compatibleEnvironmentTemplates: 'CompatibleEnvironmentTemplateInputList',
      source: 'TemplateVersionSourceInput',
      templateName: 'ResourceName',
    },
    optional: {
      clientToken: 'ClientToken',
      description: 'Description',
      majorVersion: 'TemplateVersionPart',
      supportedComponentSources: 'ServiceTemplateSupportedComponentSourceInputList',
      tags: 'TagList',
    },
  },
  GetServiceTemplateVersion: {
    required: {
      majorVersion: 'TemplateVersionPart',
      minorVersion: 'TemplateVersionPart',
      templateName: 'ResourceName',
    },
    optional: {},
  },
  ListServiceTemplateVersions: {
    required: { templateName: 'ResourceName' },
    optional: { majorVersion: 'TemplateVersionPart', maxResults: 'MaxPageResults', nextToken: 'NextToken' },
  },
  UpdateServiceTemplateVersion: {
    required: {
      majorVersion: 'TemplateVersionPart',
      minorVersion: 'TemplateVersionPart',
      templateName: 'ResourceName',
    },
    optional: {
      compatibleEnvironmentTemplates: 'CompatibleEnvironmentTemplateInputList',
      description: 'Description',
      status: 'TemplateVersionStatus',
      supportedComponentSources: 'ServiceTemplateSupportedComponentSourceInputList',
    },
  },
  DeleteServiceTemplateVersion: {
    required: {
      majorVersion: 'TemplateVersionPart',
      minorVersion: 'TemplateVersionPart',
      templateName: 'ResourceName',
    },
    optional: {},
  },
} as const satisfies Record<string, Members>;
