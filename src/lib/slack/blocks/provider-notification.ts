import type { ProviderNotification, Severity } from '../../model/provider-notification.ts';
import { code, type Mrkdwn, moment, mrkdwn } from '../mrkdwn.ts';
import { cutWithCount, withoutInvisible } from '../plain.ts';
import { fallback, fields, type Message, preformatted, section } from './block-kit.ts';

/** The maximum length of a provider's text in a channel. */
const messageCharacters = 600;

const signs: Readonly<Record<Severity, string>> = { info: '🔵', success: '✅', error: '❌', unknown: '❔' };

/** A notification as a separate message. It is never changed; later news is another message. */
export function notificationMessage(notification: ProviderNotification): Message {
  const { title, name, status, severity, lines, atMs } = notification;
  const headline = mrkdwn`${signs[severity]} ${code(title)} of ${code(name)}: ${code(status)}`;
  const facts: readonly Mrkdwn[] = [
    ...lines.map(({ label, value }) => mrkdwn`*${label}*\n${code(value)}`),
    mrkdwn`*When*\n${moment(atMs, 'second')}`,
  ];
  const message = withoutInvisible(notification.message).trim();
  return {
    text: fallback(headline),
    blocks: [
      section(headline),
      fields(facts),
      ...(message === '' ? [] : [preformatted(cutWithCount(message, messageCharacters))]),
    ],
  };
}
