import { bot } from 'proton-bot:configuration';
import { createSecrets, createSsmClient, requireEnvironment, systemClock } from '../../lib/aws/index.ts';
import { type BotConfiguration, channelId, compileBotConfiguration, mentionedPeople } from '../../lib/people/index.ts';
import type { Chat, Log } from '../../lib/ports.ts';
import { SlackChat } from '../../lib/slack/index.ts';

/** The people and channels of `bot.yml`. */
export const botConfiguration: BotConfiguration = compileBotConfiguration(bot);

/**
 * The chat, made at first use, because its token is read then.
 *
 * @throws EnvironmentIncomplete at once; the returned function throws ParametersMissing when the token is not there
 */
export function createChat(log: Log): () => Promise<Chat> {
  const { SLACK_BOT_TOKEN_PARAMETER } = requireEnvironment(['SLACK_BOT_TOKEN_PARAMETER']);
  const readSecrets = createSecrets(createSsmClient(), { botToken: SLACK_BOT_TOKEN_PARAMETER });
  let chat: Chat | undefined;
  return async () => {
    const { botToken } = await readSecrets();
    chat ??= new SlackChat({
      botToken,
      slackApiUrl: process.env['SLACK_API_URL'] || undefined,
      directory: {
        mentionedPeople: (name) => mentionedPeople(botConfiguration, name),
        channelId: (name) => channelId(botConfiguration, name),
      },
      clock: systemClock,
      log,
    });
    return chat;
  };
}
