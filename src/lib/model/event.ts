import { BotError } from './errors.ts';
import type { ProviderNotification } from './provider-notification.ts';
import type { SubjectReference } from './reference.ts';

/** An EventBridge envelope, or what claims to be one: parsed JSON, of which nothing is believed yet. */
export type EventEnvelope = Readonly<Record<string, unknown>>;

/** What an event of a provider says. */
export type ParsedEvent =
  /** Something may have changed: read the truth about it. */
  | { readonly kind: 'hint'; readonly reference: SubjectReference }
  /** Told as it is: there is nothing to read. */
  | { readonly kind: 'notification'; readonly notification: ProviderNotification }
  /** There is nothing to do, and why. */
  | { readonly kind: 'ignored'; readonly reason: string };

/** What a provider's module says about its events: all that the intake needs of it. */
export interface EventParser {
  /** The `source` of its envelopes, such as `aws.proton`. */
  readonly source: string;
  /** @throws MalformedEvent when it is no event of this source, or names nothing that could be looked at */
  parseEvent(envelope: EventEnvelope): ParsedEvent;
}

/** What came is no event of its source: it goes to the dead-letter queue with this reason, which quotes nothing of it. */
export class MalformedEvent extends BotError {
  override readonly name = 'MalformedEvent';
  override readonly retryable = false;
  /** @param sender - what people call the source: `AWS Proton` */
  constructor(sender: string, reason: string) {
    super(`not an event of ${sender}: ${reason}`);
  }
}
