import type { Notice, Outlook } from '../../model/notice.ts';
import { code, type Mrkdwn, moment, mrkdwn } from '../mrkdwn.ts';
import { cutWithCount, withoutInvisible } from '../plain.ts';
import { fallback, fields, type Message, preformatted, section } from './block-kit.ts';

/** As much of what a provider says as a channel can bear. */
const messageCharacters = 600;

const signs: Readonly<Record<Outlook, string>> = { underWay: '🔵', well: '✅', trouble: '❌', unknown: '❔' };

/** News as a message of its own: it is never changed, what comes later is another message. */
export function noticeMessage(notice: Notice): Message {
  const { title, name, status, outlook, lines, atMs } = notice;
  const headline = mrkdwn`${signs[outlook]} ${code(title)} of ${code(name)}: ${code(status)}`;
  const facts: readonly Mrkdwn[] = [
    ...lines.map(({ label, value }) => mrkdwn`*${label}*\n${code(value)}`),
    mrkdwn`*When*\n${moment(atMs, 'second')}`,
  ];
  const message = withoutInvisible(notice.message).trim();
  return {
    text: fallback(headline),
    blocks: [
      section(headline),
      fields(facts),
      ...(message === '' ? [] : [preformatted(cutWithCount(message, messageCharacters))]),
    ],
  };
}
