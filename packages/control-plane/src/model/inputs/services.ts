import type { Members } from '../shapes.ts';

/** Inputs of the operations on services, after the API model. */
export const SERVICES_INPUTS = {
  CreateService: {
    required: {
      name: 'ResourceName',
      spec: 'SpecContents',
      templateMajorVersion: 'TemplateVersionPart',
      templateName: 'ResourceName',
    },
    optional: {
      branchName: 'GitBranchName',
      description: 'Description',
      repositoryConnectionArn: 'Arn',
      repositoryId: 'RepositoryId',
      tags: 'TagList',
      templateMinorVersion: 'TemplateVersionPart',
    },
  },
  GetService: { required: { name: 'ResourceName' }, optional: {} },
  ListServices: { required: {}, optional: { maxResults: 'MaxPageResults', nextToken: 'NextToken' } },
  UpdateService: { required: { name: 'ResourceName' }, optional: { description: 'Description', spec: 'SpecContents' } },
  DeleteService: { required: { name: 'ResourceName' }, optional: {} },
  UpdateServicePipeline: {
    required: { deploymentType: 'DeploymentUpdateType', serviceName: 'ResourceName', spec: 'SpecContents' },
    optional: { templateMajorVersion: 'TemplateVersionPart', templateMinorVersion: 'TemplateVersionPart' },
  },
  CancelServicePipelineDeployment: { required: { serviceName: 'ResourceName' }, optional: {} },
} as const satisfies Record<string, Members>;
