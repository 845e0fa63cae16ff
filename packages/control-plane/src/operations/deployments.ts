import { forget } from '../engine/deployment-history.ts';
import { ResourceNotFoundException, ValidationException } from '../model/errors.ts';
import type { InputOf } from '../model/input-types.ts';
import type { OrderedRecords } from '../store/indexed-collection.ts';
import type { DeploymentRecord } from '../store/records.ts';
import { keyIn } from '../store/store.ts';
import type { OperationCall, OperationHandlers } from './call.ts';
import { pageInOrder } from './pagination.ts';
import { deploymentSummary, deploymentView } from './views/deployments.ts';

type Names = Pick<
  InputOf<'ListDeployments'>,
  'environmentName' | 'serviceName' | 'serviceInstanceName' | 'componentName'
>;

/** https://docs.aws.amazon.com/proton/latest/APIReference/API_Deployment.html */
export const deploymentOperations = {
  GetDeployment(input, call) {
    checkNames(input);
    const record = getDeployment(call, input.id);
    if (!carriesNames(record, input)) throw new ResourceNotFoundException('deployment', input.id);
    return { deployment: deploymentView(record) };
  },

  /** Newest first. A name selects every deployment that carries it: a service's instances, components and pipeline. */
  ListDeployments(input, call) {
    checkNames(input);
    const { items, nextToken } = pageInOrder(call, {
      operation: 'ListDeployments',
      input,
      records: candidates(call, input),
      pick: (record) => (carriesNames(record, input) ? record : undefined),
      descending: true,
    });
    return { deployments: items.map(deploymentSummary), nextToken };
  },

  DeleteDeployment(input, call) {
    const record = getDeployment(call, input.id);
    // The operation has no ConflictException, so a running deployment is refused as a request that makes no sense.
    if (record.completedAtMs === undefined) {
      throw new ValidationException(`Deployment ${record.id} cannot be deleted while it is ${record.status}.`);
    }
    forget(call.parts, record);
    return { deployment: deploymentView(record) };
  },
} satisfies Partial<OperationHandlers>;

function getDeployment(call: OperationCall, id: string): DeploymentRecord {
  const record = call.parts.store.deployments.get(id);
  if (record?.accountId !== call.accountId) throw new ResourceNotFoundException('deployment', id);
  return record;
}

/** Fewer than all, where a name is given that few deployments carry. */
function candidates(
  { parts, accountId }: OperationCall,
  { componentName, serviceName, environmentName }: Names,
): OrderedRecords<DeploymentRecord> {
  const { deployments } = parts.store;
  if (componentName !== undefined) return deployments.ordered('ofComponent', keyIn(accountId, componentName));
  if (serviceName !== undefined) return deployments.ordered('ofService', keyIn(accountId, serviceName));
  if (environmentName !== undefined) return deployments.ordered('ofEnvironment', keyIn(accountId, environmentName));
  return deployments.ordered('ofAccount', accountId);
}

function checkNames(names: Names): void {
  if (names.serviceInstanceName !== undefined && names.serviceName === undefined) {
    throw new ValidationException('serviceInstanceName needs serviceName with it.');
  }
}

function carriesNames(record: DeploymentRecord, names: Names): boolean {
  return (
    (names.environmentName === undefined || names.environmentName === record.environmentName) &&
    (names.serviceName === undefined || names.serviceName === record.serviceName) &&
    (names.serviceInstanceName === undefined || names.serviceInstanceName === record.serviceInstanceName) &&
    (names.componentName === undefined || names.componentName === record.componentName)
  );
}
