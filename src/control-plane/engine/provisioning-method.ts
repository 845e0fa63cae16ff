import { arnOf, environmentSuffix } from '../model/arns.ts';
import type { DeploymentRecord } from '../store/records.ts';
import type { EngineParts } from './engine-parts.ts';

/**
 * Whether a deployment is carried out by the customer's own automation, which reports its end with
 * NotifyResourceDeploymentStatusChange; without a report it stays IN_PROGRESS
 * (https://docs.aws.amazon.com/proton/latest/userguide/ag-works-prov-methods.html#ag-works-prov-methods-self).
 * Cancellations and deletions end by themselves: what a report could say of them is not documented (A17).
 */
export function isReportedByCustomer(
  parts: Pick<EngineParts, 'store' | 'region'>,
  deployment: Pick<DeploymentRecord, 'accountId' | 'environmentName' | 'settings' | 'status' | 'targetKind'>,
): boolean {
  if (deployment.status !== 'IN_PROGRESS') return false;
  const { store, region } = parts;
  if (deployment.targetKind === 'SERVICE_PIPELINE') {
    const settings = store.accountSettings.get(deployment.accountId);
    const roles = settings?.pipelineServiceRoleArn ?? settings?.pipelineCodebuildRoleArn;
    return roles === undefined && settings?.pipelineProvisioningRepository !== undefined;
  }
  if (deployment.settings?.provisioningRepository !== undefined) return true;
  const owner = { region, accountId: deployment.accountId };
  const environment = store.deployables.get(arnOf(owner, environmentSuffix(deployment.environmentName ?? '')));
  return environment?.kind === 'ENVIRONMENT' && environment.provisioningRepository !== undefined;
}
