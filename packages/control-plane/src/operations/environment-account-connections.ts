import { connectionChange } from '../events/changes.ts';
import { connectionSuffix } from '../model/arns.ts';
import { AccessDeniedException, ConflictException, ResourceNotFoundException } from '../model/errors.ts';
import type { ConnectionStatus } from '../model/statuses.ts';
import type { ConnectionRecord } from '../store/records.ts';
import { keyIn } from '../store/store.ts';
import { checkQuota, type OperationCall, type OperationHandlers, type Output, ownArn } from './call.ts';
import { onceByClientToken } from './idempotency.ts';
import { pageOf } from './pagination.ts';
import { tagNewResource } from './tagging.ts';
import { present, seconds } from './views/members.ts';

/** https://docs.aws.amazon.com/proton/latest/userguide/ag-env-account-connections.html */
export const environmentAccountConnectionOperations = {
  CreateEnvironmentAccountConnection(input, call) {
    const { store, clock, random, outbox, quotas } = call.parts;
    const create = (): ConnectionRecord => {
      const count = store.connections.countUnder('environmentAccount', call.accountId);
      checkQuota('connections per environment account', count, quotas.connectionsPerEnvironmentAccount);
      const id = random.uuid();
      const nowMs = clock.now();
      const { managementAccountId, environmentName, roleArn, codebuildRoleArn, componentRoleArn } = input;
      const record: ConnectionRecord = {
        accountId: call.accountId,
        arn: ownArn(call, connectionSuffix(id)),
        createdAtMs: nowMs,
        lastModifiedAtMs: nowMs,
        id,
        managementAccountId,
        environmentName,
        roleArn,
        codebuildRoleArn,
        componentRoleArn,
        status: 'PENDING',
      };
      store.connections.set(id, record);
      tagNewResource(call, record.arn, input.tags);
      outbox.add(connectionChange(record, { to: 'PENDING' }));
      return record;
    };
    const find = (arn: string): ConnectionRecord | undefined =>
      store.connections.get(arn.slice(arn.lastIndexOf('/') + 1));
    const request = { operation: 'CreateEnvironmentAccountConnection', input };
    return { environmentAccountConnection: connectionView(onceByClientToken(call, request, find, create)) };
  },

  GetEnvironmentAccountConnection(input, call) {
    return { environmentAccountConnection: connectionView(getConnection(call, input.id)) };
  },

  ListEnvironmentAccountConnections(input, call) {
    const party = input.requestedBy === 'MANAGEMENT_ACCOUNT' ? 'managementAccount' : 'environmentAccount';
    const { items, nextToken } = pageOf(call, {
      operation: 'ListEnvironmentAccountConnections',
      input,
      items: [...call.parts.store.connections.under(party, call.accountId)].filter(
        (record) =>
          (input.environmentName === undefined || record.environmentName === input.environmentName) &&
          (input.statuses === undefined || input.statuses.length === 0 || input.statuses.includes(record.status)),
      ),
      sortKey: (record) => [record.createdAtMs, record.id],
    });
    return { environmentAccountConnections: items.map(connectionSummary), nextToken };
  },

  UpdateEnvironmentAccountConnection(input, call) {
    const record = getConnection(call, input.id);
    checkEnvironmentAccount(call, record, 'update');
    const changed: ConnectionRecord = {
      ...record,
      roleArn: input.roleArn ?? record.roleArn,
      codebuildRoleArn: input.codebuildRoleArn ?? record.codebuildRoleArn,
      componentRoleArn: input.componentRoleArn ?? record.componentRoleArn,
      lastModifiedAtMs: call.parts.clock.now(),
    };
    call.parts.store.connections.set(changed.id, changed);
    return { environmentAccountConnection: connectionView(changed) };
  },

  /** Also one in use may be deleted: the environment then waits for a new one. */
  DeleteEnvironmentAccountConnection(input, call) {
    const { store, outbox } = call.parts;
    if (store.connections.get(input.id) === undefined) return {};
    const record = getConnection(call, input.id);
    checkEnvironmentAccount(call, record, 'delete');
    store.connections.delete(record.id);
    store.tags.delete(record.arn);
    outbox.add(connectionChange(record, { from: record.status, to: 'DELETED' }));
    return { environmentAccountConnection: connectionView(record) };
  },

  AcceptEnvironmentAccountConnection(input, call) {
    const record = getConnection(call, input.id);
    checkManagementAccount(call, record, 'accept');
    if (record.status === 'REJECTED') {
      throw new ConflictException(`Environment account connection ${record.id} was rejected and cannot be accepted`);
    }
    return { environmentAccountConnection: connectionView(setStatus(call, record, 'CONNECTED')) };
  },

  RejectEnvironmentAccountConnection(input, call) {
    const record = getConnection(call, input.id);
    checkManagementAccount(call, record, 'reject');
    const user = environmentUsing(call, record);
    if (user !== undefined) {
      throw new ConflictException(
        `Environment account connection ${record.id} is in use by ${user}. Delete that first.`,
      );
    }
    return { environmentAccountConnection: connectionView(setStatus(call, record, 'REJECTED')) };
  },
} satisfies Partial<OperationHandlers>;

/** A second accept or reject changes nothing and is no event (A27). */
function setStatus(call: OperationCall, record: ConnectionRecord, status: ConnectionStatus): ConnectionRecord {
  if (record.status === status) return record;
  const changed = { ...record, status, lastModifiedAtMs: call.parts.clock.now() };
  call.parts.store.connections.set(changed.id, changed);
  call.parts.outbox.add(connectionChange(changed, { from: record.status, to: status }));
  return changed;
}

/** A connection of which the calling account is one of the two parties; to others it does not exist (A29). */
function getConnection(call: OperationCall, id: string): ConnectionRecord {
  const record = call.parts.store.connections.get(id);
  const isParty = record?.accountId === call.accountId || record?.managementAccountId === call.accountId;
  if (record === undefined || !isParty) throw new ResourceNotFoundException('environment account connection', id);
  return record;
}

function checkManagementAccount(call: OperationCall, record: ConnectionRecord, action: string): void {
  if (call.accountId === record.managementAccountId) return;
  throw new AccessDeniedException(
    `Only management account ${record.managementAccountId} can ${action} connection ${record.id}`,
  );
}

function checkEnvironmentAccount(call: OperationCall, record: ConnectionRecord, action: string): void {
  if (call.accountId === record.accountId) return;
  throw new AccessDeniedException(`Only environment account ${record.accountId} can ${action} connection ${record.id}`);
}

function environmentUsing(call: OperationCall, connection: ConnectionRecord): string | undefined {
  const environments = keyIn(connection.managementAccountId, 'ENVIRONMENT');
  for (const record of call.parts.store.deployables.under('kind', environments)) {
    if (record.kind === 'ENVIRONMENT' && record.environmentAccountConnectionId === connection.id) return record.arn;
  }
  return undefined;
}

/** EnvironmentAccountConnectionSummary. */
export function connectionSummary(record: ConnectionRecord): Output {
  return present({
    arn: record.arn,
    componentRoleArn: record.componentRoleArn,
    environmentAccountId: record.accountId,
    environmentName: record.environmentName,
    id: record.id,
    lastModifiedAt: seconds(record.lastModifiedAtMs),
    managementAccountId: record.managementAccountId,
    requestedAt: seconds(record.createdAtMs),
    roleArn: record.roleArn,
    status: record.status,
  });
}

/** EnvironmentAccountConnection. */
export function connectionView(record: ConnectionRecord): Output {
  return present({ ...connectionSummary(record), codebuildRoleArn: record.codebuildRoleArn });
}
