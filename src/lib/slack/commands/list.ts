import type { CommandHandler, RunnableCommand } from '../../flow/index.ts';
import type { CommandDefinition } from '../../model/command.ts';
import { retry, rollback, runRetry, runRollback } from './again.ts';
import { approvals, approve, decline, runApprovals, runApprove, runDecline } from './approvals.ts';
import { cancel, runCancel } from './cancel.ts';
import { accept, connections, reject, runAccept, runConnections, runReject } from './connections.ts';
import { continueDeployment, runContinue } from './continue.ts';
import { diagnose, runDiagnose } from './diagnose.ts';
import { help, runHelp, runUnknown, unknown } from './help.ts';
import { history, runHistory } from './history.ts';
import { hold, holds, override, release, runHold, runHolds, runOverride, runRelease } from './holds.ts';
import { createResource, deleteResource, resources, runDeleteResource, runResources } from './resources.ts';
import { mode, resumeRules, rules, runMode, runResumeRules, runRules, runStopRules, stopRules } from './rules.ts';
import { runStatus, status } from './status.ts';
import { runTurnDown, turnDown } from './turn-down.ts';
import { runWhoami, whoami } from './whoami.ts';
import { runWhy, why } from './why.ts';

/** Every command, in the order of the help. To add one, write its file, and its name here and in {@link handlers}. */
export const commands = [
  help,
  status,
  why,
  history,
  diagnose,
  whoami,
  cancel,
  retry,
  rollback,
  continueDeployment,
  turnDown,
  connections,
  accept,
  reject,
  approvals,
  approve,
  decline,
  hold,
  holds,
  release,
  override,
  rules,
  mode,
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
  why: runWhy,
  history: runHistory,
  diagnose: runDiagnose,
  whoami: runWhoami,
  cancel: runCancel,
  retry: runRetry,
  rollback: runRollback,
  continue: runContinue,
  'turn-down': runTurnDown,
  connections: runConnections,
  accept: runAccept,
  reject: runReject,
  approvals: runApprovals,
  approve: runApprove,
  decline: runDecline,
  hold: runHold,
  holds: runHolds,
  release: runRelease,
  override: runOverride,
  rules: runRules,
  mode: runMode,
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
