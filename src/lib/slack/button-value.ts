import type { ItemKey } from '../model/item.ts';

/** Slack's maximum length of a button value: https://docs.slack.dev/reference/block-kit/block-elements/button-element */
const maximumCharacters = 2000;

/** The value of a button: the attempt that it was shown for. `undefined` if it is too long for Slack. */
export function formatButtonValue(key: ItemKey): string | undefined {
  const value = JSON.stringify({ target: key.target, attempt: key.attempt });
  return value.length <= maximumCharacters ? value : undefined;
}

/**
 * Reads the value of a pressed button. Slack signs the request, but the message may be from another version of the bot, so the
 * form is checked.
 *
 * @returns the attempt, or `undefined` for anything that is not exactly a target and an attempt
 */
export function parseButtonValue(value: unknown): ItemKey | undefined {
  if (typeof value !== 'string' || value.length > maximumCharacters) return undefined;
  const parsed = parseJson(value);
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) return undefined;
  if (Object.keys(parsed).length !== 2 || !('target' in parsed) || !('attempt' in parsed)) return undefined;
  const { target, attempt } = parsed;
  if (typeof target !== 'string' || typeof attempt !== 'string' || target === '' || attempt === '') return undefined;
  return { target, attempt };
}

/** A question's button: the attempt and the question, whose id is new each time it is asked. */
export interface ReplyValue {
  readonly key: ItemKey;
  readonly questionId: string;
}

/** `undefined` if it is too long for Slack. */
export function formatReplyValue({ key, questionId }: ReplyValue): string | undefined {
  const value = JSON.stringify({ target: key.target, attempt: key.attempt, question: questionId });
  return value.length <= maximumCharacters ? value : undefined;
}

/** @returns `undefined` for anything that is not exactly a target, an attempt and a question */
export function parseReplyValue(value: unknown): ReplyValue | undefined {
  if (typeof value !== 'string' || value.length > maximumCharacters) return undefined;
  const parsed = parseJson(value);
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) return undefined;
  const { question, ...key } = { question: undefined, ...parsed };
  const read = parseButtonValue(JSON.stringify(key));
  if (read === undefined || typeof question !== 'string' || question === '') return undefined;
  return { key: read, questionId: question };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
