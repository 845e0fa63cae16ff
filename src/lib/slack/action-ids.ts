import type { ActionType } from '../model/claim.ts';

/** The names of the bot's buttons: written by the worker into messages, read by the ingress from clicks. */
export const actionIds: Readonly<Record<ActionType, string>> = {
  cancel: 'proton-bot.cancel',
  accept: 'proton-bot.accept',
  reject: 'proton-bot.reject',
};
