import type { EventParser } from '../../model/event.ts';
import type { ProviderNotification } from '../../model/provider-notification.ts';
import type { Hint } from '../../model/reference.ts';
import { busSource } from './bus-event.ts';
import { MalformedMessage, readBody } from './fields.ts';
import { readHint } from './hint-message.ts';
import { readWakeUp, type WakeUp } from './wake-up-message.ts';

/** The content of a message on the bot's queues. `eventId` is the id of its event; empty for the bot's own hints. */
export type Intake =
  /** Of a provider's event, of a one-shot schedule, or of the sweep. */
  | { readonly kind: 'hint'; readonly hint: Hint; readonly eventId: string }
  | { readonly kind: 'notification'; readonly notification: ProviderNotification; readonly eventId: string }
  /** From the bot's own bus: an item has something to post. */
  | { readonly kind: 'wakeUp'; readonly wakeUp: WakeUp; readonly eventId: string }
  | { readonly kind: 'ignored'; readonly reason: string; readonly eventId: string };

/**
 * Parses one message of a queue, once, from any sender: the bot's own hints, events of the bot's own bus, and events of the
 * providers. The module for an event is chosen by its `source`.
 *
 * @param body - the message's text
 * @param parsers - of the enabled providers
 * @throws MalformedMessage, MalformedEvent
 */
export function takeIn(body: string, parsers: readonly EventParser[]): Intake {
  const fields = readBody(body);
  const { source, id } = fields;
  if (source === undefined) return { kind: 'hint', hint: readHint(fields), eventId: '' };
  const eventId = typeof id === 'string' ? id : '';
  if (typeof source !== 'string') throw new MalformedMessage('its source is no text');
  if (source === busSource) return { kind: 'wakeUp', wakeUp: readWakeUp(fields), eventId };
  const parser = parsers.find((candidate) => source === candidate.source || source === candidate.hostSource);
  if (parser === undefined) return { kind: 'ignored', reason: 'no enabled provider sends such events', eventId };
  const parsed = parser.parseEvent(fields);
  if (parsed.kind !== 'hint') return { ...parsed, eventId };
  return { kind: 'hint', hint: { cause: 'event', reference: parsed.reference }, eventId };
}
