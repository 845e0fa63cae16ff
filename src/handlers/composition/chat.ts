import { bot } from 'proton-bot:configuration';
import { actionSupport, resourceForms } from 'proton-bot:providers';
import {
  createSecrets,
  createSsmClient,
  ParametersMissing,
  requireEnvironment,
  systemClock,
} from '../../lib/aws/index.ts';
import { type BotConfiguration, compileBotConfiguration } from '../../lib/configuration/bot-document.ts';
import { type Chat, ChatBusy, type Log } from '../../lib/ports.ts';
import { channelId, mentionedPeople } from '../../lib/routing/index.ts';
import { SlackChat } from '../../lib/slack/index.ts';

/** Set by `serverless.yml` for every function that talks to people. */
export const chatSettings = ['SLACK_BOT_TOKEN_PARAMETER', 'SLACK_API_URL'] as const;

/** The people and channels of `bot.yml`. */
export const botConfiguration: BotConfiguration = compileBotConfiguration(bot);

/** A chat that cannot be reached because its token cannot be read is a busy chat: what it should post is delivered again. */
const tokenRetryMs = 30_000;

/**
 * The chat, made at first use, because its token is read then. Acting does not wait for it: a request is carried out even
 * where its answer cannot be posted yet.
 *
 * @throws EnvironmentIncomplete
 */
export function createChat(log: Log): Chat {
  const { SLACK_BOT_TOKEN_PARAMETER, SLACK_API_URL } = requireEnvironment(chatSettings);
  const readSecrets = createSecrets(createSsmClient(), { botToken: SLACK_BOT_TOKEN_PARAMETER });
  let made: Chat | undefined;
  async function chat(): Promise<Chat> {
    made ??= makeChat(await readToken(), SLACK_API_URL, log);
    return made;
  }
  async function readToken(): Promise<string> {
    try {
      return (await readSecrets()).botToken;
    } catch (error) {
      const remedy = error instanceof ParametersMissing ? { remedy: error.message } : {};
      log.error("the bot's Slack token cannot be read", { error, ...remedy });
      throw new ChatBusy(tokenRetryMs, error);
    }
  }
  return {
    show: async (...message) => (await chat()).show(...message),
    reply: async (...message) => (await chat()).reply(...message),
    alert: async (...message) => (await chat()).alert(...message),
    answer: async (...message) => (await chat()).answer(...message),
    announce: async (...message) => (await chat()).announce(...message),
    membersOf: async (userGroupId) => (await chat()).membersOf(userGroupId),
  };
}

function makeChat(botToken: string, slackApiUrl: string, log: Log): Chat {
  return new SlackChat({
    botToken,
    slackApiUrl,
    directory: {
      mentionedPeople: (name) => mentionedPeople(botConfiguration, name),
      channelId: (name) => channelId(botConfiguration, name),
    },
    resourceForms,
    actionSupport,
    clock: systemClock,
    log,
  });
}
