import { attachedComponents } from '../engine/targets.ts';
import { serviceInstanceSuffix, servicePipelineSuffix } from '../model/arns.ts';
import { ConflictException, ValidationException } from '../model/errors.ts';
import { currentDocument, type ServiceSpec, type ServiceSpecInstance } from '../specs/service-spec.ts';
import type { Mapping } from '../specs/spec-document.ts';
import type {
  ServiceInstanceRecord,
  ServicePipelineRecord,
  ServiceRecord,
  TemplateVersionRecord,
} from '../store/records.ts';
import type { OperationCall } from './call.ts';
import { findServicePipeline, getUsableEnvironment, instancesOf } from './lookup.ts';
import { newDeployable } from './new-deployable.ts';

/**
 * A new service instance, not yet in the store.
 * @throws ResourceNotFoundException, ConflictException or ValidationException about its environment
 */
export function newServiceInstance(
  call: OperationCall,
  serviceName: string,
  version: TemplateVersionRecord,
  spec: ServiceSpec,
  instance: ServiceSpecInstance,
): ServiceInstanceRecord {
  checkEnvironmentFits(call, version, instance.environmentName);
  return {
    ...newDeployable(call, serviceInstanceSuffix(serviceName, instance.name), {
      templateName: version.templateName,
      templateMajorVersion: version.majorVersion,
      templateMinorVersion: version.minorVersion,
      spec: spec.text,
    }),
    kind: 'SERVICE_INSTANCE',
    name: instance.name,
    serviceName,
    environmentName: instance.environmentName,
    templateName: version.templateName,
    joinsServiceSpec: false,
  };
}

/** A new pipeline, not yet in the store. */
export function newServicePipeline(
  call: OperationCall,
  serviceName: string,
  version: TemplateVersionRecord,
  spec: ServiceSpec,
): ServicePipelineRecord {
  return {
    ...newDeployable(call, servicePipelineSuffix(serviceName), {
      templateName: version.templateName,
      templateMajorVersion: version.majorVersion,
      templateMinorVersion: version.minorVersion,
      spec: spec.text,
    }),
    kind: 'SERVICE_PIPELINE',
    serviceName,
    templateName: version.templateName,
  };
}

/** @throws ValidationException when the environment's template is not one the service template version is for */
export function checkEnvironmentFits(
  call: OperationCall,
  version: TemplateVersionRecord,
  environmentName: string,
): void {
  const environment = getUsableEnvironment(call, environmentName);
  const { templateName, templateMajorVersion } = environment.deployed ?? {};
  const fits = version.compatibleEnvironmentTemplates?.some(
    (template) => template.templateName === templateName && template.majorVersion === templateMajorVersion,
  );
  if (fits !== true) {
    throw new ValidationException(
      `${version.arn} is not compatible with environment ${environmentName}, whose template is ${templateName}:${templateMajorVersion}.`,
    );
  }
}

/** What is live of a service, as the base of `${Proton::CURRENT_VAL}`. */
export function liveDocument(call: OperationCall, service: ServiceRecord): Mapping {
  const instanceSpecs = new Map(
    instancesOf(call, service).flatMap(({ name, deployed }) =>
      deployed?.spec === undefined ? [] : [[name, deployed.spec] as const],
    ),
  );
  return currentDocument(service.spec, {
    pipelineSpec: findServicePipeline(call, service.name)?.deployed?.spec,
    instanceSpecs,
  });
}

/** @throws ConflictException while a component is attached to the instance (AWS Proton User Guide, ag-components) */
export function checkNoComponent(call: OperationCall, instance: ServiceInstanceRecord): void {
  const [component] = attachedComponents(call.parts, instance);
  if (component !== undefined) {
    throw new ConflictException(`${instance.arn} cannot be deleted: ${component.arn} is attached to it`);
  }
}
