import { arnOf, environmentSuffix } from '../model/arns.ts';
import type { DeploymentTargetKind } from '../model/statuses.ts';
import type { DeploymentRecord } from '../store/records.ts';
import type { EngineContext } from './engine-context.ts';

type Parts = Pick<EngineContext, 'store' | 'region'>;

/** What is provisioned, and where. */
interface Provisioned {
  readonly accountId: string;
  readonly targetKind: DeploymentTargetKind;
  readonly environmentName?: string | undefined;
}

/**
 * Whether a deployment is carried out by the customer's own automation, which reports its end with
 * NotifyResourceDeploymentStatusChange; without a report it stays IN_PROGRESS
 * (https://docs.aws.amazon.com/proton/latest/userguide/ag-works-prov-methods.html#ag-works-prov-methods-self).
 * Cancellations and deletions end by themselves: what a report could say of them is not documented (A17).
 */
export function isReportedByCustomer(parts: Parts, deployment: DeploymentRecord): boolean {
  if (deployment.status !== 'IN_PROGRESS') return false;
  return deployment.settings?.provisioningRepository !== undefined || isSelfManaged(parts, deployment);
}

/** Whether pull requests to a repository are what provisions: of the environment, or of the account's pipelines. */
export function isSelfManaged(
  { store, region }: Parts,
  { accountId, targetKind, environmentName }: Provisioned,
): boolean {
  if (targetKind === 'SERVICE_PIPELINE') {
    const settings = store.accountSettings.get(accountId);
    const roles = settings?.pipelineServiceRoleArn ?? settings?.pipelineCodebuildRoleArn;
    return roles === undefined && settings?.pipelineProvisioningRepository !== undefined;
  }
  const environment = store.deployables.get(arnOf({ region, accountId }, environmentSuffix(environmentName ?? '')));
  return environment?.kind === 'ENVIRONMENT' && environment.provisioningRepository !== undefined;
}
