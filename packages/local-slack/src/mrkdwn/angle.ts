import { decodeEntities, type MrkdwnNode } from './nodes.ts';

/** Addresses that may become links. Anything else, such as `javascript:`, stays text. */
const linkable = /^(?:https?:\/\/|mailto:)/i;

/**
 * Reads what stands between `<` and `>`: a mention, a date or a link.
 * https://docs.slack.dev/messaging/formatting-message-text#advanced
 *
 * @returns undefined if it is none of these: then it is text.
 */
export function parseAngle(content: string): MrkdwnNode | undefined {
  const [target = '', ...labels] = content.split('|');
  const label = labels.length === 0 ? undefined : decodeEntities(labels.join('|'));
  const labelled = label === undefined ? {} : { label };
  if (/^@[UW][A-Z0-9]+$/.test(target)) return { type: 'user', id: target.slice(1), ...labelled };
  if (/^#[CGD][A-Z0-9]+$/.test(target)) return { type: 'channel', id: target.slice(1), ...labelled };
  if (/^!subteam\^S[A-Z0-9]+$/.test(target)) {
    return { type: 'userGroup', id: target.slice('!subteam^'.length), ...labelled };
  }
  if (/^!(?:here|channel|everyone)$/.test(target)) return { type: 'broadcast', range: target.slice(1) };
  if (target.startsWith('!date^')) return parseDate(target, label);
  const url = decodeEntities(target);
  return linkable.test(url) ? { type: 'link', url, label: label ?? url } : undefined;
}

/** `!date^<seconds>^<format>[^<link>]`, with the text to show where dates cannot be formatted. */
function parseDate(target: string, fallback: string | undefined): MrkdwnNode | undefined {
  const [, seconds = '', format = '', link] = target.split('^');
  if (!/^\d{1,12}$/.test(seconds) || format === '') return undefined;
  const url = link === undefined ? undefined : decodeEntities(link);
  return {
    type: 'date',
    atSeconds: Number(seconds),
    format: decodeEntities(format),
    fallback: fallback ?? '',
    ...(url !== undefined && linkable.test(url) ? { url } : {}),
  };
}
