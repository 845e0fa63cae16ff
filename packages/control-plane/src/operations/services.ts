import { serviceSuffix } from '../model/arns.ts';
import { digestOf } from '../model/digest.ts';
import { ConflictException, ValidationException } from '../model/errors.ts';
import type { InputOf } from '../model/input-types.ts';
import { readServiceSpec, type ServiceSpec } from '../specs/service-spec.ts';
import { checkInstanceInputs, checkPipelineInputs } from '../specs/spec-inputs.ts';
import type { ServiceRecord, TemplateVersionRecord } from '../store/records.ts';
import { blockServiceSync } from '../sync/blockers.ts';
import { checkQuota, type OperationCall, type OperationHandlers, ownArn } from './call.ts';
import { checkRepeatedCreate } from './idempotency.ts';
import {
  checkNotBusy,
  checkServiceNotBusy,
  findService,
  findServicePipeline,
  getService,
  instancesOf,
} from './lookup.ts';
import { pageInOrder } from './pagination.ts';
import { planServiceEdit } from './service-edit.ts';
import { checkNoComponent, newServiceInstance, newServicePipeline } from './service-parts.ts';
import { tagNewResource, tagsOf } from './tagging.ts';
import { chooseTemplateVersion, getTemplate } from './template-choice.ts';
import { serviceSummary, serviceView, serviceWithoutSpec } from './views/services.ts';

/** https://docs.aws.amazon.com/proton/latest/userguide/ag-services.html */
export const serviceOperations = {
  CreateService(input, call) {
    const creationDigest = digestOf(input);
    const existing = findService(call, input.name);
    if (existing !== undefined) {
      checkNotBeingDeleted(existing);
      checkRepeatedCreate(existing, creationDigest);
      return { service: serviceWithoutSpec(existing) };
    }
    const { name, templateName, templateMajorVersion, templateMinorVersion } = input;
    const version = chooseTemplateVersion(call, 'service', templateName, templateMajorVersion, templateMinorVersion);
    const spec = readServiceSpec(input.spec);
    const withPipeline = hasPipeline(call, version, input, spec);
    checkInstanceInputs(version, spec, spec.instances);
    if (withPipeline) checkPipelineInputs(version, spec);
    const instances = spec.instances.map((instance) => newServiceInstance(call, name, version, spec, instance));
    checkQuota('service instances per service', 0, call.parts.quotas.serviceInstancesPerService, instances.length);
    checkQuota('services', call.parts.store.services.countUnder('account', call.accountId), call.parts.quotas.services);
    const nowMs = call.parts.clock.now();
    const service: ServiceRecord = {
      accountId: call.accountId,
      arn: ownArn(call, serviceSuffix(name)),
      createdAtMs: nowMs,
      lastModifiedAtMs: nowMs,
      name,
      templateName,
      templateMajorVersion: version.majorVersion,
      templateMinorVersion: version.minorVersion,
      description: input.description,
      repositoryConnectionArn: input.repositoryConnectionArn,
      repositoryId: input.repositoryId,
      branchName: input.branchName,
      spec: spec.text,
      status: 'CREATE_IN_PROGRESS',
      creationDigest,
      modified: false,
    };
    const pipeline = withPipeline ? newServicePipeline(call, name, version, spec) : undefined;
    // Customer tags go on to the parts that are made now (AWS Proton User Guide, resources).
    for (const { arn } of [service, ...instances, ...(pipeline === undefined ? [] : [pipeline])]) {
      tagNewResource(call, arn, input.tags);
    }
    return { service: serviceWithoutSpec(call.parts.workflows.create(service, instances, pipeline)) };
  },

  GetService(input, call) {
    return { service: serviceView(getService(call, input.name), findServicePipeline(call, input.name)) };
  },

  ListServices(input, call) {
    const { items, nextToken } = pageInOrder(call, {
      operation: 'ListServices',
      input,
      records: call.parts.store.services.ordered('byName', call.accountId),
      pick: (record) => record,
    });
    return { services: items.map(serviceSummary), nextToken };
  },

  UpdateService(input, call) {
    const service = getService(call, input.name);
    checkNotBeingDeleted(service);
    const described: ServiceRecord = {
      ...service,
      description: input.description ?? service.description,
      lastModifiedAtMs: call.parts.clock.now(),
      modified: true,
    };
    const edit = input.spec === undefined ? undefined : planServiceEdit(call, service, input.spec);
    if (edit === undefined) {
      call.parts.store.services.set(described.arn, described);
      return { service: serviceWithoutSpec(described) };
    }
    // Tags of the service go on to new parts only (AWS Proton User Guide, resources).
    for (const { arn } of edit.adding) tagNewResource(call, arn, tagsOf(call, service.arn));
    const begun = call.parts.workflows.edit(described, edit);
    const { name: serviceName } = input;
    for (const { name } of edit.adding) {
      blockServiceSync(call, { serviceName, serviceInstanceName: name }, 'The service instance was created by hand.');
    }
    if (edit.removing.length > 0) blockServiceSync(call, { serviceName }, 'A service instance was deleted by hand.');
    return { service: serviceWithoutSpec(begun) };
  },

  DeleteService(input, call) {
    const service = findService(call, input.name);
    if (service === undefined) return {};
    if (service.status === 'DELETE_IN_PROGRESS') return { service: serviceWithoutSpec(service) };
    checkServiceNotBusy(service);
    const instances = instancesOf(call, service);
    const pipeline = findServicePipeline(call, service.name);
    const parts = [...instances, ...(pipeline === undefined ? [] : [pipeline])];
    for (const part of parts) checkNotBusy(part);
    for (const instance of instances) checkNoComponent(call, instance);
    return { service: serviceWithoutSpec(call.parts.workflows.remove(service, parts)) };
  },
} satisfies Partial<OperationHandlers>;

function checkNotBeingDeleted(service: ServiceRecord): void {
  if (service.status === 'DELETE_IN_PROGRESS') throw new ConflictException(`${service.arn} is being deleted`);
}

/**
 * Whether the service has a pipeline: whether its template has one. Where the bundle was not looked at the request says
 * it: all of repository and branch, and a pipeline section; or none of them (AWS Proton User Guide, ag-create-svc).
 */
function hasPipeline(
  call: OperationCall,
  version: TemplateVersionRecord,
  input: InputOf<'CreateService'>,
  spec: ServiceSpec,
): boolean {
  const repository = [input.repositoryConnectionArn, input.repositoryId, input.branchName];
  const given = repository.filter((member) => member !== undefined).length;
  if (version.hasPipeline !== true && given === 0 && !spec.hasPipeline) return false;
  const { name, provisioning } = getTemplate(call, 'service', version.templateName);
  if (version.hasPipeline === false || provisioning === 'CUSTOMER_MANAGED') {
    throw new ValidationException(
      `Service template ${name} has no pipeline: leave out repositoryConnectionArn, repositoryId, branchName and the pipeline section of the spec.`,
    );
  }
  if (given < repository.length || !spec.hasPipeline) {
    throw new ValidationException(
      'A service with a pipeline needs repositoryConnectionArn, repositoryId, branchName and a pipeline section in the spec; one without needs none of them.',
    );
  }
  const settings = call.parts.store.accountSettings.get(call.accountId);
  const roles = settings?.pipelineServiceRoleArn ?? settings?.pipelineCodebuildRoleArn;
  if (roles === undefined && settings?.pipelineProvisioningRepository === undefined) {
    // Text as seen in https://github.com/aws-samples/aws-proton-cloudformation-sample-templates/issues/44
    throw new ValidationException('Operation cannot be run until pipeline roles have been configured');
  }
  return true;
}
