import type { Item } from '../../model/item.ts';
import { needsOwner } from '../../model/owner.ts';
import { ownActionId } from '../action-ids.ts';
import { formatButtonValue } from '../button-value.ts';
import { code, type Mrkdwn, mention, moment, mrkdwn } from '../mrkdwn.ts';
import { type Button, plainTextObject } from './block-kit.ts';

/**
 * "I'm on it", where somebody should look and nobody has said so far that they do. It changes nothing but the message, so there is no
 * dialog before it.
 */
export function ownerButtons(item: Item): readonly Button[] {
  const value = needsOwner(item) ? formatButtonValue(item.key) : undefined;
  if (value === undefined) return [];
  return [{ type: 'button', action_id: ownActionId, text: plainTextObject("I'm on it", 75), value }];
}

/** Who is on it, and since when. */
export function ownerNote({ owner }: Item): readonly Mrkdwn[] {
  if (owner === undefined) return [];
  return [mrkdwn`🙋 ${mention(owner.userId) ?? code(owner.userId)} is on it since ${moment(owner.atMs, 'second')}.`];
}
