import { serviceInstanceSuffix, serviceSuffix } from '../model/arns.ts';
import { ConflictException, ResourceNotFoundException, ValidationException } from '../model/errors.ts';
import type { InputOf } from '../model/input-types.ts';
import type { ServiceSyncConfigRecord, SyncBlockerRecord } from '../store/records.ts';
import { activeBlockers } from '../sync/blockers.ts';
import { type OperationCall, type OperationHandlers, ownArn } from './call.ts';
import { checkLinked, getRepository } from './linked-repositories.ts';
import { findService, getService, getServiceInstance } from './lookup.ts';
import { resourceSyncView, revisionView, serviceSyncConfigView, syncBlockerView } from './views/syncs.ts';

/** https://docs.aws.amazon.com/proton/latest/userguide/ag-service-sync-configs.html */
export const serviceSyncOperations = {
  CreateServiceSyncConfig(input, call) {
    const config = configOf(call, input);
    const existing = call.parts.store.serviceSyncConfigs.get(config.key);
    if (existing !== undefined && !isSame(existing, config)) {
      throw new ConflictException(`Service ${input.serviceName} has another sync configuration. Update that one.`);
    }
    // The operation has no ResourceNotFoundException.
    if (findService(call, input.serviceName) === undefined) {
      throw new ValidationException(`There is no service ${input.serviceName} to sync.`);
    }
    checkLinked(call, input.repositoryProvider, input.repositoryName);
    return { serviceSyncConfig: follow(call, config) };
  },

  GetServiceSyncConfig({ serviceName }, call) {
    return { serviceSyncConfig: serviceSyncConfigView(getConfig(call, serviceName)) };
  },

  UpdateServiceSyncConfig(input, call) {
    getConfig(call, input.serviceName);
    getRepository(call, input.repositoryProvider, input.repositoryName);
    return { serviceSyncConfig: follow(call, configOf(call, input)) };
  },

  DeleteServiceSyncConfig({ serviceName }, call) {
    const config = getConfig(call, serviceName);
    call.parts.store.serviceSyncConfigs.delete(config.key);
    return { serviceSyncConfig: serviceSyncConfigView(config) };
  },

  GetServiceInstanceSyncStatus({ serviceName, serviceInstanceName }, call) {
    const config = getConfig(call, serviceName);
    getServiceInstance(call, serviceName, serviceInstanceName);
    const target = ownArn(call, serviceInstanceSuffix(serviceName, serviceInstanceName));
    const desired = call.parts.syncs.desiredInstance(config, serviceInstanceName);
    const syncs = call.parts.store.resourceSyncs.get(target);
    return {
      desiredState: desired && revisionView(desired),
      latestSuccessfulSync: syncs?.latestSuccessful && resourceSyncView(target, syncs.latestSuccessful),
      latestSync: syncs && resourceSyncView(target, syncs.latest),
    };
  },

  /** With the name of an instance, the blockers of that instance alone; without, those of the service as a whole. */
  GetServiceSyncBlockerSummary({ serviceName, serviceInstanceName }, call) {
    getService(call, serviceName);
    if (serviceInstanceName !== undefined) getServiceInstance(call, serviceName, serviceInstanceName);
    const latestBlockers = activeBlockers(call.parts, call.accountId, { serviceName, serviceInstanceName }).map(
      syncBlockerView,
    );
    return {
      serviceSyncBlockerSummary: {
        serviceName,
        ...(serviceInstanceName !== undefined && { serviceInstanceName }),
        latestBlockers,
      },
    };
  },

  UpdateServiceSyncBlocker({ id, resolvedReason }, call) {
    const { store, clock } = call.parts;
    const blocker = store.syncBlockers.get(id);
    if (blocker?.accountId !== call.accountId)
      throw new ResourceNotFoundException('service sync blocker', id.slice(0, 200));
    if (blocker.resolvedAtMs !== undefined)
      throw new ConflictException(`Service sync blocker ${id} is resolved already`);
    const resolved: SyncBlockerRecord = { ...blocker, resolvedAtMs: clock.now(), resolvedReason };
    store.syncBlockers.set(id, resolved);
    const { serviceName, serviceInstanceName } = blocker;
    const config = store.serviceSyncConfigs.get(ownArn(call, serviceSuffix(serviceName)));
    if (config !== undefined) call.parts.syncs.begin(call.accountId, config, 'SERVICE_SYNC');
    return { serviceInstanceName, serviceName, serviceSyncBlocker: syncBlockerView(resolved) };
  },
} satisfies Partial<OperationHandlers>;

type ConfigInput = InputOf<'CreateServiceSyncConfig'>;

function configOf(call: OperationCall, input: ConfigInput): ServiceSyncConfigRecord {
  return {
    key: ownArn(call, serviceSuffix(input.serviceName)),
    accountId: call.accountId,
    serviceName: input.serviceName,
    provider: input.repositoryProvider,
    repositoryName: input.repositoryName,
    branch: input.branch,
    filePath: input.filePath,
  };
}

function isSame(left: ServiceSyncConfigRecord, right: ServiceSyncConfigRecord): boolean {
  const { provider, repositoryName, branch, filePath } = left;
  return (
    provider === right.provider &&
    repositoryName === right.repositoryName &&
    branch === right.branch &&
    filePath === right.filePath
  );
}

/** Keeps the configuration and syncs what the branch has now. */
function follow(call: OperationCall, config: ServiceSyncConfigRecord) {
  const { store, syncs } = call.parts;
  const before = store.serviceSyncConfigs.get(config.key);
  if (before === undefined || !isSame(before, config)) {
    store.serviceSyncConfigs.set(config.key, config);
    syncs.begin(call.accountId, config, 'SERVICE_SYNC');
  }
  return serviceSyncConfigView(config);
}

function getConfig(call: OperationCall, serviceName: string): ServiceSyncConfigRecord {
  const arn = ownArn(call, serviceSuffix(serviceName));
  const config = call.parts.store.serviceSyncConfigs.get(arn);
  if (config === undefined) throw new ResourceNotFoundException('service sync configuration', arn);
  return config;
}
