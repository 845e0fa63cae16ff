import {
  type CodeStarConnectionsClient,
  GetResourceSyncStatusCommand,
  GetSyncBlockerSummaryCommand,
  GetSyncConfigurationCommand,
  ListRepositoryLinksCommand,
  ListSyncConfigurationsCommand,
  UpdateSyncBlockerCommand,
} from '@aws-sdk/client-codestar-connections';
import { createSdkApi, type OperationsOf, operationNames, type SdkApi, type SdkClients } from '../sdk-api.ts';

const commands = {
  GetResourceSyncStatus: GetResourceSyncStatusCommand,
  GetSyncBlockerSummary: GetSyncBlockerSummaryCommand,
  GetSyncConfiguration: GetSyncConfigurationCommand,
  ListRepositoryLinks: ListRepositoryLinksCommand,
  ListSyncConfigurations: ListSyncConfigurationsCommand,
  UpdateSyncBlocker: UpdateSyncBlockerCommand,
};

/** The operations of AWS CodeConnections that the bot calls, and no others. */
export type GitSyncOperations = OperationsOf<typeof commands>;
export type GitSyncOperation = keyof GitSyncOperations;
export type GitSyncApi = SdkApi<GitSyncOperations>;

/** Names of all operations the bot calls: a test holds the functions' rights against them. */
export const gitSyncOperations = operationNames(commands);

/**
 * The API over SDK clients. AWS CodeConnections was called CodeStar Connections; the client of the older name is the one that can be
 * installed everywhere (assumption G1).
 */
export function createGitSyncApi(clients: SdkClients<CodeStarConnectionsClient>): GitSyncApi {
  return createSdkApi<GitSyncOperations>(commands, clients);
}
