import { isJsonObject, textOf } from '../../json.ts';
import type { TextObject } from '../text/render-mrkdwn.ts';

/** Reads a text object; anything else is empty plain text. */
export function readText(value: unknown): TextObject {
  if (!isJsonObject(value)) return { type: 'plain_text', text: '' };
  return {
    type: value['type'] === 'mrkdwn' ? 'mrkdwn' : 'plain_text',
    text: textOf(value['text']),
    ...(typeof value['emoji'] === 'boolean' ? { emoji: value['emoji'] } : {}),
  };
}
