import { attachmentOf } from '../../engine/targets.ts';
import type {
  ComponentRecord,
  EnvironmentRecord,
  ServiceInstanceRecord,
  ServicePipelineRecord,
} from '../../store/records.ts';
import type { Output } from '../call.ts';
import { deploymentMembers, present, seconds, templateMembers } from './members.ts';
import { remembered } from './remembered.ts';

// Views are read far more often than anything else is done, so each is put together once and cleaned once.

function environmentMembers(record: EnvironmentRecord, more: Output): Output {
  return present({
    arn: record.arn,
    componentRoleArn: record.componentRoleArn,
    createdAt: seconds(record.createdAtMs),
    ...deploymentMembers(record),
    description: record.description,
    environmentAccountConnectionId: record.environmentAccountConnectionId,
    environmentAccountId: record.environmentAccountId,
    name: record.name,
    protonServiceRoleArn: record.protonServiceRoleArn,
    provisioning: record.provisioning,
    ...templateMembers(record),
    ...more,
  });
}

/** EnvironmentSummary. */
export const environmentSummary = remembered((record: EnvironmentRecord) => environmentMembers(record, {}));

/** Environment without its spec, as create, update and delete return it (A11). */
export function environmentWithoutSpec(record: EnvironmentRecord): Output {
  const { codebuildRoleArn, provisioningRepository } = record;
  return environmentMembers(record, { codebuildRoleArn, provisioningRepository });
}

/** Environment, as get and cancel return it. */
export function environmentView(record: EnvironmentRecord): Output {
  const { codebuildRoleArn, provisioningRepository } = record;
  return environmentMembers(record, { codebuildRoleArn, provisioningRepository, spec: record.deployed?.spec });
}

function serviceInstanceMembers(record: ServiceInstanceRecord, more: Output): Output {
  return present({
    arn: record.arn,
    createdAt: seconds(record.createdAtMs),
    ...deploymentMembers(record),
    environmentName: record.environmentName,
    name: record.name,
    serviceName: record.serviceName,
    ...templateMembers(record),
    ...more,
  });
}

/** ServiceInstanceSummary. */
export const serviceInstanceSummary = remembered((record: ServiceInstanceRecord) => serviceInstanceMembers(record, {}));

/** ServiceInstance without its spec, as create and update return it (A11). */
export function serviceInstanceWithoutSpec(record: ServiceInstanceRecord): Output {
  return serviceInstanceMembers(record, { lastClientRequestToken: record.lastClientRequestToken });
}

/** ServiceInstance, as get and cancel return it. */
export function serviceInstanceView(record: ServiceInstanceRecord): Output {
  const { lastClientRequestToken, deployed } = record;
  return serviceInstanceMembers(record, { lastClientRequestToken, spec: deployed?.spec });
}

function servicePipelineMembers(record: ServicePipelineRecord, more: Output): Output {
  return present({
    arn: record.arn,
    createdAt: seconds(record.createdAtMs),
    ...deploymentMembers(record),
    ...templateMembers(record),
    ...more,
  });
}

/** ServicePipeline without its spec, as cancel returns it. */
export function servicePipelineWithoutSpec(record: ServicePipelineRecord): Output {
  return servicePipelineMembers(record, {});
}

/** ServicePipeline: the new spec shows from the start of an update, beside the old version (UpdateServicePipeline example). */
export function servicePipelineView(record: ServicePipelineRecord): Output {
  const spec = record.deploymentStatus === 'IN_PROGRESS' ? record.attempted.spec : record.deployed?.spec;
  return servicePipelineMembers(record, { spec });
}

function componentMembers(record: ComponentRecord, more: Output): Output {
  const { serviceName, serviceInstanceName } = attachmentOf(record);
  return present({
    arn: record.arn,
    createdAt: seconds(record.createdAtMs),
    ...deploymentMembers(record),
    environmentName: record.environmentName,
    lastModifiedAt: seconds(record.lastModifiedAtMs),
    name: record.name,
    serviceInstanceName,
    serviceName,
    ...more,
  });
}

/** ComponentSummary. */
export const componentSummary = remembered((record: ComponentRecord) => componentMembers(record, {}));

/** Component. */
export function componentView(record: ComponentRecord): Output {
  const { description, lastClientRequestToken } = record;
  return componentMembers(record, {
    description,
    lastClientRequestToken,
    serviceSpec: attachmentOf(record).serviceSpec,
  });
}
