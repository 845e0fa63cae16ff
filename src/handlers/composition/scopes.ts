import { scopes } from 'proton-bot:providers';
import { fromTemporaryCredentials } from '@aws-sdk/credential-providers';
import { createScopeCredentials, requireEnvironment, systemClock } from '../../lib/aws/index.ts';
import { ownScope } from '../../lib/model/discovery.ts';
import type { ClientContext } from '../../lib/providers/module.ts';
import type { Place } from '../../lib/providers/scopes.ts';
import { lazy } from './lazy.ts';

export interface ScopeContext extends Place {
  readonly clientContext: ClientContext;
}

const scopeContexts = lazy((): readonly ScopeContext[] => {
  const { AWS_REGION, PROTON_BOT_ACCOUNT_ID } = requireEnvironment(['AWS_REGION', 'PROTON_BOT_ACCOUNT_ID']);
  const own = {
    scope: ownScope,
    account: PROTON_BOT_ACCOUNT_ID,
    region: AWS_REGION,
    clientContext: { region: AWS_REGION },
  };
  return [
    own,
    ...scopes.map((scope) => {
      const { name, account, region } = scope;
      const credentials = createScopeCredentials(scope, { create: fromTemporaryCredentials, clock: systemClock });
      return { scope: name, account, region, clientContext: { region, credentials } };
    }),
  ];
});

/**
 * The bot's own account and Region, then the scopes of `bot.yml`, each with the credentials of its role. It is in a bundle only
 * if there are any.
 *
 * @throws EnvironmentIncomplete
 */
export function createScopes(): readonly ScopeContext[] {
  return scopeContexts();
}
