import type { ServicePipelineRecord, ServiceRecord } from '../../store/records.ts';
import type { Output } from '../call.ts';
import { servicePipelineView } from './deployables.ts';
import { present, seconds } from './members.ts';
import { remembered } from './remembered.ts';

/** ServiceSummary. */
export const serviceSummary = remembered(serviceMembers);

function serviceMembers(record: ServiceRecord): Output {
  return present({
    arn: record.arn,
    createdAt: seconds(record.createdAtMs),
    description: record.description,
    lastModifiedAt: seconds(record.lastModifiedAtMs),
    name: record.name,
    status: record.status,
    statusMessage: record.statusMessage,
    templateName: record.templateName,
  });
}

/** Service without spec and pipeline, as create, update and delete return it (A11). */
export function serviceWithoutSpec(record: ServiceRecord): Output {
  return present({
    ...serviceMembers(record),
    branchName: record.branchName,
    repositoryConnectionArn: record.repositoryConnectionArn,
    repositoryId: record.repositoryId,
  });
}

/** Service, as get returns it. Its spec is that of the service, whatever its parts were updated to since (A44). */
export function serviceView(record: ServiceRecord, pipeline: ServicePipelineRecord | undefined): Output {
  return present({
    ...serviceWithoutSpec(record),
    pipeline: pipeline === undefined ? undefined : servicePipelineView(pipeline),
    spec: record.spec,
  });
}
