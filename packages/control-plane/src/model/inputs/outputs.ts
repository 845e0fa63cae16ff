import type { Members } from '../shapes.ts';

const ENVIRONMENT = { environmentName: 'ResourceName' } as const;
const SERVICE_INSTANCE = { serviceInstanceName: 'ResourceName', serviceName: 'ResourceName' } as const;
const SERVICE_PIPELINE = { serviceName: 'ResourceName' } as const;
const COMPONENT = { componentName: 'ResourceName' } as const;
/** These lists never have a second page: their token is always empty. */
const PAGE = { nextToken: 'EmptyNextToken' } as const;
const DEPLOYMENT_PAGE = { deploymentId: 'DeploymentId', nextToken: 'EmptyNextToken' } as const;

/** Inputs of the lists of outputs and provisioned resources, after the API model. */
export const OUTPUTS_INPUTS = {
  ListEnvironmentOutputs: { required: ENVIRONMENT, optional: DEPLOYMENT_PAGE },
  ListServiceInstanceOutputs: { required: SERVICE_INSTANCE, optional: DEPLOYMENT_PAGE },
  ListServicePipelineOutputs: { required: SERVICE_PIPELINE, optional: DEPLOYMENT_PAGE },
  ListComponentOutputs: { required: COMPONENT, optional: DEPLOYMENT_PAGE },
  ListEnvironmentProvisionedResources: { required: ENVIRONMENT, optional: PAGE },
  ListServiceInstanceProvisionedResources: { required: SERVICE_INSTANCE, optional: PAGE },
  ListServicePipelineProvisionedResources: { required: SERVICE_PIPELINE, optional: PAGE },
  ListComponentProvisionedResources: { required: COMPONENT, optional: PAGE },
} as const satisfies Record<string, Members>;
