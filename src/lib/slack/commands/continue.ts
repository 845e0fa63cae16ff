import { type CommandHandler, requestTyped } from '../../flow/index.ts';
import type { SlackCommand } from './definition.ts';

/** Ends a pause that a deployment itself has planned: what it waits for is this word of a person. */
export const continueDeployment = {
  name: 'continue',
  typed: 'byName',
  group: 'deployments',
  arguments: { target: { need: 'required', label: 'target', example: 'shop/orders' } },
  effect: 'write',
  permission: 'continue',
  summary: 'ends the pause of the deployment on the target',
} as const satisfies SlackCommand;

export const runContinue: CommandHandler<typeof continueDeployment> = (context, { target }) =>
  requestTyped(context, continueDeployment.permission, target);
