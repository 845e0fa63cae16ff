import type { CommandHandler, RunnableCommand } from '../../flow/index.ts';
import type { CommandDefinition } from '../../model/command.ts';
import { retry, rollback, runRetry, runRollback } from './again.ts';
import {
  approve,
  decline,
  resumeRules,
  runApprove,
  runDecline,
  runResumeRules,
  runStopRules,
  stopRules,
} from './approvals.ts';
import { cancel, runCancel } from './cancel.ts';
import { accept, connections, reject, runAccept, runConnections, runReject } from './connections.ts';
import { continueDeployment, runContinue } from './continue.ts';
import { diagnose, runDiagnose } from './diagnose.ts';
import { help, runHelp, runUnknown, unknown } from './help.ts';
import { hold, holds, override, release, runHold, runHolds, runOverride, runRelease } from './holds.ts';
import { createResource, deleteResource, resources, runDeleteResource, runResources } from './resources.ts';
import { runStatus, status } from './status.ts';
import { runTurnDown, turnDown } from './turn-down.ts';

/** Every command, in the order of the help. To add one, write its file, and its name here and in {@link handlers}. */
export const commands = [
  help,
  status,
  diagnose,
  cancel,
  retry,
  rollback,
  continueDeployment,
  turnDown,
  connections,
  accept,
  reject,
  approve,
  decline,
  hold,
  holds,
  release,
  override,
  stopRules,
  resumeRules,
  createResource,
  resources,
  deleteResource,
  unknown,
] as const;

type Listed = (typeof commands)[number];

/** A command that opens a form is never queued. */
type Queued = Exclude<Listed, { readonly opensForm: true }>;

/** The commands on the worker's queue. */
export const queuedCommands: readonly CommandDefinition[] = commands.filter((command) => !('opensForm' in command));

/**
 * The function that executes each command; a command without one does not compile. It is separate from {@link commands}, so that
 * the bundle of the ingress, which uses only those, has no use cases.
 */
const handlers: { readonly [Command in Queued as Command['name']]: CommandHandler<Command> } = {
  help: runHelp,
  status: runStatus,
  diagnose: runDiagnose,
  cancel: runCancel,
  retry: runRetry,
  rollback: runRollback,
  continue: runContinue,
  'turn-down': runTurnDown,
  connections: runConnections,
  accept: runAccept,
  reject: runReject,
  approve: runApprove,
  decline: runDecline,
  hold: runHold,
  holds: runHolds,
  release: runRelease,
  override: runOverride,
  'stop-rules': runStopRules,
  'resume-rules': runResumeRules,
  resources: runResources,
  confirmDelete: runDeleteResource,
  unknown: runUnknown,
};

/** The commands as the worker executes them, by name. */
export const runnableCommands = (): ReadonlyMap<string, RunnableCommand> =>
  new Map(
    queuedCommands.flatMap((definition) => {
      const run = new Map<string, RunnableCommand['run']>(Object.entries(handlers)).get(definition.name);
      return run === undefined ? [] : [[definition.name, { definition, run }] as const];
    }),
  );
