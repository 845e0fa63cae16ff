import { ROLE_ARN } from '../../../support/world.ts';
import { CONFLICT, NOT_FOUND, type Scenes } from './scene.ts';
import { CONNECTION_ARN, REPOSITORY, UNUSED_REPOSITORY } from './synced-world.ts';

const used = { provider: REPOSITORY.repositoryProvider, name: REPOSITORY.repositoryName };
const missing = { input: { name: 'platform/missing' } };

export const repositoryScenes: Scenes = {
  CreateRepository: {
    input: { provider: 'GITHUB', name: 'platform/fresh', connectionArn: CONNECTION_ARN },
    also: [
      {
        input: {
          provider: 'GITHUB_ENTERPRISE',
          name: 'platform/fresh',
          connectionArn: CONNECTION_ARN,
          encryptionKey: ROLE_ARN,
          tags: [{ key: 'team', value: 'platform' }],
        },
      },
      { input: { ...UNUSED_REPOSITORY, connectionArn: CONNECTION_ARN } },
    ],
    errors: { [CONFLICT]: { input: { ...used, connectionArn: ROLE_ARN } } },
  },
  GetRepository: { input: used, also: [{ input: UNUSED_REPOSITORY }], errors: { [NOT_FOUND]: missing } },
  ListRepositories: { input: {}, also: [{ input: { maxResults: 1 } }], errors: {} },
  DeleteRepository: {
    input: UNUSED_REPOSITORY,
    errors: { [NOT_FOUND]: missing, [CONFLICT]: { input: used } },
  },
  GetRepositorySyncStatus: {
    input: { ...REPOSITORY, branch: 'main', syncType: 'TEMPLATE_SYNC' },
    also: [{ input: { ...REPOSITORY, branch: 'main', syncType: 'SERVICE_SYNC' } }],
    errors: { [NOT_FOUND]: { input: { branch: 'missing' } } },
  },
  ListRepositorySyncDefinitions: {
    input: { ...REPOSITORY, syncType: 'TEMPLATE_SYNC' },
    also: [{ input: { ...REPOSITORY, syncType: 'SERVICE_SYNC' } }],
    errors: {},
  },
};
