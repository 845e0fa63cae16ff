import type { DeploymentRecord, DeploymentState } from '../../store/records.ts';
import type { Output } from '../call.ts';
import { optionalSeconds, present, seconds } from './members.ts';
import { remembered } from './remembered.ts';

/** DeploymentSummary. */
export const deploymentSummary = remembered(deploymentMembers);

function deploymentMembers(record: DeploymentRecord): Output {
  return present({
    arn: record.arn,
    completedAt: optionalSeconds(record.completedAtMs),
    componentName: record.componentName,
    createdAt: seconds(record.createdAtMs),
    deploymentStatus: record.status,
    environmentName: record.environmentName,
    id: record.id,
    lastAttemptedDeploymentId: record.id,
    lastModifiedAt: seconds(record.lastModifiedAtMs),
    lastSucceededDeploymentId: record.lastSucceededDeploymentId,
    serviceInstanceName: record.serviceInstanceName,
    serviceName: record.serviceName,
    targetArn: record.targetArn,
    targetResourceCreatedAt: seconds(record.targetCreatedAtMs),
    targetResourceType: record.targetKind,
  });
}

/** Deployment. */
export function deploymentView(record: DeploymentRecord): Output {
  return present({
    ...deploymentMembers(record),
    deploymentStatusMessage: record.statusMessage,
    initialState: stateView(record, record.initialState),
    targetState: stateView(record, record.targetState),
  });
}

/** DeploymentState: a union whose member says the kind of the target. */
function stateView(record: DeploymentRecord, state: DeploymentState | undefined): Output | undefined {
  if (state === undefined) return undefined;
  const { templateName, templateMajorVersion, templateMinorVersion, spec } = state;
  const version = { templateName, templateMajorVersion, templateMinorVersion, spec };
  switch (record.targetKind) {
    case 'ENVIRONMENT':
      return { environment: present(version) };
    case 'SERVICE_PIPELINE':
      return { servicePipeline: present(version) };
    case 'SERVICE_INSTANCE':
      return { serviceInstance: present({ ...version, ...record.surroundings }) };
    case 'COMPONENT': {
      const { serviceName, serviceInstanceName, serviceSpec, templateFile } = state;
      return { component: present({ serviceName, serviceInstanceName, serviceSpec, templateFile }) };
    }
  }
}
