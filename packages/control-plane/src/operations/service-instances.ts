import { attachedComponents } from '../engine/targets.ts';
import { serviceInstanceSuffix } from '../model/arns.ts';
import { ConflictException, ValidationException } from '../model/errors.ts';
import { instanceInSpec, readServiceSpec, type ServiceSpec } from '../specs/service-spec.ts';
import { checkInstanceInputs } from '../specs/spec-inputs.ts';
import type { ServiceInstanceRecord, TemplateVersionRecord } from '../store/records.ts';
import { blockServiceSync } from '../sync/blockers.ts';
import { checkQuota, type OperationCall, type OperationHandlers, ownArn } from './call.ts';
import { onceByClientToken } from './idempotency.ts';
import {
  checkNotBeingDeleted,
  checkNotBusy,
  checkServiceNotBusy,
  findByArn,
  findServiceInstance,
  getService,
  getServiceInstance,
  instancesOf,
} from './lookup.ts';
import { pageOfInstances } from './service-instance-listing.ts';
import { checkEnvironmentFits, liveDocument, newServiceInstance } from './service-parts.ts';
import { tagNewResource, tagsOf } from './tagging.ts';
import { chooseTemplateVersion, chooseVersionForUpdate } from './template-choice.ts';
import { serviceInstanceSummary, serviceInstanceView, serviceInstanceWithoutSpec } from './views/deployables.ts';

/** https://docs.aws.amazon.com/proton/latest/userguide/ag-svc-instance-view.html and the pages beside it */
export const serviceInstanceOperations = {
  CreateServiceInstance(input, call) {
    const { serviceName, name, clientToken } = input;
    const create = (): ServiceInstanceRecord => {
      const service = getService(call, serviceName);
      if (service.status !== 'ACTIVE') throw new ConflictException(`${service.arn} is not ACTIVE: ${service.status}`);
      if (findServiceInstance(call, serviceName, name) !== undefined) {
        throw new ConflictException(`${ownArn(call, serviceInstanceSuffix(serviceName, name))} exists already`);
      }
      const spec = readServiceSpec(input.spec, () => liveDocument(call, service));
      const major = input.templateMajorVersion ?? service.templateMajorVersion;
      const minor = input.templateMajorVersion === undefined ? service.templateMinorVersion : undefined;
      const chosenMinor = input.templateMinorVersion ?? minor;
      const version = chooseTemplateVersion(call, 'service', service.templateName, major, chosenMinor);
      checkInstanceInputs(version, spec, [requiredInstance(spec, name)]);
      const count = instancesOf(call, service).length;
      checkQuota('service instances per service', count, call.parts.quotas.serviceInstancesPerService);
      const instance = newServiceInstance(call, serviceName, version, spec, requiredInstance(spec, name));
      tagNewResource(call, instance.arn, [...tagsOf(call, service.arn), ...(input.tags ?? [])]);
      call.parts.engine.create({ ...instance, joinsServiceSpec: true, lastClientRequestToken: clientToken });
      blockServiceSync(call, { serviceName, serviceInstanceName: name }, 'The service instance was created by hand.');
      return getServiceInstance(call, serviceName, name);
    };
    const find = (arn: string): ServiceInstanceRecord | undefined => findByArn(call, 'SERVICE_INSTANCE', arn);
    const record = onceByClientToken(call, { operation: 'CreateServiceInstance', input }, find, create);
    return { serviceInstance: serviceInstanceWithoutSpec(record) };
  },

  GetServiceInstance(input, call) {
    return { serviceInstance: serviceInstanceView(getServiceInstance(call, input.serviceName, input.name)) };
  },

  ListServiceInstances(input, call) {
    if (input.serviceName !== undefined) getService(call, input.serviceName);
    const { items, nextToken } = pageOfInstances(call, input);
    return { serviceInstances: items.map(serviceInstanceSummary), nextToken };
  },

  UpdateServiceInstance(input, call) {
    const { serviceName, name } = input;
    const find = (arn: string): ServiceInstanceRecord | undefined => findByArn(call, 'SERVICE_INSTANCE', arn);
    const record = onceByClientToken(call, { operation: 'UpdateServiceInstance', input }, find, () => {
      const service = getService(call, serviceName);
      const instance = getServiceInstance(call, serviceName, name);
      const touched = { ...instance, lastClientRequestToken: input.clientToken ?? instance.lastClientRequestToken };
      if (input.deploymentType === 'NONE') {
        checkNotBeingDeleted(instance);
        call.parts.store.deployables.set(touched.arn, touched);
        return touched;
      }
      checkServiceNotBusy(service);
      checkNotBusy(instance);
      for (const component of attachedComponents(call.parts, instance)) checkNotBusy(component);
      const version = chooseVersionForUpdate(call, 'service', instance, input);
      checkEnvironmentFits(call, version, instance.environmentName);
      call.parts.engine.update(
        touched,
        {
          target: {
            templateName: version.templateName,
            templateMajorVersion: version.majorVersion,
            templateMinorVersion: version.minorVersion,
            spec: specForUpdate(call, instance, version, input.spec),
          },
        },
        call.expectedDeploymentId,
      );
      blockServiceSync(call, { serviceName, serviceInstanceName: name }, 'The service instance was updated by hand.');
      return getServiceInstance(call, serviceName, name);
    });
    return { serviceInstance: serviceInstanceWithoutSpec(record) };
  },

  CancelServiceInstanceDeployment(input, call) {
    const { serviceName, serviceInstanceName } = input;
    getService(call, serviceName);
    call.parts.engine.cancel(getServiceInstance(call, serviceName, serviceInstanceName), call.expectedDeploymentId);
    return { serviceInstance: serviceInstanceView(getServiceInstance(call, serviceName, serviceInstanceName)) };
  },
} satisfies Partial<OperationHandlers>;

function requiredInstance(spec: ServiceSpec, name: string): ServiceSpec['instances'][number] {
  const instance = instanceInSpec(spec, name);
  if (instance === undefined) throw new ValidationException(`The spec has no service instance named ${name}.`);
  return instance;
}

/** The spec given, or the one that is kept, which may not fit another version. */
function specForUpdate(
  call: OperationCall,
  instance: ServiceInstanceRecord,
  version: TemplateVersionRecord,
  text: string | undefined = instance.deployed?.spec,
): string | undefined {
  if (text === undefined) return undefined;
  const spec = readServiceSpec(text, () => liveDocument(call, getService(call, instance.serviceName)));
  const item = requiredInstance(spec, instance.name);
  if (item.environmentName !== instance.environmentName) {
    throw new ValidationException(
      `Service instance ${instance.name} is deployed to environment ${instance.environmentName} and cannot move to ${item.environmentName}.`,
    );
  }
  checkInstanceInputs(version, spec, [item]);
  return spec.text;
}
