import {
  arnOf,
  componentSuffix,
  environmentSuffix,
  serviceInstanceSuffix,
  servicePipelineSuffix,
  serviceSuffix,
} from '../model/arns.ts';
import { ConflictException, ResourceNotFoundException } from '../model/errors.ts';
import { isBusy, isServiceBusy } from '../model/statuses.ts';
import type { OrderedRecords } from '../store/indexed-collection.ts';
import type {
  ComponentRecord,
  DeployableRecord,
  EnvironmentRecord,
  ServiceInstanceRecord,
  ServicePipelineRecord,
  ServiceRecord,
} from '../store/records.ts';
import { keyIn } from '../store/store.ts';
import { type OperationCall, ownArn } from './call.ts';

type DeployableOf<Kind extends DeployableRecord['kind']> = Extract<DeployableRecord, { kind: Kind }>;

function isOfKind<Kind extends DeployableRecord['kind']>(
  record: DeployableRecord,
  kind: Kind,
): record is DeployableOf<Kind> {
  return record.kind === kind;
}

function find<Kind extends DeployableRecord['kind']>(
  call: OperationCall,
  kind: Kind,
  suffix: string,
): DeployableOf<Kind> | undefined {
  return findByArn(call, kind, ownArn(call, suffix));
}

/** The resource of that kind at an ARN, such as the one that a client token made. */
export function findByArn<Kind extends DeployableRecord['kind']>(
  call: OperationCall,
  kind: Kind,
  arn: string,
): DeployableOf<Kind> | undefined {
  const record = call.parts.store.deployables.get(arn);
  return record !== undefined && isOfKind(record, kind) ? record : undefined;
}

function required<Record>(record: Record | undefined, kind: string, call: OperationCall, suffix: string): Record {
  if (record === undefined) throw new ResourceNotFoundException(kind, ownArn(call, suffix));
  return record;
}

export const findEnvironment = (call: OperationCall, name: string): EnvironmentRecord | undefined =>
  find(call, 'ENVIRONMENT', environmentSuffix(name));
export const findComponent = (call: OperationCall, name: string): ComponentRecord | undefined =>
  find(call, 'COMPONENT', componentSuffix(name));
export const findService = (call: OperationCall, name: string): ServiceRecord | undefined =>
  call.parts.store.services.get(ownArn(call, serviceSuffix(name)));
export const findServiceInstance = (
  call: OperationCall,
  serviceName: string,
  name: string,
): ServiceInstanceRecord | undefined => find(call, 'SERVICE_INSTANCE', serviceInstanceSuffix(serviceName, name));
export const findServicePipeline = (call: OperationCall, serviceName: string): ServicePipelineRecord | undefined =>
  find(call, 'SERVICE_PIPELINE', servicePipelineSuffix(serviceName));

/** The `get…` of this file: the resource of the calling account, or ResourceNotFoundException (A9). */
export function getEnvironment(call: OperationCall, name: string): EnvironmentRecord {
  return required(findEnvironment(call, name), 'environment', call, environmentSuffix(name));
}
export function getComponent(call: OperationCall, name: string): ComponentRecord {
  return required(findComponent(call, name), 'component', call, componentSuffix(name));
}
export function getService(call: OperationCall, name: string): ServiceRecord {
  return required(findService(call, name), 'service', call, serviceSuffix(name));
}
export function getServiceInstance(call: OperationCall, serviceName: string, name: string): ServiceInstanceRecord {
  const record = findServiceInstance(call, serviceName, name);
  return required(record, 'service instance', call, serviceInstanceSuffix(serviceName, name));
}
export function getServicePipeline(call: OperationCall, serviceName: string): ServicePipelineRecord {
  getService(call, serviceName);
  const record = findServicePipeline(call, serviceName);
  return required(record, 'service pipeline', call, servicePipelineSuffix(serviceName));
}

function ofKind<Kind extends DeployableRecord['kind']>(
  kind: Kind,
  records: Iterable<DeployableRecord>,
): DeployableOf<Kind>[] {
  const found: DeployableOf<Kind>[] = [];
  for (const record of records) if (isOfKind(record, kind)) found.push(record);
  return found;
}

/** Resources of one kind that the calling account owns. */
export function ownDeployables<Kind extends DeployableRecord['kind']>(
  call: OperationCall,
  kind: Kind,
): DeployableOf<Kind>[] {
  return ofKind(kind, call.parts.store.deployables.under('kind', keyIn(call.accountId, kind)));
}

/** The same, by name. */
export function ownByName(call: OperationCall, kind: 'ENVIRONMENT' | 'COMPONENT'): OrderedRecords<DeployableRecord> {
  return call.parts.store.deployables.ordered('kindByName', keyIn(call.accountId, kind));
}

/** How many they are. */
export function countDeployables(call: OperationCall, kind: DeployableRecord['kind']): number {
  return call.parts.store.deployables.countUnder('kind', keyIn(call.accountId, kind));
}

/** Service instances of a service. */
export function instancesOf(call: OperationCall, service: ServiceRecord): ServiceInstanceRecord[] {
  const key = keyIn(service.accountId, service.name);
  return ofKind('SERVICE_INSTANCE', call.parts.store.deployables.under('service', key));
}

/** @throws ConflictException while a deployment of the resource is under way (A13) */
export function checkNotBusy(record: DeployableRecord): void {
  if (isBusy(record.deploymentStatus)) {
    throw new ConflictException(`${record.arn} is busy: its deployment status is ${record.deploymentStatus}`);
  }
}

/** @throws ConflictException while the resource is being deleted; other work does not matter (A13) */
export function checkNotBeingDeleted(record: DeployableRecord): void {
  if (record.deploymentStatus === 'DELETE_IN_PROGRESS') {
    throw new ConflictException(`${record.arn} is being deleted`);
  }
}

/** @throws ConflictException while the service as a whole is created, edited, cleaned up or deleted (A13) */
export function checkServiceNotBusy(service: ServiceRecord): void {
  if (isServiceBusy(service.status)) {
    throw new ConflictException(`${service.arn} is busy: its status is ${service.status}`);
  }
}

/**
 * An environment that something can be deployed to.
 * @throws ResourceNotFoundException, or ConflictException when it was never deployed or is being deleted (A12)
 */
export function getUsableEnvironment(call: OperationCall, name: string): EnvironmentRecord {
  const environment = getEnvironment(call, name);
  checkNotBeingDeleted(environment);
  if (environment.deployed === undefined) {
    const arn = arnOf({ region: call.parts.region, accountId: call.accountId }, environmentSuffix(name));
    throw new ConflictException(
      `${arn} has not been deployed: its deployment status is ${environment.deploymentStatus}`,
    );
  }
  return environment;
}
