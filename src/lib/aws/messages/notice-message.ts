import type { Notice, NoticeReader } from '../../model/notice.ts';
import { readBody } from './fields.ts';
import { type Notification, readNotification } from './notification-message.ts';

/** What stands on the queue that `notify` reads: something about an item, news, or news that say nothing. */
export type ToTell =
  | { readonly about: 'item'; readonly notification: Notification }
  | { readonly about: 'notice'; readonly notice: Notice; readonly eventId: string }
  | { readonly about: 'nothing'; readonly reason: string; readonly eventId: string };

/**
 * An EventBridge envelope: of a provider that tells news, or else of the bot's own bus.
 *
 * @throws MalformedMessage
 */
export function readToTell(body: string, readers: readonly NoticeReader[]): ToTell {
  const envelope = readBody(body);
  const reader = readers.find(({ source }) => source === envelope['source']);
  if (reader === undefined) return { about: 'item', notification: readNotification(body) };
  const notice = reader.read(envelope);
  const eventId = typeof envelope['id'] === 'string' ? envelope['id'] : '';
  return 'ignored' in notice
    ? { about: 'nothing', reason: notice.ignored, eventId }
    : { about: 'notice', notice, eventId };
}
