import { ChatBusy, type Clock } from '../ports.ts';

/** "1 per second" and channel, except short bursts: https://docs.slack.dev/apis/web-api/rate-limits/#chat-postmessage */
const spacingMs = 1000;

interface Line {
  /** When Slack asked for it last. */
  readonly sinceMs: number;
  /** Slack asked to wait until then. */
  readonly freeAtMs: number;
  /** When the last waiting caller may try. */
  readonly lastMs: number;
}

/**
 * Gives each caller a time of its own if Slack asks to wait. If many deployments post to one channel, all would otherwise come
 * back at the same moment, and Slack would reject all but one, until the queue gives them up. As long as Slack does not ask,
 * nobody waits.
 */
export class ChannelRateLimiter {
  readonly #clock: Clock;
  readonly #lines = new Map<string, Line>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * Call it before each call for a channel.
   *
   * @throws ChatBusy with a time for this caller, while Slack asks to wait for the channel
   */
  enter(channel: string): void {
    const nowMs = this.#clock.now();
    const line = this.#lineOf(channel, nowMs);
    if (line === undefined || line.freeAtMs <= nowMs) return;
    throw new ChatBusy(this.#queueUp(channel, line, nowMs));
  }

  /** Slack has asked to wait for this channel. @returns when the rejected caller may try again */
  limited(channel: string, retryAfterMs: number): number {
    const nowMs = this.#clock.now();
    const lastMs = this.#lineOf(channel, nowMs)?.lastMs ?? nowMs;
    return this.#queueUp(channel, { sinceMs: nowMs, freeAtMs: nowMs + retryAfterMs, lastMs }, nowMs);
  }

  #queueUp(channel: string, line: Line, nowMs: number): number {
    const lastMs = Math.max(line.freeAtMs, line.lastMs + spacingMs);
    this.#lines.set(channel, { ...line, lastMs });
    return lastMs - nowMs;
  }

  /** A time in the far future is from before the clock jumped back, and is ignored. */
  #lineOf(channel: string, nowMs: number): Line | undefined {
    const line = this.#lines.get(channel);
    return line !== undefined && line.sinceMs <= nowMs ? line : undefined;
  }
}
