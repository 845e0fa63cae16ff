import { isJsonObject, textOf } from '../../json.ts';
import type { Names } from '../text/names.ts';
import type { TextObject } from '../text/render-mrkdwn.ts';

/** What a person did with an element. */
export interface ElementAction {
  readonly actionId: string;
  readonly blockId: string;
  readonly choice?: readonly string[];
}

/** What blocks are rendered with. */
export interface BlockContext {
  readonly names: Names;
  /** Sends the action to the app; the element is busy until this settles. */
  act(action: ElementAction): Promise<void>;
}

/** Reads a text object; anything else is empty plain text. */
export function readText(value: unknown): TextObject {
  if (!isJsonObject(value)) return { type: 'plain_text', text: '' };
  return {
    type: value['type'] === 'mrkdwn' ? 'mrkdwn' : 'plain_text',
    text: textOf(value['text']),
    ...(typeof value['emoji'] === 'boolean' ? { emoji: value['emoji'] } : {}),
  };
}
