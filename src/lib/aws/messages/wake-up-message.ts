import type { ItemKey } from '../../model/item.ts';
import { type Fields, fieldsOf, requiredText } from './fields.ts';

/** What an event of the bot's own bus says to the notifier. */
export interface WakeUp {
  /** Absent if there is no live message to update. */
  readonly key?: ItemKey;
  /** The trail entry that came with it. */
  readonly entryId?: string;
}

/**
 * An EventBridge envelope of the bot's own bus, on the queue of `notify`.
 *
 * @throws MalformedMessage
 */
export function readWakeUp(envelope: Fields): WakeUp {
  const detail = fieldsOf(envelope['detail'], 'its detail');
  return { ...readKey(detail), ...readEntryId(detail) };
}

function readKey(detail: Fields): { readonly key?: ItemKey } {
  if (detail['key'] === undefined) return {};
  const key = fieldsOf(detail['key'], 'its key');
  return { key: { target: requiredText(key, 'target'), attempt: requiredText(key, 'attempt') } };
}

function readEntryId(detail: Fields): { readonly entryId?: string } {
  if (detail['entry'] === undefined) return {};
  return { entryId: requiredText(fieldsOf(detail['entry'], 'its entry'), 'id') };
}
