import type { Members } from '../shapes.ts';

/** Inputs of the operations on components, after the API model. */
export const COMPONENTS_INPUTS = {
  CreateComponent: {
    required: { manifest: 'TemplateManifestContents', name: 'ResourceName', templateFile: 'TemplateFileContents' },
    optional: {
      clientToken: 'ClientToken',
      description: 'Description',
      environmentName: 'ResourceName',
      serviceInstanceName: 'ResourceName',
      serviceName: 'ResourceName',
      serviceSpec: 'SpecContents',
      tags: 'TagList',
    },
  },
  GetComponent: { required: { name: 'ResourceName' }, optional: {} },
  ListComponents: {
    required: {},
    optional: {
      environmentName: 'ResourceName',
      maxResults: 'MaxPageResults',
      nextToken: 'NextToken',
      serviceInstanceName: 'ResourceName',
      serviceName: 'ResourceName',
    },
  },
  UpdateComponent: {
    required: { deploymentType: 'ComponentDeploymentUpdateType', name: 'ResourceName' },
    optional: {
      clientToken: 'ClientToken',
      description: 'Description',
      serviceInstanceName: 'ResourceNameOrEmpty',
      serviceName: 'ResourceNameOrEmpty',
      serviceSpec: 'SpecContents',
      templateFile: 'TemplateFileContents',
    },
  },
  DeleteComponent: { required: { name: 'ResourceName' }, optional: {} },
  CancelComponentDeployment: { required: { componentName: 'ResourceName' }, optional: {} },
} as const satisfies Record<string, Members>;
