import { resourceForms } from 'proton-bot:providers';
import { authorizeWithoutGroups } from '../../lib/authorization/index.ts';
import { createSecrets, createSsmClient, requireEnvironment } from '../../lib/aws/index.ts';
import type { IngressOptions } from '../../lib/slack/ingress/index.ts';
import { botConfiguration } from './chat.ts';

export type FormOptions = NonNullable<IngressOptions['formOptions']>;

/**
 * What the function that answers Slack needs if people can create resources: the forms, and the bot's token to open them. It is
 * in the bundle only if a back end with a resource manager is enabled.
 *
 * @throws EnvironmentIncomplete
 */
export function createForms(): FormOptions {
  const { SLACK_BOT_TOKEN_PARAMETER, SLACK_API_URL } = requireEnvironment([
    'SLACK_BOT_TOKEN_PARAMETER',
    'SLACK_API_URL',
  ]);
  const readSecrets = createSecrets(createSsmClient(), { botToken: SLACK_BOT_TOKEN_PARAMETER });
  return {
    forms: resourceForms,
    views: { botToken: async () => (await readSecrets()).botToken, slackApiUrl: SLACK_API_URL },
    mayCreate: ({ resource, ...question }) =>
      authorizeWithoutGroups(botConfiguration, { ...question, subject: { on: 'resource', resource } }),
  };
}
