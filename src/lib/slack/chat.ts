import { LogLevel, WebClient } from '@slack/web-api';
import type { Alert } from '../model/alerts.ts';
import type { HistoryEntry, Item } from '../model/item.ts';
import type { ProviderNotification } from '../model/provider-notification.ts';
import type { ActionSupport } from '../model/provider-traits.ts';
import type { Answer } from '../model/request.ts';
import type { StoryView } from '../model/story-message.ts';
import { type AnswerAddress, type Chat, ChatBusy, ChatRefused, type Clock, type Log } from '../ports.ts';
import { answerMessage } from './answer.ts';
import {
  alertMessage,
  type Directory,
  type Message,
  notificationMessage,
  storyMessage,
  threadReply,
  withPartNamed,
} from './blocks/index.ts';
import { ChannelRateLimiter } from './channel-rate-limiter.ts';
import { chatError, isInstallationError, isRateLimit, platformCode } from './errors.ts';
import type { ResourceForm } from './resources/index.ts';
import { postToResponseUrl } from './response-url.ts';
import { UserGroups } from './user-groups.ts';

/** What the worker needs to talk to Slack. */
export interface SlackChatOptions {
  /** The bot's token (`xoxb-…`). Never logged. */
  readonly botToken: string;
  readonly directory: Directory;
  /** Of the providers that have one; the default is none. */
  readonly resourceForms?: readonly ResourceForm[];
  /** What the enabled providers can do; the default is everything. */
  readonly actionSupport?: ActionSupport;
  readonly clock: Clock;
  readonly log: Log;
  /** Where the Web API is, if not at Slack: the local Slack's `…/api/`. Response URLs of the same origin are then allowed. */
  readonly slackApiUrl?: string | undefined;
  readonly fetch?: typeof fetch;
}

/** The thread of a message, and whether the channel shows the reply, too. */
type Thread = { readonly thread_ts?: string } | { readonly thread_ts: string; readonly reply_broadcast: true };

/** Long enough for a slow answer, short enough that the invocation (30 s) still has time to record the result. */
const timeoutMs = 10_000;

/** The old message cannot be changed any more, so a new one replaces it. */
const goneCodes: ReadonlySet<string> = new Set(['message_not_found', 'cant_update_message', 'edit_window_closed']);

/** The thread's first message was deleted after its last update: the next round posts it again. */
const threadGoneCodes: ReadonlySet<string> = new Set(['thread_not_found', 'message_not_found']);

/** If an answer cannot reach a person in the channel, they get it as a direct message of the app. */
const cannotSeeCodes: ReadonlySet<string> = new Set([
  'channel_not_found',
  'is_archived',
  'not_in_channel',
  'user_not_in_channel',
]);

/** Slack as the bot's {@link Chat}, with the Web API client. Nothing here retries or waits; the queue does. */
export class SlackChat implements Chat {
  readonly #client: WebClient;
  readonly #options: SlackChatOptions;
  readonly #userGroups: UserGroups;
  readonly #rateLimiter: ChannelRateLimiter;

