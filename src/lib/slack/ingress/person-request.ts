import type { BlockAction, ButtonAction, SlashCommand } from '@slack/bolt';
import type { ActionType } from '../../model/claim.ts';
import type { ParsedCommand } from '../../model/command.ts';
import type { IncomingRequest, Interaction } from '../../model/request.ts';
import type { ResourceOperationKind } from '../../model/resource-operation.ts';
import { parseButtonValue, parseReplyValue } from '../button-value.ts';
import { parseOperationValue } from '../resources/index.ts';

/**
 * The request of a slash command.
 *
 * @param understood - its parsed text
 * @returns `undefined` where it is not a whole request
 */
export function commandRequest(command: SlashCommand, understood: ParsedCommand): IncomingRequest | undefined {
  return complete({
    id: textOf(command.trigger_id),
    interaction: { type: 'command', command: understood },
    userId: textOf(command.user_id),
    teamId: textOf(command.team_id),
    channelId: textOf(command.channel_id),
    responseUrl: textOf(command.response_url),
  });
}

/**
 * The request of a pressed button.
 *
 * @returns `undefined` where the button cannot be read, or it is not a whole request
 */
export function clickRequest(
  action: ActionType,
  button: ButtonAction,
  body: BlockAction<ButtonAction>,
): IncomingRequest | undefined {
  const value = parseButtonValue(button.value);
  if (value === undefined) return undefined;
  const { about, ...key } = value;
  return buttonRequest({ type: 'click', action, key, ...(about === undefined ? {} : { about }) }, body);
}

/**
 * The request of a pressed button under a question.
 *
 * @returns `undefined` where the button cannot be read, or it is not a whole request
 */
export function replyRequest(
  answer: 'approve' | 'decline',
  button: ButtonAction,
  body: BlockAction<ButtonAction>,
): IncomingRequest | undefined {
  const value = parseReplyValue(button.value);
  return value && buttonRequest({ type: 'reply', answer, ...value }, body);
}

/**
 * The request of "I'm on it".
 *
 * @returns `undefined` where the button cannot be read, or it is not a whole request
 */
export function ownRequest(button: ButtonAction, body: BlockAction<ButtonAction>): IncomingRequest | undefined {
  const value = parseButtonValue(button.value);
  if (value === undefined) return undefined;
  const { target, attempt } = value;
  return buttonRequest({ type: 'own', key: { target, attempt } }, body);
}

/**
 * The operation of a pressed button.
 *
 * @param kind - from the button's name; its value must have the same
 * @returns `undefined` where the button cannot be read, or it is not a whole request
 */
export function operationClickRequest(
  kind: ResourceOperationKind,
  button: ButtonAction,
  body: BlockAction<ButtonAction>,
): IncomingRequest | undefined {
  const operation = parseOperationValue(button.value);
  return operation?.kind === kind ? buttonRequest({ type: 'operation', operation }, body) : undefined;
}

function buttonRequest(interaction: Interaction, body: BlockAction<ButtonAction>): IncomingRequest | undefined {
  return complete({
    id: textOf(body.trigger_id),
    interaction,
    userId: textOf(body.user.id),
    teamId: textOf(body.team?.id),
    channelId: textOf(body.channel?.id),
    responseUrl: textOf(body.response_url),
  });
}

/** All members are needed: to recognize a duplicate delivery, to check permissions, and to answer. */
function complete(request: IncomingRequest): IncomingRequest | undefined {
  const { id, userId, teamId, channelId, responseUrl } = request;
  return [id, userId, teamId, channelId, responseUrl].includes('') ? undefined : request;
}

/** Bolt's types say that these are texts, but nothing checks this. */
function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
