import { ConflictException } from '../model/errors.ts';
import type { DeployableRecord, DeploymentRecord } from '../store/records.ts';

/**
 * Whether the newest deployment of a resource is the one that the caller has seen.
 * @throws ConflictException when it is not
 */
export function checkExpected(record: DeployableRecord, expectedDeploymentId: string | undefined): void {
  const current = record.lastAttemptedDeploymentId ?? 'unknown';
  if (expectedDeploymentId === undefined || expectedDeploymentId === current) return;
  throw new ConflictException(
    `Deployment ${expectedDeploymentId} is not the current one: the current deployment of ${record.arn} is ${current} (${record.deploymentStatus})`,
  );
}

/**
 * Whether the deployment in progress of a resource may be cancelled.
 *
 * @param deployment the resource's newest deployment
 * @param expectedDeploymentId the deployment the caller means; the API itself knows only names, so without it a late
 *   call cancels whatever runs at that moment
 * @returns the deployment to cancel
 * @throws ConflictException when another deployment is current, when nothing is in progress (A14), or when the
 *   deployment creates the resource (A15; a component's may be cancelled all the same)
 */
export function checkCancellable(
  record: DeployableRecord,
  deployment: DeploymentRecord | undefined,
  expectedDeploymentId: string | undefined,
): DeploymentRecord {
  checkExpected(record, expectedDeploymentId);
  if (record.deploymentStatus !== 'IN_PROGRESS' || deployment === undefined) {
    throw new ConflictException(
      `There is no deployment in progress to cancel: the deployment status of ${record.arn} is ${record.deploymentStatus}`,
    );
  }
  if (deployment.action === 'CREATE' && record.kind !== 'COMPONENT') {
    throw new ConflictException(`Only update deployments can be cancelled: ${record.arn} is being created`);
  }
  return deployment;
}