  constructor(options: SlackChatOptions) {
    this.#options = options;
    this.#client = new WebClient(options.botToken, {
      ...(options.slackApiUrl === undefined ? {} : { slackApiUrl: options.slackApiUrl }),
      ...(options.fetch === undefined ? {} : { fetch: options.fetch }),
      timeout: timeoutMs,
      retryConfig: { retries: 0 },
      // Sleeping in a Lambda function costs money. The visibility timeout of the message is changed instead.
      rejectRateLimitedCalls: true,
      allowAbsoluteUrls: false,
      logLevel: LogLevel.ERROR,
    });
    this.#userGroups = new UserGroups(this.#client, options.clock, options.log);
    this.#rateLimiter = new ChannelRateLimiter(options.clock);
  }

  /** {@inheritDoc Chat.show} */
  async show(channel: string, view: StoryView, ts: string | undefined): Promise<string> {
    this.#rateLimiter.enter(channel);
    const link = view.kind === 'pointer' ? await this.#linkTo(channel, view.rootTs) : undefined;
    const message = storyMessage(view, this.#options.resourceForms, link);
    if (ts === undefined) return this.#post(channel, message);
    try {
      await this.#client.chat.update({ channel, ts, ...contentOf(message) });
      return ts;
    } catch (error) {
      if (goneCodes.has(platformCode(error) ?? '')) return this.#post(channel, message);
      throw this.#translated(error, channel);
    }
  }

  /** {@inheritDoc Chat.reply} */
  async reply(channel: string, ts: string, item: Item, entries: readonly HistoryEntry[]): Promise<void> {
    if (entries.length === 0) return;
    this.#rateLimiter.enter(channel);
    const news = threadReply(item.subject, entries, channel, this.#options.directory);
    const message = item.partOf === undefined ? news : withPartNamed(news, item);
    await this.#postInThread(channel, message, ts);
  }

  /** {@inheritDoc Chat.alert} */
  async alert(channel: string, ts: string | undefined, alert: Alert): Promise<void> {
    this.#rateLimiter.enter(channel);
    const { directory } = this.#options;
    if (ts === undefined) {
      await this.#post(channel, alertMessage(alert, { channel }, directory));
      return;
    }
    if (alert.form === 'thread') {
      await this.#postInThread(channel, alertMessage(alert, { channel }, directory), ts, true);
      return;
    }
    const link = await this.#linkTo(channel, ts);
    await this.#post(channel, alertMessage(alert, { channel, link }, directory));
  }

  /**
   * Answers a person, visible only to them: through the response URL; if that is used up, in the channel; if they or the bot are
   * not in it, in a direct message.
   *
   * @throws ChatBusy, ChatRefused
   */
  async answer(address: AnswerAddress, answer: Answer): Promise<void> {
    const message = answerMessage(answer, this.#options.resourceForms, this.#options.actionSupport);
    const result = await postToResponseUrl(address.responseUrl, message, {
      fetch: this.#options.fetch ?? fetch,
      timeoutMs,
      localBaseUrl: this.#options.slackApiUrl,
    });
    if (result === 'posted') return;
    try {
      await this.#client.chat.postEphemeral({
        channel: address.channelId,
        user: address.userId,
        ...contentOf(message),
      });
    } catch (error) {
      if (!cannotSeeCodes.has(platformCode(error) ?? '')) throw this.#translated(error, address.channelId);
      await this.#post(address.userId, message);
    }
  }

  /** {@inheritDoc Chat.announce} */
  async announce(channel: string, notification: ProviderNotification): Promise<void> {
    this.#rateLimiter.enter(channel);
    await this.#post(channel, notificationMessage(notification));
  }

  /** {@inheritDoc Chat.membersOf} */
  membersOf(userGroupId: string): Promise<readonly string[] | 'unavailable'> {
    return this.#userGroups.membersOf(userGroupId);
  }

  /** The link to a message. A pointer without a link still names its story. */
  async #linkTo(channel: string, ts: string): Promise<string | undefined> {
    try {
      return (await this.#client.chat.getPermalink({ channel, message_ts: ts })).permalink;
    } catch (error) {
      const code = platformCode(error);
      if (code !== undefined) this.#options.log.warn('a message has no address', { channel, code });
      return undefined;
    }
  }

  async #postInThread(channel: string, message: Message, ts: string, isInChannel = false): Promise<void> {
    try {
      await this.#post(channel, message, isInChannel ? { thread_ts: ts, reply_broadcast: true } : { thread_ts: ts });
    } catch (error) {
      if (error instanceof ChatRefused && threadGoneCodes.has(error.code)) throw new ChatBusy(1000, error);
      throw error;
    }
  }

  async #post(channel: string, message: Message, thread: Thread = {}): Promise<string> {
    try {
      const { postMessage } = this.#client.chat;
      const { ts } = await postMessage({
        channel,
        ...contentOf(message),
        ...thread,
        unfurl_links: false,
        unfurl_media: false,
      });
      // Without it the message could never be updated, and would be posted again and again.
      if (ts === undefined) throw new ChatRefused('no_ts_in_answer');
      return ts;
    } catch (error) {
      throw this.#translated(error, channel);
    }
  }

  #translated(error: unknown, channel: string): ChatBusy | ChatRefused {
    if (error instanceof ChatRefused) return error;
    if (isInstallationError(error)) {
      this.#options.log.error('Slack does not let the bot in: check its token and scopes', {
        code: platformCode(error),
      });
    }
    const translated = chatError(error);
    if (!isRateLimit(error) || !(translated instanceof ChatBusy)) return translated;
    return new ChatBusy(this.#rateLimiter.limited(channel, translated.retryAfterMs), error);
  }
}

/** `parse` and `link_names`: otherwise `chat.update` looks for names and links in the text. */
function contentOf({ text, blocks }: Message) {
  return { text, blocks: [...blocks], parse: 'none', link_names: false } as const;
}
