import type { ServiceEdit } from '../engine/service-workflow.ts';
import { ConflictException, ValidationException } from '../model/errors.ts';
import {
  instanceInSpec,
  readServiceSpec,
  type ServiceSpec,
  sameInstance,
  samePipeline,
} from '../specs/service-spec.ts';
import { isMapping, type Mapping, memberOf } from '../specs/spec-document.ts';
import { checkInstanceInputs } from '../specs/spec-inputs.ts';
import type { ServiceInstanceRecord, ServiceRecord } from '../store/records.ts';
import { checkQuota, type OperationCall } from './call.ts';
import { checkNotBusy, checkServiceNotBusy, findServicePipeline, instancesOf } from './lookup.ts';
import { checkNoComponent, liveDocument, newServiceInstance } from './service-parts.ts';
import { chooseTemplateVersion } from './template-choice.ts';

/**
 * Which instances an UpdateService adds and removes (https://docs.aws.amazon.com/proton/latest/userguide/ag-svc-update.html).
 *
 * @returns undefined when the spec changes nothing
 * @throws ValidationException when it changes the pipeline or an instance that stays (A19); ConflictException when the
 *   service or a part of it is busy, or an instance to remove has a component attached
 */
export function planServiceEdit(
  call: OperationCall,
  service: ServiceRecord,
  specText: string,
): ServiceEdit | undefined {
  checkServiceNotBusy(service);
  if (service.status.startsWith('CREATE_FAILED')) {
    throw new ConflictException(
      `${service.arn} was not created: its status is ${service.status}. Delete it and create it anew.`,
    );
  }
  const pipeline = findServicePipeline(call, service.name);
  if (pipeline !== undefined) checkNotBusy(pipeline);
  const live = liveDocument(call, service);
  const spec = readServiceSpec(specText, () => live);
  checkRestUnchanged(spec, live);
  const present = instancesOf(call, service);
  const removing = present.filter((instance) => instanceInSpec(spec, instance.name) === undefined);
  const added = spec.instances.filter(({ name }) => present.every((instance) => instance.name !== name));
  if (added.length === 0 && removing.length === 0) return undefined;
  for (const instance of removing) checkRemovable(call, instance);
  // Instances whose deletion fails still count, so the old ones count until they are gone.
  const quota = call.parts.quotas.serviceInstancesPerService;
  const failed = present.filter((instance) => instance.deploymentStatus === 'DELETE_FAILED').length;
  checkQuota('service instances per service', present.length - removing.length + failed, quota, added.length);
  const adding = added.length === 0 ? [] : newInstances(call, service, spec, added);
  return { spec: spec.text, adding, removing, pipeline };
}

function newInstances(
  call: OperationCall,
  service: ServiceRecord,
  spec: ServiceSpec,
  added: ServiceSpec['instances'],
): ServiceInstanceRecord[] {
  const { templateName, templateMajorVersion, templateMinorVersion } = service;
  const version = chooseTemplateVersion(call, 'service', templateName, templateMajorVersion, templateMinorVersion);
  checkInstanceInputs(version, spec, added);
  return added.map((instance) => newServiceInstance(call, service.name, version, spec, instance));
}

function checkRemovable(call: OperationCall, instance: ServiceInstanceRecord): void {
  checkNotBusy(instance);
  checkNoComponent(call, instance);
}

function checkRestUnchanged(spec: ServiceSpec, live: Mapping): void {
  if (!samePipeline(spec.document, live)) {
    throw new ValidationException(
      'UpdateService cannot change the pipeline; use UpdateServicePipeline, or "${Proton::CURRENT_VAL}".',
    );
  }
  const items: unknown = memberOf(live, 'instances');
  for (const item of Array.isArray(items) ? (items as unknown[]) : []) {
    if (!isMapping(item)) continue;
    const instance = instanceInSpec(spec, String(memberOf(item, 'name')));
    if (instance !== undefined && !sameInstance(instance.item, item)) {
      throw new ValidationException(
        `UpdateService cannot change service instance ${instance.name}; use UpdateServiceInstance, or "\${Proton::CURRENT_VAL}".`,
      );
    }
  }
}
