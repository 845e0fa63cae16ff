import type { Members } from '../shapes.ts';

/** Inputs of the operations on environments, after the API model. */
export const ENVIRONMENTS_INPUTS = {
  CreateEnvironment: {
    required: {
      name: 'ResourceName',
      spec: 'SpecContents',
      templateMajorVersion: 'TemplateVersionPart',
      templateName: 'ResourceName',
    },
    optional: {
      codebuildRoleArn: 'RoleArn',
      componentRoleArn: 'RoleArn',
      description: 'Description',
      environmentAccountConnectionId: 'EnvironmentAccountConnectionId',
      protonServiceRoleArn: 'Arn',
      provisioningRepository: 'RepositoryBranchInput',
      tags: 'TagList',
      templateMinorVersion: 'TemplateVersionPart',
    },
  },
  GetEnvironment: { required: { name: 'ResourceName' }, optional: {} },
  ListEnvironments: {
    required: {},
    optional: {
      environmentTemplates: 'EnvironmentTemplateFilterList',
      maxResults: 'MaxPageResults',
      nextToken: 'NextToken',
    },
  },
  UpdateEnvironment: {
    required: { deploymentType: 'DeploymentUpdateType', name: 'ResourceName' },
    optional: {
      codebuildRoleArn: 'RoleArn',
      componentRoleArn: 'RoleArn',
      description: 'Description',
      environmentAccountConnectionId: 'EnvironmentAccountConnectionId',
      protonServiceRoleArn: 'Arn',
      provisioningRepository: 'RepositoryBranchInput',
      spec: 'SpecContents',
      templateMajorVersion: 'TemplateVersionPart',
      templateMinorVersion: 'TemplateVersionPart',
    },
  },
  DeleteEnvironment: { required: { name: 'ResourceName' }, optional: {} },
  CancelEnvironmentDeployment: { required: { environmentName: 'ResourceName' }, optional: {} },
} as const satisfies Record<string, Members>;
