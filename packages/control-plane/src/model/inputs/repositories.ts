import type { Members } from '../shapes.ts';

/** Inputs of the operations on linked repositories, after the API model. */
export const REPOSITORIES_INPUTS = {
  CreateRepository: {
    required: { connectionArn: 'Arn', name: 'RepositoryName', provider: 'RepositoryProvider' },
    optional: { encryptionKey: 'Arn', tags: 'TagList' },
  },
  GetRepository: { required: { name: 'RepositoryName', provider: 'RepositoryProvider' }, optional: {} },
  ListRepositories: { required: {}, optional: { maxResults: 'MaxPageResults', nextToken: 'NextToken' } },
  DeleteRepository: { required: { name: 'RepositoryName', provider: 'RepositoryProvider' }, optional: {} },
  GetRepositorySyncStatus: {
    required: {
      branch: 'GitBranchName',
      repositoryName: 'RepositoryName',
      repositoryProvider: 'RepositoryProvider',
      syncType: 'SyncType',
    },
    optional: {},
  },
  ListRepositorySyncDefinitions: {
    required: { repositoryName: 'RepositoryName', repositoryProvider: 'RepositoryProvider', syncType: 'SyncType' },
    optional: { nextToken: 'EmptyNextToken' },
  },
} as const satisfies Record<string, Members>;
