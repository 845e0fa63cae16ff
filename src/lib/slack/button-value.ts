import type { ItemKey } from '../model/item.ts';

/** Slack's maximum length of a button value: https://docs.slack.dev/reference/block-kit/block-elements/button-element */
const maximumCharacters = 2000;

/** What a button is for: an attempt, or something of it, such as a pause. */
export interface ButtonValue extends ItemKey {
  readonly about?: string;
}

/** The value of a button: the attempt that it was shown for, and what of it. `undefined` if it is too long for Slack. */
export function formatButtonValue({ target, attempt, about }: ButtonValue): string | undefined {
  const value = JSON.stringify({ target, attempt, about });
  return value.length <= maximumCharacters ? value : undefined;
}

/**
 * Reads the value of a pressed button. Slack signs the request, but the message may be from another version of the bot, so the
 * form is checked.
 *
 * @returns `undefined` for anything that is not exactly a target and an attempt, and what of it is meant where that is said
 */
export function parseButtonValue(value: unknown): ButtonValue | undefined {
  if (typeof value !== 'string' || value.length > maximumCharacters) return undefined;
  const parsed = parseJson(value);
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) return undefined;
  const { target, attempt, about, ...others }: Readonly<Record<string, unknown>> = { ...parsed };
  if (Object.keys(others).length > 0) return undefined;
  if (typeof target !== 'string' || typeof attempt !== 'string' || target === '' || attempt === '') return undefined;
  if (about === undefined) return { target, attempt };
  return typeof about === 'string' && about !== '' ? { target, attempt, about } : undefined;
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
  if (read === undefined || read.about !== undefined || typeof question !== 'string' || question === '')
    return undefined;
  return { key: read, questionId: question };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
