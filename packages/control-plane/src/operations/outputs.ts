import { ResourceNotFoundException } from '../model/errors.ts';
import type { DeployableRecord, DeploymentRecord } from '../store/records.ts';
import type { OperationCall, OperationHandlers } from './call.ts';
import { getComponent, getEnvironment, getServiceInstance, getServicePipeline } from './lookup.ts';
import { outputsOf, provisionedResourcesOf } from './provisioned.ts';

/**
 * Outputs and provisioned resources of what was deployed last with success, or outputs of the deployment that is named.
 * https://docs.aws.amazon.com/proton/latest/APIReference/API_ListServiceInstanceOutputs.html and its siblings
 */
export const outputOperations = {
  ListEnvironmentOutputs: (input, call) => listOutputs(call, getEnvironment(call, input.environmentName), input),
  ListServiceInstanceOutputs: (input, call) =>
    listOutputs(call, getServiceInstance(call, input.serviceName, input.serviceInstanceName), input),
  ListServicePipelineOutputs: (input, call) => listOutputs(call, getServicePipeline(call, input.serviceName), input),
  ListComponentOutputs: (input, call) => listOutputs(call, getComponent(call, input.componentName), input),

  ListEnvironmentProvisionedResources: (input, call) =>
    listResources(call, getEnvironment(call, input.environmentName)),
  ListServiceInstanceProvisionedResources: (input, call) =>
    listResources(call, getServiceInstance(call, input.serviceName, input.serviceInstanceName)),
  ListServicePipelineProvisionedResources: (input, call) =>
    listResources(call, getServicePipeline(call, input.serviceName)),
  ListComponentProvisionedResources: (input, call) => listResources(call, getComponent(call, input.componentName)),
} satisfies Partial<OperationHandlers>;

function listOutputs(
  call: OperationCall,
  record: DeployableRecord,
  { deploymentId }: { readonly deploymentId?: string },
) {
  const deployment =
    deploymentId === undefined ? lastSucceeded(call, record) : deploymentOf(call, record, deploymentId);
  return { outputs: deployment === undefined ? [] : outputsOf(call, record, deployment) };
}

function listResources(call: OperationCall, record: DeployableRecord) {
  const deployment = lastSucceeded(call, record);
  return { provisionedResources: deployment === undefined ? [] : provisionedResourcesOf(call, record, deployment) };
}

/** @throws ResourceNotFoundException when it is no deployment of this resource */
function deploymentOf(call: OperationCall, record: DeployableRecord, id: string): DeploymentRecord {
  const deployment = call.parts.store.deployments.get(id);
  if (deployment?.targetArn !== record.arn) throw new ResourceNotFoundException('deployment', id);
  return deployment;
}

function lastSucceeded(call: OperationCall, record: DeployableRecord): DeploymentRecord | undefined {
  const id = record.lastSucceededDeploymentId;
  return id === undefined ? undefined : call.parts.store.deployments.get(id);
}
