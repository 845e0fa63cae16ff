import { arnOf, environmentSuffix, servicePipelineSuffix } from '../model/arns.ts';
import type { ComponentRecord, DeployableRecord, DeploymentState, DeploymentSurroundings } from '../store/records.ts';
import { keyIn } from '../store/store.ts';
import type { EngineContext } from './engine-context.ts';

/** The names that a deployment carries of its target and of what the target belongs to. */
export interface DeploymentNames {
  readonly environmentName?: string | undefined;
  readonly serviceName?: string | undefined;
  readonly serviceInstanceName?: string | undefined;
  readonly componentName?: string | undefined;
}

export function deploymentNames(record: DeployableRecord): DeploymentNames {
  switch (record.kind) {
    case 'ENVIRONMENT':
      return { environmentName: record.name };
    case 'SERVICE_INSTANCE':
      return {
        environmentName: record.environmentName,
        serviceName: record.serviceName,
        serviceInstanceName: record.name,
      };
    case 'SERVICE_PIPELINE':
      return { serviceName: record.serviceName };
    case 'COMPONENT':
      return {
        environmentName: record.environmentName,
        serviceName: record.attempted.serviceName,
        serviceInstanceName: record.attempted.serviceInstanceName,
        componentName: record.name,
      };
  }
}

/** What a component is attached to: what is live, or what its first deployment is to put in place. */
export function attachmentOf(component: ComponentRecord): DeploymentState {
  return component.deployed ?? component.attempted;
}

/** Whether a component is attached to a service instance now, or will be when its running deployment succeeds. */
function isAttachedTo(component: ComponentRecord, serviceName: string, serviceInstanceName: string): boolean {
  const pending = component.deploymentStatus === 'IN_PROGRESS' ? [component.attempted] : [];
  return [attachmentOf(component), ...pending].some(
    (state) => state.serviceName === serviceName && state.serviceInstanceName === serviceInstanceName,
  );
}

/** Components attached to a service instance of an account; there is at most one, save while one takes another's place. */
export function attachedComponents(
  parts: Pick<EngineContext, 'store'>,
  instance: { readonly accountId: string; readonly serviceName: string; readonly name: string },
): ComponentRecord[] {
  const { deployables } = parts.store;
  const key = keyIn(instance.accountId, instance.serviceName, instance.name);
  const candidates = new Set([
    ...deployables.under('attachment', key),
    ...deployables.under('attemptedAttachment', key),
  ]);
  return [...candidates].flatMap((record) =>
    record.kind === 'COMPONENT' && isAttachedTo(record, instance.serviceName, instance.name) ? [record] : [],
  );
}

/** For a service instance: the deployments live beside it, which its DeploymentState names. */
export function surroundingsOf(parts: EngineContext, record: DeployableRecord): DeploymentSurroundings | undefined {
  if (record.kind !== 'SERVICE_INSTANCE') return undefined;
  const owner = { region: parts.region, accountId: record.accountId };
  const lastSucceeded = (suffix: string): string | undefined =>
    parts.store.deployables.get(arnOf(owner, suffix))?.lastSucceededDeploymentId;
  const componentIds = attachedComponents(parts, record).flatMap(
    (component) => component.lastSucceededDeploymentId ?? [],
  );
  return {
    lastSuccessfulEnvironmentDeploymentId: lastSucceeded(environmentSuffix(record.environmentName)),
    lastSuccessfulServicePipelineDeploymentId: lastSucceeded(servicePipelineSuffix(record.serviceName)),
    lastSuccessfulComponentDeploymentIds: componentIds.length > 0 ? componentIds : undefined,
  };
}
