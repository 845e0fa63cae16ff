import { CodeStarConnectionsClient } from '@aws-sdk/client-codestar-connections';
import { clientsOf, type ProviderModule } from '../module.ts';
import { createGitSyncApi } from './api.ts';
import { createGitSyncProvider } from './provider.ts';

export { gitSyncEvents as eventParser } from './events.ts';
export { referenceOf } from './names.ts';

/** CloudFormation Git sync. `AWS_ENDPOINT_URL_CODESTAR_CONNECTIONS` names another address than AWS's, as for every SDK client. */
export const createProvider: ProviderModule['createProvider'] = (runtime) => {
  return createGitSyncProvider(createGitSyncApi(clientsOf(CodeStarConnectionsClient, runtime)), {
    ...runtime,
    // The template sets it where bot.yml has the switch on, beside the right to do it.
    canResolve: process.env['PROTON_BOT_GIT_SYNC_RESOLVE'] === 'true',
  });
};
