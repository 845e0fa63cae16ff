import { type CommandHandler, requestTyped } from '../../flow/index.ts';
import type { Argument } from '../../model/command.ts';
import type { SlackCommand } from './definition.ts';

const target = { need: 'required', label: 'target', example: 'orders' } as const satisfies Argument;

export const retry = {
  name: 'retry',
  typed: 'byName',
  group: 'deployments',
  arguments: { target },
  effect: 'write',
  permission: 'retry',
  summary: 'runs again what failed in the last deployment of the target',
} as const satisfies SlackCommand;

export const runRetry: CommandHandler<typeof retry> = (context, values) =>
  requestTyped(context, retry.permission, values.target);

export const rollback = {
  name: 'rollback',
  typed: 'byName',
  group: 'deployments',
  arguments: { target },
  effect: 'write',
  permission: 'rollback',
  summary: 'after a failed deployment, deploys the last version that succeeded',
} as const satisfies SlackCommand;

export const runRollback: CommandHandler<typeof rollback> = (context, values) =>
  requestTyped(context, rollback.permission, values.target);
