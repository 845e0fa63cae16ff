import { ChatBusy, type Clock } from '../ports.ts';

/** "1 per second" and channel, short bursts aside: https://docs.slack.dev/apis/web-api/rate-limits/#chat-postmessage */
const spacingMs = 1000;

interface Line {
  /** When Slack asked for it last. */
  readonly sinceMs: number;
  /** Until then, Slack wants to hear nothing. */
  readonly freeAtMs: number;
  /** When the last of those who wait may try. */
  readonly lastMs: number;
}

/**
 * Makes those wait in line whom Slack asks to wait. Where many deployments want to be told of in one channel, each would
 * otherwise come back at the same moment, and all but one be sent away again, until the queue gives them up. As long as Slack
 * does not ask, nobody waits.
 */
export class ChannelRateLimiter {
  readonly #clock: Clock;
  readonly #lines = new Map<string, Line>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * To be asked before a channel is written to.
   *
   * @throws ChatBusy with a time of the caller's own, while Slack wants to hear nothing of the channel
   */
  enter(channel: string): void {
    const nowMs = this.#clock.now();
    const line = this.#lineOf(channel, nowMs);
    if (line === undefined || line.freeAtMs <= nowMs) return;
    throw new ChatBusy(this.#queueUp(channel, line, nowMs));
  }

  /** Slack has asked to wait before the channel is written to again. @returns when the one who was refused may try again */
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

  /** A line from the future is one from before the clock jumped back, and counts for nothing. */
  #lineOf(channel: string, nowMs: number): Line | undefined {
    const line = this.#lines.get(channel);
    return line !== undefined && line.sinceMs <= nowMs ? line : undefined;
  }
}
