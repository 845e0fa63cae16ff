import type { Clock } from '../ports.ts';
import type { Identifiers } from './identifiers.ts';

/** Slack allows this many answers to one response URL: https://docs.slack.dev/interactivity/handling-user-interaction */
const RESPONSE_URL_USES = 5;
/** … within this time. */
const RESPONSE_URL_LIFETIME_MS = 30 * 60 * 1000;

/** What a response URL answers to. */
export interface ResponseTarget {
  readonly personId: string;
  readonly channel: string;
  readonly threadTs?: string;
  /** The message that `replace_original` and `delete_original` mean; a command has none until its first answer. */
  original?: { readonly kind: 'message' | 'ephemeral'; readonly ts: string };
}

export type ResponseUse = { readonly target: ResponseTarget } | { readonly refused: 'expired_url' | 'used_url' };

interface Issued {
  readonly target: ResponseTarget;
  readonly expiresAtMs: number;
  usesLeft: number;
}

/** The response URLs that were given out, by the secret part of their path. */
export class ResponseUrls {
  readonly #clock: Clock;
  readonly #identifiers: Identifiers;
  readonly #issued = new Map<string, Issued>();

  constructor(clock: Clock, identifiers: Identifiers) {
    this.#clock = clock;
    this.#identifiers = identifiers;
  }

  /** A new secret for this target. */
  issue(target: ResponseTarget): string {
    const secret = this.#identifiers.word(24);
    this.#issued.set(secret, {
      target,
      expiresAtMs: this.#clock.now() + RESPONSE_URL_LIFETIME_MS,
      usesLeft: RESPONSE_URL_USES,
    });
    return secret;
  }

  /** Counts one use; refuses an unknown, expired or used-up one. */
  use(secret: string): ResponseUse {
    const issued = this.#issued.get(secret);
    if (issued === undefined || this.#clock.now() >= issued.expiresAtMs) return { refused: 'expired_url' };
    if (issued.usesLeft === 0) return { refused: 'used_url' };
    issued.usesLeft -= 1;
    return { target: issued.target };
  }

  /** Makes every address given out so far an expired one. */
  expireAll(): void {
    this.#issued.clear();
  }
}
