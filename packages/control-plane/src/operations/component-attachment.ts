import { attachedComponents, attachmentOf } from '../engine/targets.ts';
import { ConflictException, ValidationException } from '../model/errors.ts';
import { instanceInSpec, readServiceSpec } from '../specs/service-spec.ts';
import { checkInstanceInputs } from '../specs/spec-inputs.ts';
import type {
  ComponentRecord,
  DeploymentState,
  EnvironmentRecord,
  ServiceInstanceRecord,
  TemplateVersionRecord,
} from '../store/records.ts';
import type { OperationCall } from './call.ts';
import { getServiceInstance, getUsableEnvironment } from './lookup.ts';
import { getTemplateVersion } from './template-choice.ts';

interface AttachmentRequest {
  readonly serviceName?: string | undefined;
  readonly serviceInstanceName?: string | undefined;
  readonly serviceSpec?: string | undefined;
}

/** What a component that is not attached has. */
export function detachedState(): DeploymentState {
  return { serviceName: undefined, serviceInstanceName: undefined, serviceSpec: undefined };
}

/** @throws ValidationException when the environment is not set up for directly defined components (ag-components) */
export function environmentForComponents(call: OperationCall, name: string): EnvironmentRecord {
  const environment = getUsableEnvironment(call, name);
  const connectionId = environment.environmentAccountConnectionId;
  const connection = connectionId === undefined ? undefined : call.parts.store.connections.get(connectionId);
  const role = environment.componentRoleArn ?? connection?.componentRoleArn;
  if (role === undefined && environment.provisioningRepository === undefined) {
    throw new ValidationException(
      `Environment ${name} has no componentRoleArn, which components need. Update it first.`,
    );
  }
  return environment;
}

/**
 * Where a component is to be attached. Names left out keep the attachment; two empty names detach.
 *
 * @param component the component as it is, or undefined when it is being created
 * @throws ValidationException, ConflictException or ResourceNotFoundException
 */
export function chooseAttachment(
  call: OperationCall,
  component: ComponentRecord | undefined,
  request: AttachmentRequest,
): DeploymentState {
  const { serviceName, serviceInstanceName } = request;
  const present = component === undefined ? detachedState() : attachmentOf(component);
  if (serviceName === undefined && serviceInstanceName === undefined) return keptAttachment(call, present, request);
  if (!serviceName !== !serviceInstanceName || serviceName === undefined || serviceInstanceName === undefined) {
    throw new ValidationException('Give both serviceName and serviceInstanceName, both empty to detach, or neither.');
  }
  if (serviceName === '') {
    if (request.serviceSpec !== undefined) {
      throw new ValidationException('serviceSpec is only for a component that is attached.');
    }
    return detachedState();
  }
  if (present.serviceName === serviceName && present.serviceInstanceName === serviceInstanceName) {
    return keptAttachment(call, present, request);
  }
  if (present.serviceName !== undefined) {
    throw new ConflictException(
      `The component is attached to service instance ${present.serviceName}/${present.serviceInstanceName}. Detach it first.`,
    );
  }
  return newAttachment(call, component, { ...request, serviceName, serviceInstanceName });
}

function keptAttachment(call: OperationCall, present: DeploymentState, request: AttachmentRequest): DeploymentState {
  const { serviceName, serviceInstanceName } = present;
  if (request.serviceSpec === undefined) return { serviceName, serviceInstanceName, serviceSpec: present.serviceSpec };
  if (serviceName === undefined || serviceInstanceName === undefined) {
    throw new ValidationException('serviceSpec is only for a component that is attached.');
  }
  const instance = getServiceInstance(call, serviceName, serviceInstanceName);
  checkServiceSpec(deployedVersion(call, instance), instance, request.serviceSpec);
  return { serviceName, serviceInstanceName, serviceSpec: request.serviceSpec };
}

function newAttachment(
  call: OperationCall,
  component: ComponentRecord | undefined,
  request: AttachmentRequest & { readonly serviceName: string; readonly serviceInstanceName: string },
): DeploymentState {
  const { serviceName, serviceInstanceName, serviceSpec } = request;
  const instance = getServiceInstance(call, serviceName, serviceInstanceName);
  if (component !== undefined && instance.environmentName !== component.environmentName) {
    throw new ValidationException(
      `The component is in environment ${component.environmentName}; service instance ${instance.name} is in ${instance.environmentName}.`,
    );
  }
  const version = deployedVersion(call, instance);
  if (version.supportedComponentSources?.includes('DIRECTLY_DEFINED') !== true) {
    throw new ValidationException(
      `${version.arn} does not support components: its supportedComponentSources lack DIRECTLY_DEFINED.`,
    );
  }
  const other = attachedComponents(call.parts, instance).find((attached) => attached.arn !== component?.arn);
  if (other !== undefined) throw new ConflictException(`${other.arn} is attached to ${instance.arn} already`);
  if (serviceSpec !== undefined) checkServiceSpec(version, instance, serviceSpec);
  return { serviceName, serviceInstanceName, serviceSpec };
}

/** @throws ConflictException when the instance was never deployed (A18) */
function deployedVersion(call: OperationCall, instance: ServiceInstanceRecord): TemplateVersionRecord {
  const { templateMajorVersion: major, templateMinorVersion: minor } = instance.deployed ?? {};
  if (major === undefined || minor === undefined) {
    throw new ConflictException(`Service instance ${instance.name} has no version`);
  }
  return getTemplateVersion(call, 'service', instance.templateName, major, minor);
}

/** The spec of a component is that of the service; what it says of the instance must fit what is deployed there. */
function checkServiceSpec(version: TemplateVersionRecord, instance: ServiceInstanceRecord, text: string): void {
  const spec = readServiceSpec(text);
  const item = instanceInSpec(spec, instance.name);
  if (item !== undefined) checkInstanceInputs(version, spec, [item]);
}
