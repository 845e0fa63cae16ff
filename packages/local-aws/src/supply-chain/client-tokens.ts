import { isDeepStrictEqual } from 'node:util';
import type { LocalClock } from '../clock.ts';
import type { CloudIdentity } from '../identity.ts';
import { conflictError } from './errors.ts';
import type { InputOf } from './model/inputs.ts';
import type { Instance } from './model/instance.ts';

/** Assumption A37. */
const TOKEN_LIFETIME_MS = 8 * 60 * 60 * 1000;

type CreateInput = InputOf<'CreateInstance'>;

interface UsedToken {
  readonly input: CreateInput;
  /** Kept even when the instance is gone, so that a late repeat does not make a second one. */
  readonly instance: Instance;
  readonly expiresAtMs: number;
}

/** The client tokens of creations: a repeat of a request makes nothing. */
export class ClientTokens {
  readonly #clock: LocalClock;
  readonly #used = new Map<string, UsedToken>();

  constructor(clock: LocalClock) {
    this.#clock = clock;
  }

  /**
   * Makes an instance once per account, region and client token; a repeat with the same parameters gets the instance that
   * the token made, as it is now (assumption A37). Without a token every request is one of its own.
   *
   * @throws AwsError ConflictException when the token was used with other parameters; whatever `make` throws, and then the
   *   token counts as unused
   */
  once(owner: CloudIdentity, input: CreateInput, make: () => Instance): Instance {
    if (input.clientToken === undefined) return make();
    this.#forgetExpired();
    const key = JSON.stringify([owner.accountId, owner.region, input.clientToken]);
    const used = this.#used.get(key);
    if (used === undefined) {
      const instance = make();
      this.#used.set(key, { input, instance, expiresAtMs: this.#clock.nowMs() + TOKEN_LIFETIME_MS });
      return instance;
    }
    if (isDeepStrictEqual(used.input, input)) return used.instance;
    throw conflictError(
      'This client token was used with other parameters. Send another token for another request, or the same parameters to repeat one.',
    );
  }

  /** Tokens are kept in the order they expire in, so the expired ones are in front. */
  #forgetExpired(): void {
    for (const [key, { expiresAtMs }] of this.#used) {
      if (expiresAtMs > this.#clock.nowMs()) return;
      this.#used.delete(key);
    }
  }
}
