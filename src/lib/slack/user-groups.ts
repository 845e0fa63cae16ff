import type { WebClient } from '@slack/web-api';
import { errorName } from '../model/errors.ts';
import type { Clock, Log } from '../ports.ts';
import { platformCode } from './errors.ts';

/** `usergroups.users.list` may be called 20 times a minute: https://docs.slack.dev/reference/methods/usergroups.users.list */
const rememberedForMs = 60_000;

interface Remembered {
  readonly members: readonly string[];
  readonly untilMs: number;
}

/** Members of Slack's user groups, cached for a minute. A failure is never cached, and never means "nobody". */
export class UserGroups {
  readonly #client: WebClient;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #remembered = new Map<string, Remembered>();

  constructor(client: WebClient, clock: Clock, log: Log) {
    this.#client = client;
    this.#clock = clock;
    this.#log = log;
  }

  /** The ids of the members, or `unavailable` after any failure: the caller must then refuse. */
  async membersOf(userGroupId: string): Promise<readonly string[] | 'unavailable'> {
    const nowMs = this.#clock.now();
    const known = this.#remembered.get(userGroupId);
    // If the clock jumped back, a cached membership must not live longer.
    if (known && nowMs < known.untilMs && known.untilMs - nowMs <= rememberedForMs) return known.members;
    try {
      const { users } = await this.#client.usergroups.users.list({ usergroup: userGroupId });
      if (users === undefined) return 'unavailable';
      this.#remembered.set(userGroupId, { members: users, untilMs: nowMs + rememberedForMs });
      return users;
    } catch (error) {
      const name = errorName(error);
      this.#log.warn('the members of a user group cannot be read from Slack', {
        userGroup: userGroupId,
        error: platformCode(error) ?? name,
      });
      return 'unavailable';
    }
  }
}
