import { type CommandHandler, requestTyped } from '../../flow/index.ts';
import type { SlackCommand } from './definition.ts';

export const cancel = {
  name: 'cancel',
  typed: 'byName',
  group: 'deployments',
  arguments: { target: { need: 'required', label: 'target', example: 'orders/api' } },
  effect: 'write',
  permission: 'cancel',
  summary: 'cancels the deployment in progress on the target',
} as const satisfies SlackCommand;

export const runCancel: CommandHandler<typeof cancel> = (context, { target }) =>
  requestTyped(context, cancel.permission, target);
