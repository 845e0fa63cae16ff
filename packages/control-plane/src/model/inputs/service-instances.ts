import type { Members } from '../shapes.ts';

/** Inputs of the operations on service instances, after the API model. */
export const SERVICE_INSTANCES_INPUTS = {
  CreateServiceInstance: {
    required: { name: 'ResourceName', serviceName: 'ResourceName', spec: 'SpecContents' },
    optional: {
      clientToken: 'ClientToken',
      tags: 'TagList',
      templateMajorVersion: 'TemplateVersionPart',
      templateMinorVersion: 'TemplateVersionPart',
    },
  },
  GetServiceInstance: { required: { name: 'ResourceName', serviceName: 'ResourceName' }, optional: {} },
  ListServiceInstances: {
    required: {},
    optional: {
      filters: 'ListServiceInstancesFilterList',
      maxResults: 'MaxPageResults',
      nextToken: 'NextToken',
      serviceName: 'ResourceName',
      sortBy: 'ListServiceInstancesSortBy',
      sortOrder: 'SortOrder',
    },
  },
  UpdateServiceInstance: {
    required: { deploymentType: 'DeploymentUpdateType', name: 'ResourceName', serviceName: 'ResourceName' },
    optional: {
      clientToken: 'ClientToken',
      spec: 'SpecContents',
      templateMajorVersion: 'TemplateVersionPart',
      templateMinorVersion: 'TemplateVersionPart',
    },
  },
  CancelServiceInstanceDeployment: {
    required: { serviceInstanceName: 'ResourceName', serviceName: 'ResourceName' },
    optional: {},
  },
} as const satisfies Record<string, Members>;
