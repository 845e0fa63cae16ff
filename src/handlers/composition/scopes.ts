import { scopes } from 'proton-bot:providers';
import { fromTemporaryCredentials } from '@aws-sdk/credential-providers';
import { createScopeCredentials, requireEnvironment, systemClock } from '../../lib/aws/index.ts';
import { ownScope } from '../../lib/model/discovery.ts';
import type { ClientSite } from '../../lib/providers/module.ts';
import type { Place } from '../../lib/providers/scopes.ts';
import { atFirstUse } from './at-first-use.ts';

export interface ScopeSite extends Place {
  readonly site: ClientSite;
}

const sites = atFirstUse((): readonly ScopeSite[] => {
  const { AWS_REGION, PROTON_BOT_ACCOUNT_ID } = requireEnvironment(['AWS_REGION', 'PROTON_BOT_ACCOUNT_ID']);
  const own = { scope: ownScope, account: PROTON_BOT_ACCOUNT_ID, region: AWS_REGION, site: { region: AWS_REGION } };
  return [
    own,
    ...scopes.map((scope) => {
      const { name, account, region } = scope;
      const credentials = createScopeCredentials(scope, { create: fromTemporaryCredentials, clock: systemClock });
      return { scope: name, account, region, site: { region, credentials } };
    }),
  ];
});

/**
 * The bot's own account and Region, then the scopes of `bot.yml`, each with the credentials of its role. In a bundle only where
 * there are any.
 *
 * @throws EnvironmentIncomplete
 */
export function createScopes(): readonly ScopeSite[] {
  return sites();
}
