import type { ItemKey } from '../model/item.ts';

/** Slack takes no longer button value: https://docs.slack.dev/reference/block-kit/block-elements/button-element */
const maximumCharacters = 2000;

/** What a button carries: the attempt it was shown for. `undefined` where that is too long for Slack. */
export function formatButtonValue(key: ItemKey): string | undefined {
  const value = JSON.stringify({ target: key.target, attempt: key.attempt });
  return value.length <= maximumCharacters ? value : undefined;
}

/**
 * Reads what a pressed button carried. Slack signs it on the way back, but the message may be from another version of the
 * bot, so nothing about its form is taken for granted.
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

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
