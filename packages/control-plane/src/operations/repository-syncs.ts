import { repositorySuffix, serviceInstanceSuffix, serviceSuffix } from '../model/arns.ts';
import { ResourceNotFoundException } from '../model/errors.ts';
import type { InputOf } from '../model/input-types.ts';
import { rootOf } from '../sync/template-directories.ts';
import { type OperationCall, type OperationHandlers, type Output, ownArn } from './call.ts';
import { repositorySyncView } from './views/syncs.ts';

/** What is synced from a repository, and how its last sync went. */
export const repositorySyncOperations = {
  GetRepositorySyncStatus(input, call) {
    const { repositoryProvider: provider, repositoryName, branch, syncType } = input;
    const latest = call.parts.syncs.latest(call.accountId, { provider, repositoryName, branch }, syncType);
    if (latest === undefined) {
      const arn = ownArn(call, repositorySuffix(provider, repositoryName));
      throw new ResourceNotFoundException(`${syncType} of branch ${branch}`, arn);
    }
    return { latestSync: repositorySyncView(latest) };
  },

  ListRepositorySyncDefinitions(input, call) {
    return { syncDefinitions: input.syncType === 'TEMPLATE_SYNC' ? templates(call, input) : services(call, input) };
  },
} satisfies Partial<OperationHandlers>;

type ListInput = InputOf<'ListRepositorySyncDefinitions'>;

function templates(call: OperationCall, input: ListInput): Output[] {
  return configsOf(call, input, call.parts.store.templateSyncConfigs.values()).map((config) => ({
    branch: config.branch,
    directory: rootOf(config),
    parent: parentOf(call, input),
    target: config.key,
  }));
}

/** The Proton Ops file of each service, and the instances that it names. */
function services(call: OperationCall, input: ListInput): Output[] {
  const parent = parentOf(call, input);
  return configsOf(call, input, call.parts.store.serviceSyncConfigs.values()).flatMap((config) => [
    {
      branch: config.branch,
      directory: config.filePath,
      parent,
      target: ownArn(call, serviceSuffix(config.serviceName)),
    },
    ...call.parts.syncs.instancesOf(config).map((entry) => ({
      branch: entry.branch,
      directory: entry.specPath,
      parent,
      target: ownArn(call, serviceInstanceSuffix(entry.serviceName, entry.serviceInstanceName)),
    })),
  ]);
}

function parentOf(call: OperationCall, input: ListInput): string {
  return ownArn(call, repositorySuffix(input.repositoryProvider, input.repositoryName));
}

function configsOf<Config extends { accountId: string; provider: string; repositoryName: string; key: string }>(
  call: OperationCall,
  { repositoryProvider, repositoryName }: ListInput,
  configs: Iterable<Config>,
): Config[] {
  return [...configs]
    .filter(
      (config) =>
        config.accountId === call.accountId &&
        config.provider === repositoryProvider &&
        config.repositoryName === repositoryName,
    )
    .sort((left, right) => (left.key < right.key ? -1 : 1));
}
