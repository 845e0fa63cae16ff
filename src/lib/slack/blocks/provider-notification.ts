import type { ProviderNotification, Severity } from '../../model/provider-notification.ts';
import { code, type Mrkdwn, moment, mrkdwn } from '../mrkdwn.ts';
import { cutWithCount, withoutInvisible } from '../plain.ts';
import { fallback, fields, type Message, preformatted, section } from './block-kit.ts';

/** As much of what a provider says as a channel can bear. */
const messageCharacters = 600;

const signs: Readonly<Record<Severity, string>> = { info: '🔵', success: '✅', error: '❌', unknown: '❔' };

/** News as a message of its own: it is never changed, what comes later is another message. */
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
