import type {
  ConnectionRecord,
  DeployableRecord,
  DeploymentRecord,
  ServiceRecord,
  TemplateRecord,
  TemplateVersionRecord,
} from '../store/records.ts';
import type { ProtonDetailType, StatusChange } from './envelope.ts';

/** From which status to which; no `from` on the first event of a resource (A4), `DELETED` at the end. */
export interface Transition {
  readonly from?: string | undefined;
  readonly to: string;
}

const DEPLOYABLE_DETAIL_TYPES: Record<DeployableRecord['kind'], ProtonDetailType> = {
  ENVIRONMENT: 'AWS Proton Environment Status Change',
  SERVICE_INSTANCE: 'AWS Proton Service Instance Status Change',
  SERVICE_PIPELINE: 'AWS Proton Service Pipeline Status Change',
  COMPONENT: 'AWS Proton Component Status Change',
};

function change(
  detailType: ProtonDetailType,
  resource: { readonly accountId: string; readonly arn: string },
  transition: Transition,
  names: StatusChange['names'],
): StatusChange {
  return {
    detailType,
    accountId: resource.accountId,
    resourceArn: resource.arn,
    previousStatus: transition.from,
    status: transition.to,
    names,
  };
}

/** Event of an environment, service instance, pipeline or component. */
export function deployableChange(record: DeployableRecord, transition: Transition): StatusChange {
  return change(DEPLOYABLE_DETAIL_TYPES[record.kind], record, transition, {
    name: record.kind === 'SERVICE_PIPELINE' ? undefined : record.name,
    serviceName:
      record.kind === 'SERVICE_INSTANCE' || record.kind === 'SERVICE_PIPELINE' ? record.serviceName : undefined,
  });
}

/** Event of a deployment; AWS documents none of its fields, A5 gives this project's. */
export function deploymentChange(record: DeploymentRecord, transition: Transition): StatusChange {
  return change('AWS Proton Deployment Status Change', record, transition, {
    id: record.id,
    targetArn: record.targetArn,
    targetResourceType: record.targetKind,
    environmentName: record.environmentName,
    serviceName: record.serviceName,
    serviceInstanceName: record.serviceInstanceName,
    componentName: record.componentName,
  });
}

export function serviceChange(record: ServiceRecord, transition: Transition): StatusChange {
  return change('AWS Proton Service Status Change', record, transition, { name: record.name });
}

export function connectionChange(record: ConnectionRecord, transition: Transition): StatusChange {
  return change('AWS Proton Environment Account Connection Status Change', record, transition, { id: record.id });
}

export function templateChange(record: TemplateRecord, transition: Transition): StatusChange {
  const detailType =
    record.kind === 'environment'
      ? 'AWS Proton Environment Template Status Change'
      : 'AWS Proton Service Template Status Change';
  return change(detailType, record, transition, { name: record.name });
}

export function templateVersionChange(record: TemplateVersionRecord, transition: Transition): StatusChange {
  const detailType =
    record.kind === 'environment'
      ? 'AWS Proton Environment Template Version Status Change'
      : 'AWS Proton Service Template Version Status Change';
  return change(detailType, record, transition, {
    name: record.templateName,
    majorVersion: record.majorVersion,
    minorVersion: record.minorVersion,
  });
}
