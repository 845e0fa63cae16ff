import type { ActionType } from '../model/claim.ts';
import type { OrderKind } from '../model/order.ts';

/** What people type to talk to the bot, before the command itself. */
export const slashCommand = '/proton';

/** The names of the bot's buttons: written by the worker into messages, read by the ingress from clicks. */
export const actionIds: Readonly<Record<ActionType, string>> = {
  cancel: 'proton-bot.cancel',
  accept: 'proton-bot.accept',
  reject: 'proton-bot.reject',
};

/** The same for buttons that order something: each has its own name, as two of them may stand side by side. */
export const orderActionIds: Readonly<Record<OrderKind, string>> = {
  create: 'proton-bot.order.create',
  update: 'proton-bot.order.update',
  delete: 'proton-bot.order.delete',
  recreate: 'proton-bot.order.recreate',
};

/** The two buttons under what a rule asks. */
export const replyActionIds = { approve: 'proton-bot.approve', decline: 'proton-bot.decline' } as const;
