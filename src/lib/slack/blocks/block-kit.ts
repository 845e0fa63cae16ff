import type { types } from '@slack/bolt';
import { type Mrkdwn, mrkdwn, truncated } from '../mrkdwn.ts';
import { cut, withoutInvisible } from '../plain.ts';

/** A block of a message. Slack's types come from Bolt; the worker's bundle contains nothing of it. */
export type Block = types.KnownBlock;
export type Button = types.Button;
type PlainText = types.PlainTextElement;
type MrkdwnText = types.MrkdwnElement;

/** A message: blocks, and the text for notifications and screen readers. */
export interface Message {
  readonly text: string;
  readonly blocks: readonly Block[];
}

/**
 * What Block Kit allows, in characters: https://docs.slack.dev/reference/block-kit/blocks
 * The sum of all text is undocumented; `msg_blocks_too_long` was met from about 13,200 on
 * (https://github.com/slackapi/bolt-js/issues/2509), so messages stay well below.
 */
export const limits = {
  sectionText: 3000,
  fieldText: 2000,
  /** Slack allows more, but ten context lines must fit into a message. */
  contextText: 500,
  confirmTitle: 100,
  confirmText: 300,
  messageText: 11_000,
} as const;

/** `chat.update` refuses a longer text, counted in bytes (4,000); a UTF-16 unit has at most three bytes. */
const fallbackCharacters = 1000;

/** The text next to the blocks. */
export function fallback(markup: Mrkdwn): string {
  return truncated(markup, fallbackCharacters).text;
}

/** `verbatim`: Slack must not look for links and names in the text. */
function mrkdwnText(markup: Mrkdwn, maximum: number): MrkdwnText {
  return { type: 'mrkdwn', text: truncated(markup, maximum).text, verbatim: true };
}

/** Text in which no markup and no `:emoji:` means anything. */
export function plainTextObject(text: string, maximum: number): PlainText {
  return { type: 'plain_text', text: cut(withoutInvisible(text), maximum), emoji: false };
}

export function section(markup: Mrkdwn, accessory?: Button): Block {
  const text = mrkdwnText(markup, limits.sectionText);
  return { type: 'section', text, ...(accessory ? { accessory } : {}) };
}

/** Up to ten short texts in two columns. */
export function fields(texts: readonly Mrkdwn[]): Block {
  return { type: 'section', fields: texts.slice(0, 10).map((text) => mrkdwnText(text, limits.fieldText)) };
}

/** Context lines, one element per line; no block if there are none. */
export function context(lines: readonly Mrkdwn[]): readonly Block[] {
  if (lines.length === 0) return [];
  return [{ type: 'context', elements: lines.slice(0, 10).map((line) => mrkdwnText(line, limits.contextText)) }];
}

/** A row of buttons; no block if there are none. */
export function actions(buttons: readonly Button[]): readonly Block[] {
  return buttons.length === 0 ? [] : [{ type: 'actions', elements: [...buttons] }];
}

/** Text from outside, unchanged, in a box: it is not parsed as markup, so there is nothing to escape. */
export function preformatted(text: string): Block {
  return {
    type: 'rich_text',
    elements: [{ type: 'rich_text_preformatted', elements: [{ type: 'text', text }] }],
  };
}

/**
 * As many whole groups as fit into one message below a title, in order.
 *
 * @param groups - blocks that only make sense together
 */
export function fitting(groups: readonly (readonly Block[])[]): readonly (readonly Block[])[] {
  let used = 0;
  const firstOver = groups.findIndex((group) => {
    used += textLength(group);
    return used > limits.messageText;
  });
  return firstOver === -1 ? groups : groups.slice(0, firstOver);
}

/** The maximum length of a list that people can read, and that fits into one message. */
export const maximumListed = 15;

/** A title, the entries that fit, and how many do not. */
export function listed(title: Mrkdwn, groups: readonly (readonly Block[])[], count: number): readonly Block[] {
  const shown = fitting(groups.slice(0, maximumListed));
  const more = count - shown.length;
  return [section(title), ...shown.flat(), ...(more > 0 ? [section(mrkdwn`_and ${more} more_`)] : [])];
}

/** A message of one sentence. */
export function oneLine(line: Mrkdwn): Message {
  return { text: fallback(line), blocks: [section(line)] };
}

/** The characters of every `text` at any depth. */
function textLength(value: unknown): number {
  if (Array.isArray(value)) return value.reduce((sum: number, entry) => sum + textLength(entry), 0);
  if (typeof value !== 'object' || value === null) return 0;
  return Object.entries(value).reduce(
    (sum, [key, entry]) => sum + (key === 'text' && typeof entry === 'string' ? entry.length : textLength(entry)),
    0,
  );
}
