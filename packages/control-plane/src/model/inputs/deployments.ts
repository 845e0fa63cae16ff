import type { Members } from '../shapes.ts';

/** Inputs of the operations on deployments, after the API model. */
export const DEPLOYMENTS_INPUTS = {
  GetDeployment: {
    required: { id: 'DeploymentId' },
    optional: {
      componentName: 'ResourceName',
      environmentName: 'ResourceName',
      serviceInstanceName: 'ResourceName',
      serviceName: 'ResourceName',
    },
  },
  ListDeployments: {
    required: {},
    optional: {
      componentName: 'ResourceName',
      environmentName: 'ResourceName',
      maxResults: 'MaxPageResults',
      nextToken: 'NextToken',
      serviceInstanceName: 'ResourceName',
      serviceName: 'ResourceName',
    },
  },
  DeleteDeployment: { required: { id: 'DeploymentId' }, optional: {} },
  NotifyResourceDeploymentStatusChange: {
    required: { resourceArn: 'Arn' },
    optional: {
      deploymentId: 'DeploymentId',
      outputs: 'NotifyOutputsList',
      status: 'ResourceDeploymentStatus',
      statusMessage: 'NotifyStatusMessage',
    },
  },
} as const satisfies Record<string, Members>;
