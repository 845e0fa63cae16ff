import type { Members } from '../shapes.ts';

/** Inputs of the operations on environment account connections, after the API model. */
export const ENVIRONMENT_ACCOUNT_CONNECTIONS_INPUTS = {
  CreateEnvironmentAccountConnection: {
    required: { environmentName: 'ResourceName', managementAccountId: 'AwsAccountId' },
    optional: {
      clientToken: 'ClientToken',
      codebuildRoleArn: 'RoleArn',
      componentRoleArn: 'RoleArn',
      roleArn: 'RoleArn',
      tags: 'TagList',
    },
  },
  GetEnvironmentAccountConnection: { required: { id: 'EnvironmentAccountConnectionId' }, optional: {} },
  ListEnvironmentAccountConnections: {
    required: { requestedBy: 'EnvironmentAccountConnectionRequesterAccountType' },
    optional: {
      environmentName: 'ResourceName',
      maxResults: 'MaxPageResults',
      nextToken: 'NextToken',
      statuses: 'EnvironmentAccountConnectionStatusList',
    },
  },
  UpdateEnvironmentAccountConnection: {
    required: { id: 'EnvironmentAccountConnectionId' },
    optional: { codebuildRoleArn: 'RoleArn', componentRoleArn: 'RoleArn', roleArn: 'RoleArn' },
  },
  DeleteEnvironmentAccountConnection: { required: { id: 'EnvironmentAccountConnectionId' }, optional: {} },
  AcceptEnvironmentAccountConnection: { required: { id: 'EnvironmentAccountConnectionId' }, optional: {} },
  RejectEnvironmentAccountConnection: { required: { id: 'EnvironmentAccountConnectionId' }, optional: {} },
} as const satisfies Record<string, Members>;
