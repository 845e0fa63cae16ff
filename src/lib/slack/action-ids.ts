import type { ActionType } from '../model/claim.ts';
import type { ResourceOperationKind } from '../model/resource-operation.ts';

/** What people type to talk to the bot, before the command itself. */
export const slashCommand = '/proton';

/** The names of the bot's buttons: written by the worker into messages, read by the ingress from clicks. */
export const actionIds: Readonly<Record<ActionType, string>> = {
  cancel: 'proton-bot.cancel',
  retry: 'proton-bot.retry',
  rollback: 'proton-bot.rollback',
  continue: 'proton-bot.continue',
  turnDown: 'proton-bot.turn-down',
  accept: 'proton-bot.accept',
  reject: 'proton-bot.reject',
};

/** The same for buttons for operations on resources: each has its own name, because two of them may be in one row. */
export const operationActionIds: Readonly<Record<ResourceOperationKind, string>> = {
  create: 'proton-bot.operation.create',
  update: 'proton-bot.operation.update',
  delete: 'proton-bot.operation.delete',
  recreate: 'proton-bot.operation.recreate',
};

/** Their names in an earlier version, whose messages can still be clicked. */
export const formerOperationActionIds: Readonly<Record<ResourceOperationKind, string>> = {
  create: 'proton-bot.order.create',
  update: 'proton-bot.order.update',
  delete: 'proton-bot.order.delete',
  recreate: 'proton-bot.order.recreate',
};

/** The button by which a person says that they are on it. */
export const ownActionId = 'proton-bot.own';

/** The two buttons under the question of a rule. */
export const replyActionIds = { approve: 'proton-bot.approve', decline: 'proton-bot.decline' } as const;
