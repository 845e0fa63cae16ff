import type { DeployableRecord, DeploymentState } from '../store/records.ts';
import { type OperationCall, ownArn } from './call.ts';

type NewDeployable = Pick<
  DeployableRecord,
  'accountId' | 'arn' | 'createdAtMs' | 'deploymentStatus' | 'lastAttemptedAtMs' | 'attempted'
>;

/** What a deployed resource of any kind starts with. */
export function newDeployable(call: OperationCall, suffix: string, attempted: DeploymentState): NewDeployable {
  const nowMs = call.parts.clock.now();
  return {
    accountId: call.accountId,
    arn: ownArn(call, suffix),
    createdAtMs: nowMs,
    deploymentStatus: 'IN_PROGRESS',
    lastAttemptedAtMs: nowMs,
    attempted,
  };
}
