import type { Clock } from '../ports.ts';
import type { Identifiers } from './identifiers.ts';

/** How long a trigger can open a modal: https://docs.slack.dev/surfaces/modals */
const TRIGGER_LIFETIME_MS = 3000;

export type TriggerUse =
  | { readonly personId: string; readonly viewId?: string }
  | { readonly refused: 'invalid_trigger_id' | 'expired_trigger_id' | 'exchanged_trigger_id' };

interface Issued {
  readonly personId: string;
  readonly viewId?: string;
  readonly expiresAtMs: number;
  exchanged: boolean;
}

/** The trigger ids that were given out: each opens one modal, soon after what the person did, for that person. */
export class Triggers {
  readonly #clock: Clock;
  readonly #identifiers: Identifiers;
  readonly #issued = new Map<string, Issued>();

  constructor(clock: Clock, identifiers: Identifiers) {
    this.#clock = clock;
    this.#identifiers = identifiers;
  }

  /** @param viewId - the modal in which the person acted, if they did: `views.push` stacks on it. */
  issue(personId: string, viewId?: string): string {
    const trigger = `${this.#identifiers.word(12)}.${this.#identifiers.word(12)}.${this.#identifiers.word(32).toLowerCase()}`;
    const expiresAtMs = this.#clock.now() + TRIGGER_LIFETIME_MS;
    this.#issued.set(trigger, { personId, expiresAtMs, exchanged: false, ...(viewId === undefined ? {} : { viewId }) });
    return trigger;
  }

  /** Exchanges a trigger for the person it belongs to, once. */
  exchange(trigger: string): TriggerUse {
    const issued = this.#issued.get(trigger);
    if (issued === undefined) return { refused: 'invalid_trigger_id' };
    if (issued.exchanged) return { refused: 'exchanged_trigger_id' };
    if (this.#clock.now() > issued.expiresAtMs) return { refused: 'expired_trigger_id' };
    issued.exchanged = true;
    return { personId: issued.personId, ...(issued.viewId === undefined ? {} : { viewId: issued.viewId }) };
  }
}
