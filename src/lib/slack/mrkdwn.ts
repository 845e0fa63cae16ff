import { cut, onOneLine, withoutInvisible } from './plain.ts';

/**
 * Text in Slack's markup that is safe to send. The class is not exported: only the functions here make such a text, and they
 * escape all text from outside. Slack asks for exactly three replacements:
 * https://docs.slack.dev/messaging/formatting-message-text#escaping
 */
class SafeMarkup {
  /** The markup. */
  readonly text: string;
  // Makes the type nominal: an object that merely has a `text` is not safe.
  readonly #isSafe = true;

  constructor(text: string) {
    this.text = text;
  }

  static is(value: unknown): value is SafeMarkup {
    return typeof value === 'object' && value !== null && #isSafe in value && value.#isSafe;
  }
}

export type Mrkdwn = SafeMarkup;

/** The values of a template: text and numbers are escaped, finished markup is not changed. */
export type Interpolated = string | number | Mrkdwn;

/** The template tag: ``mrkdwn`*Rule* ${name} fired` ``. The literal parts are markup, the values are not. */
export function mrkdwn(literals: TemplateStringsArray, ...values: readonly Interpolated[]): Mrkdwn {
  return new SafeMarkup(literals.reduce((text, literal, index) => `${text}${markupOf(values[index - 1])}${literal}`));
}

function markupOf(value: Interpolated | undefined): string {
  if (value === undefined) return '';
  return SafeMarkup.is(value) ? value.text : escape(withoutBackticks(withoutInvisible(String(value))));
}

/** Slack has no escape for the backtick, which always begins code, so a similar character replaces it. */
function withoutBackticks(text: string): string {
  return text.replaceAll('`', '\u02cb');
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** The longest name that Proton has: a service and its instance, of 100 characters each, and the slash between them. */
const longestName = 201;

/**
 * A value from outside as inline code, in which `*`, `_` and `:emoji:` have no meaning.
 *
 * @param maximum - characters to keep of the value, before escaping
 */
export function code(value: string, maximum = longestName): Mrkdwn {
  const shown = withoutBackticks(cut(onOneLine(value), maximum));
  return shown === '' ? new SafeMarkup('_none_') : new SafeMarkup(`\`${escape(shown)}\``);
}

/** Markup parts, one after the other. */
export function joined(parts: readonly Mrkdwn[], separator: string): Mrkdwn {
  return new SafeMarkup(parts.map((part) => part.text).join(escape(separator)));
}

const latestDateMs = 8.64e15;

/**
 * A moment in the reader's own time zone, with UTC if that is not possible.
 * https://docs.slack.dev/messaging/formatting-message-text#date-formatting
 *
 * @param precision - `minute` for when something is or was; `second` for a history
 */
export function moment(atMs: number, precision: 'minute' | 'second' = 'minute'): Mrkdwn {
  if (!(atMs > 0 && atMs <= latestDateMs)) return new SafeMarkup('_unknown_');
  const utc = `${new Date(atMs)
    .toISOString()
    .slice(0, precision === 'minute' ? 16 : 19)
    .replace('T', ' ')} UTC`;
  const format = precision === 'minute' ? '{date_short_pretty} {time}' : '{date_short_pretty} {time_secs}';
  return new SafeMarkup(`<!date^${Math.floor(atMs / 1000)}^${format}|${utc}>`);
}

/** A mention of a person (`U…`, `W…`) or of a user group (`S…`); `undefined` for what is not such an id. */
export function mention(id: string): Mrkdwn | undefined {
  if (/^[UW][A-Z0-9]{2,30}$/.test(id)) return new SafeMarkup(`<@${id}>`);
  return /^S[A-Z0-9]{2,30}$/.test(id) ? new SafeMarkup(`<!subteam^${id}>`) : undefined;
}

/** Only a host under https. Other parts of an address are not needed, and could mislead. */
const plainAddress = /^https:\/\/((?:[a-zA-Z0-9-]{1,63}\.){1,8}[a-zA-Z]{2,20})\/?$/;

/** A link whose text is its address; `undefined` for anything but the plain address of a host. */
export function webLink(address: string): Mrkdwn | undefined {
  const host = address.length > 300 ? undefined : plainAddress.exec(address)?.[1];
  return host === undefined ? undefined : new SafeMarkup(`<https://${host}|${host}>`);
}

/** A message's address from the chat; it has no character that can end the link. */
const messageAddress = /^https?:\/\/[^\s<>|`]{1,500}$/;

/** A link to a message, with the bot's own text; `undefined` for a text that is no address. */
export function messageLink(address: string, words: string): Mrkdwn | undefined {
  return messageAddress.test(address) ? new SafeMarkup(`<${escape(address)}|${escape(words)}>`) : undefined;
}

/** Pieces that must not be cut: an entity, a date or mention, inline code, a character. */
const wholePieces = /&(?:amp|lt|gt);|<[^<>]*>|`[^`\n]*`|[^]/gu;

/** Cuts markup to a number of characters as Slack counts them, never inside an entity, a mention, a date or inline code. */
export function truncated(markup: Mrkdwn, maximum: number): Mrkdwn {
  if (markup.text.length <= maximum) return markup;
  let kept = '';
  for (const piece of markup.text.match(wholePieces) ?? []) {
    if (kept.length + piece.length > maximum - 1) break;
    kept += piece;
  }
  return new SafeMarkup(`${kept}…`);
}

/**
 * Markup as one line for a push notification, which shows no formatting: dates as text, no mentions, no code or bold. What is
 * escaped stays so.
 */
export function plainLine(markup: Mrkdwn): Mrkdwn {
  const text = markup.text
    .replaceAll(/<(?:!date\^|https?:)[^>|]*\|([^>]*)>/gu, '$1')
    .replaceAll(/<[^<>]*>/gu, '')
    .replaceAll(/[`*]/gu, '');
  return new SafeMarkup(text.replaceAll(/\s+/gu, ' ').trim());
}
