import { repositorySuffix } from '../model/arns.ts';
import { digestOf } from '../model/digest.ts';
import { ConflictException } from '../model/errors.ts';
import type { RepositoryRecord } from '../store/records.ts';
import { type OperationCall, type OperationHandlers, type Output, ownArn } from './call.ts';
import { findRepository, getRepository } from './linked-repositories.ts';
import { ownDeployables } from './lookup.ts';
import { pageOf } from './pagination.ts';
import { tagNewResource } from './tagging.ts';
import { present } from './views/members.ts';

/** Linked repositories (https://docs.aws.amazon.com/proton/latest/userguide/ag-repositories.html). */
export const repositoryOperations = {
  CreateRepository(input, call) {
    const creationDigest = digestOf(input);
    const existing = findRepository(call, input.provider, input.name);
    if (existing !== undefined) {
      if (existing.creationDigest === creationDigest) return { repository: repositoryView(existing) };
      throw new ConflictException(`${existing.arn} is linked already, with other settings`);
    }
    const repository: RepositoryRecord = {
      accountId: call.accountId,
      arn: ownArn(call, repositorySuffix(input.provider, input.name)),
      createdAtMs: call.parts.clock.now(),
      provider: input.provider,
      name: input.name,
      connectionArn: input.connectionArn,
      encryptionKey: input.encryptionKey,
      creationDigest,
    };
    call.parts.store.repositories.set(repository.arn, repository);
    tagNewResource(call, repository.arn, input.tags);
    return { repository: repositoryView(repository) };
  },

  GetRepository(input, call) {
    return { repository: repositoryView(getRepository(call, input.provider, input.name)) };
  },

  ListRepositories(input, call) {
    const { items, nextToken } = pageOf(call, {
      operation: 'ListRepositories',
      input,
      items: [...call.parts.store.repositories.values()].filter((record) => record.accountId === call.accountId),
      sortKey: (record) => [record.name, record.provider],
    });
    return { repositories: items.map(repositorySummary), nextToken };
  },

  DeleteRepository(input, call) {
    const repository = getRepository(call, input.provider, input.name);
    checkUnused(call, repository);
    call.parts.store.repositories.delete(repository.arn);
    call.parts.store.tags.delete(repository.arn);
    return { repository: repositoryView(repository) };
  },
} satisfies Partial<OperationHandlers>;

/** @throws ConflictException while something is provisioned through the repository or synced from it (A12) */
function checkUnused(call: OperationCall, repository: RepositoryRecord): void {
  const { store } = call.parts;
  const refuse = (by: string): never => {
    throw new ConflictException(`${repository.arn} cannot be unlinked: ${by} uses it`);
  };
  const environment = ownDeployables(call, 'ENVIRONMENT').find(
    (record) => record.provisioningRepository?.arn === repository.arn,
  );
  if (environment !== undefined) refuse(environment.arn);
  if (store.accountSettings.get(call.accountId)?.pipelineProvisioningRepository?.arn === repository.arn) {
    refuse('pipeline provisioning, as set with UpdateAccountSettings,');
  }
  for (const config of [...store.templateSyncConfigs.values(), ...store.serviceSyncConfigs.values()]) {
    const isOurs = config.accountId === call.accountId && config.provider === repository.provider;
    if (isOurs && config.repositoryName === repository.name) refuse(`the sync of ${config.key}`);
  }
}

/** RepositorySummary. */
export function repositorySummary({ arn, connectionArn, name, provider }: RepositoryRecord): Output {
  return { arn, connectionArn, name, provider };
}

/** Repository. */
export function repositoryView(record: RepositoryRecord): Output {
  return present({ ...repositorySummary(record), encryptionKey: record.encryptionKey });
}
