import { BotError } from './errors.ts';
import type { ProviderNotification } from './provider-notification.ts';
import type { SubjectReference } from './reference.ts';

/** An EventBridge envelope, or something that claims to be one: parsed JSON that is not checked yet. */
export type EventEnvelope = Readonly<Record<string, unknown>>;

/** The result of parsing a provider's event. */
export type ParsedEvent =
  /** Something may have changed: read the truth. */
  | { readonly kind: 'hint'; readonly reference: SubjectReference }
  /** Posted unchanged: there is nothing to read. */
  | { readonly kind: 'notification'; readonly notification: ProviderNotification }
  /** There is nothing to do, and why. */
  | { readonly kind: 'ignored'; readonly reason: string };

/** What the intake needs of a provider's module. */
export interface EventParser {
  /** The `source` of its envelopes, such as `aws.proton`. */
  readonly source: string;
  /** That of a host that is not AWS, and that sends the same events; undefined without one. */
  readonly hostSource?: string | undefined;
  /** @throws MalformedEvent when it is no event of this source, or names nothing to look at */
  parseEvent(envelope: EventEnvelope): ParsedEvent;
}

/** The message is no event of its source. It goes to the dead-letter queue with this reason, which quotes nothing of it. */
export class MalformedEvent extends BotError {
  override readonly name = 'MalformedEvent';
  override readonly retryable = false;
  /** @param sender - the name of the source for people: `AWS Proton` */
  constructor(sender: string, reason: string) {
    super(`not an event of ${sender}: ${reason}`);
  }
}
