/** DeploymentStatus of the API model: the states of an attempt, and of the resource it changes. */
export type DeploymentStatus =
  | 'IN_PROGRESS'
  | 'SUCCEEDED'
  | 'FAILED'
  | 'CANCELLING'
  | 'CANCELLED'
  | 'DELETE_IN_PROGRESS'
  | 'DELETE_FAILED'
  | 'DELETE_COMPLETE';

/** ServiceStatus of the API model. */
export type ServiceStatus =
  | 'CREATE_IN_PROGRESS'
  | 'CREATE_FAILED_CLEANUP_IN_PROGRESS'
  | 'CREATE_FAILED_CLEANUP_COMPLETE'
  | 'CREATE_FAILED_CLEANUP_FAILED'
  | 'CREATE_FAILED'
  | 'ACTIVE'
  | 'DELETE_IN_PROGRESS'
  | 'DELETE_FAILED'
  | 'UPDATE_IN_PROGRESS'
  | 'UPDATE_FAILED_CLEANUP_IN_PROGRESS'
  | 'UPDATE_FAILED_CLEANUP_COMPLETE'
  | 'UPDATE_FAILED_CLEANUP_FAILED'
  | 'UPDATE_FAILED'
  | 'UPDATE_COMPLETE_CLEANUP_FAILED';

export type TemplateVersionStatus = 'REGISTRATION_IN_PROGRESS' | 'REGISTRATION_FAILED' | 'DRAFT' | 'PUBLISHED';

export type ConnectionStatus = 'PENDING' | 'CONNECTED' | 'REJECTED';

/** The four kinds of resource that are deployed (DeploymentTargetResourceType). */
export type DeploymentTargetKind = 'ENVIRONMENT' | 'SERVICE_INSTANCE' | 'SERVICE_PIPELINE' | 'COMPONENT';

/** Whether a status means that work on the resource is under way, so that other work has to wait (A13). */
export function isBusy(status: DeploymentStatus): boolean {
  return status === 'IN_PROGRESS' || status === 'CANCELLING' || status === 'DELETE_IN_PROGRESS';
}

/** Whether a service is being created, edited, cleaned up or deleted (A13). */
export function isServiceBusy(status: ServiceStatus): boolean {
  return status.endsWith('_IN_PROGRESS');
}
