import type { ConnectionRecord } from '../../store/records.ts';
import type { Output } from '../call.ts';
import { present, seconds } from './members.ts';

/** EnvironmentAccountConnectionSummary. */
export function connectionSummary(record: ConnectionRecord): Output {
  return present({
    arn: record.arn,
    componentRoleArn: record.componentRoleArn,
    environmentAccountId: record.accountId,
    environmentName: record.environmentName,
    id: record.id,
    lastModifiedAt: seconds(record.lastModifiedAtMs),
    managementAccountId: record.managementAccountId,
    requestedAt: seconds(record.createdAtMs),
    roleArn: record.roleArn,
    status: record.status,
  });
}

/** EnvironmentAccountConnection. */
export function connectionView(record: ConnectionRecord): Output {
  return present({ ...connectionSummary(record), codebuildRoleArn: record.codebuildRoleArn });
}
