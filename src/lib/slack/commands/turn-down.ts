import { type CommandHandler, requestTyped } from '../../flow/index.ts';
import type { SlackCommand } from './definition.ts';

/** Not `decline`: that answers what a rule of the bot asks. */
export const turnDown = {
  name: 'turn-down',
  typed: 'byName',
  group: 'deployments',
  arguments: { target: { need: 'required', label: 'target', example: 'orders' } },
  effect: 'write',
  permission: 'turnDown',
  summary: 'rejects the approval that the deployment waits for, which ends it',
} as const satisfies SlackCommand;

export const runTurnDown: CommandHandler<typeof turnDown> = (context, { target }) =>
  requestTyped(context, turnDown.permission, target);
