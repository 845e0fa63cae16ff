import type { Stack } from '@aws-sdk/client-cloudformation';
import { type AttemptDetails, type Availability, noDetails, type Observation } from '../../model/observation.ts';
import { isFinalPhase } from '../../model/statuses.ts';
import type { DeploymentFacts, EndCause } from '../../model/subject.ts';
import { namesFromTags, type TagKeys, type Tags } from '../../model/tags.ts';
import { objectsIn } from '../paging.ts';
import { IncompleteAnswer } from './answers.ts';
import { parseStackArn, providerName, stackConsoleUrl } from './names.ts';
import { operationIdOf } from './operation-id.ts';
import { rollbackIn } from './rollback.ts';
import { firstFailure, isRollbackAskedFor, type StackRun, statusIn } from './stack-run.ts';
import { phaseOf, reviewStatus, type StackState, stateOf } from './states.ts';

/** What is known beside the stack's own answer. */
export interface StackContext {
  readonly tagKeys: TagKeys;
  /** Whether the bot was given the right to cancel. */
  readonly canCancel: boolean;
  /** What its events show; absent if they could not be read. */
  readonly run: StackRun | undefined;
  readonly lastProgressAtMs: number;
}

/**
 * What CloudFormation says of a stack, in the bot's words.
 *
 * @returns `undefined` where nothing has been deployed to it yet: a change set waits for a person
 * @throws IncompleteAnswer without the id that its memory is kept under, its status, or the time its deadlines are counted from
 */
export function readStack(stack: Stack, context: StackContext): Observation | undefined {
  const target = stackIdOf(stack);
  const { region = '', account = '', name = '' } = parseStackArn(target) ?? {};
  const what = `the stack ${name}`;
  const { StackStatus: stackStatus } = stack;
  if (typeof stackStatus !== 'string' || !stackStatus) throw new IncompleteAnswer(what, 'StackStatus');
  if (stackStatus === reviewStatus) return undefined;
  const state = stateOf(stackStatus);
  const isAsked = context.run !== undefined && isRollbackAskedFor(context.run);
  const status = statusOf(state, stackStatus, isAsked);
  const phase = phaseOf(status);
  const startedAtMs = startOf(stack, state) ?? missing(what, 'CreationTime');
  const tags = tagsOf(stack);
  const deployment: DeploymentFacts = {
    provider: providerName,
    kind: 'stack',
    target,
    name,
    account,
    region,
    ...namesFromTags(tags, context.tagKeys),
    status,
    phase,
    operation: state.operation,
    id: operationIdOf(stack, state),
    startedAtMs,
    endedAtMs: isFinalPhase(phase) ? endOf(context.run, stackStatus) : 0,
    lastProgressAtMs: Math.max(startedAtMs, context.lastProgressAtMs),
    expectedByMs: expectedByMs(stack, state, startedAtMs),
    initiator: '',
    cause: causeOf(phase, isAsked),
    needsHuman: state.needsHuman === true,
    labels: tags,
    template: '',
    templateVersion: '',
  };
  const statusMessage = messageOf(stack, stackStatus, phase, context.run);
  const details = detailsOf(stack, stackStatus, deployment, context.canCancel);
  return { subject: { on: 'deployment', deployment }, details, statusMessage };
}

/** @throws IncompleteAnswer */
export function stackIdOf({ StackId: id, StackName: name }: Pick<Stack, 'StackId' | 'StackName'>): string {
  if (parseStackArn(id)?.uuid === undefined || id === undefined) {
    throw new IncompleteAnswer(`the stack ${typeof name === 'string' ? name : ''}`, 'StackId');
  }
  return id;
}

function missing(what: string, member: string): never {
  throw new IncompleteAnswer(what, member);
}

/** The bot's word for how it stands. A rollback that shows as complete is no success of anything. */
export function statusOf({ status }: StackState, stackStatus: string, isAsked: boolean): string {
  if (!isAsked || !stackStatus.startsWith('UPDATE_ROLLBACK_') || stackStatus === 'UPDATE_ROLLBACK_FAILED')
    return status;
  return status === 'FAILED' ? 'CANCELLED' : 'CANCELLING';
}

/** Why it ended, or is stopping. */
export function causeOf(phase: DeploymentFacts['phase'], isAsked: boolean): EndCause {
  if (phase !== 'stopping' && phase !== 'cancelled' && phase !== 'failed') return '';
  return isAsked ? 'asked' : 'unknown';
}

/**
 * When what is under way began. A stack that a change set creates has its creation time from when that was made, and the time of
 * its execution as that of its last update.
 */
function startOf(
  { CreationTime, LastUpdatedTime, DeletionTime }: Stack,
  { operation }: StackState,
): number | undefined {
  const times =
    operation === 'delete' ? [DeletionTime, LastUpdatedTime, CreationTime] : [LastUpdatedTime, CreationTime];
  for (const time of times) {
    const ms = time instanceof Date ? time.getTime() : Number.NaN;
    if (Number.isFinite(ms) && ms > 0) return ms;
  }
  return undefined;
}

function endOf(run: StackRun | undefined, stackStatus: string): number {
  const shown = run && statusIn(run);
  return shown?.status === stackStatus ? shown.atMs : 0;
}

/** A creation may be given a time, after which CloudFormation fails it. */
function expectedByMs({ TimeoutInMinutes: minutes }: Stack, { operation }: StackState, startedAtMs: number): number {
  return operation === 'create' && typeof minutes === 'number' && minutes > 0 ? startedAtMs + minutes * 60_000 : 0;
}

function tagsOf({ Tags: given }: Stack): Tags {
  const entries = objectsIn(given).flatMap(({ Key: key, Value: value }): [string, string][] =>
    typeof key === 'string' && typeof value === 'string' ? [[key, value]] : [],
  );
  return Object.fromEntries(entries);
}

/** CloudFormation's own word, which the bot's is shorter than, and its reason; of a failure what failed first. */
function messageOf(
  { StackStatusReason: given }: Stack,
  stackStatus: string,
  phase: DeploymentFacts['phase'],
  run: StackRun | undefined,
): string {
  const isTrouble = phase === 'failed' || phase === 'stopping';
  const failure = isTrouble && run !== undefined ? firstFailure(run) : '';
  const reasons = [typeof given === 'string' ? given : '', failure].filter((reason) => reason !== '');
  return [stackStatus, ...reasons].join(': ');
}

const cannotCancel: Readonly<Record<string, string>> = {
  CREATE_IN_PROGRESS:
    'CloudFormation cannot cancel a creation; it can only delete the stack, and that is for a person to decide',
  DELETE_IN_PROGRESS: 'CloudFormation cannot cancel a deletion',
  IMPORT_IN_PROGRESS: 'CloudFormation cannot cancel an import',
};
const mayOnlyWatch =
  'the bot may only watch stacks here: to let it cancel updates, set providers.cloudFormation.cancelUpdates in bot.yml';

/** An action that is out of the question in a state that follows another is not named: whoever asks for it is too late. */
function detailsOf(stack: Stack, stackStatus: string, facts: DeploymentFacts, canCancel: boolean): AttemptDetails {
  const cancel = cancelIn(stackStatus, canCancel);
  // Where something was deployed, people may want the version before it.
  const hasEnded = isFinalPhase(facts.phase) && facts.operation !== 'delete';
  return {
    ...noDetails,
    actions: {
      ...(cancel === undefined ? {} : { cancel }),
      ...(hasEnded ? { rollback: rollbackIn(stackStatus) } : {}),
    },
    links: { console: stackConsoleUrl(facts.target) },
    hint: hintFor(stack, stackStatus),
  };
}

function cancelIn(stackStatus: string, canCancel: boolean): Availability | undefined {
  const reason = cannotCancel[stackStatus];
  if (reason !== undefined) return { available: false, reason };
  if (stackStatus !== 'UPDATE_IN_PROGRESS') return undefined;
  return canCancel ? { available: true } : { available: false, reason: mayOnlyWatch };
}

/** Read before anybody is promised a rollback: with rollback off, a cancel leaves the stack as it is by then. */
function isRollbackOff({ DisableRollback, DeploymentConfig: config }: Stack): boolean {
  return DisableRollback === true || config?.DisableRollback === true;
}

const continueRollback =
  'A person must act: remove what the reason names, then continue the update rollback in the console';

function hintFor(stack: Stack, stackStatus: string): string {
  const isExpress = stack.DeploymentConfig?.Mode === 'EXPRESS';
  const mode = isExpress ? 'express mode, rollback is off' : 'rollback is off';
  switch (stackStatus) {
    case 'UPDATE_IN_PROGRESS':
      return isRollbackOff(stack) ? `A cancel stops it where it is (${mode})` : 'A cancel rolls it back';
    case 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS':
      return 'The update has succeeded; the replaced resources are being removed, which cannot be cancelled';
    case 'UPDATE_COMPLETE':
    case 'CREATE_COMPLETE':
      return isExpress ? 'In express mode: its resources may not be ready to serve yet' : '';
    case 'ROLLBACK_IN_PROGRESS':
    case 'UPDATE_ROLLBACK_IN_PROGRESS':
    case 'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS':
    case 'IMPORT_ROLLBACK_IN_PROGRESS':
      return 'It is being rolled back, which cannot be cancelled';
    case 'UPDATE_FAILED':
    case 'CREATE_FAILED':
      return `A person must act: the stack stopped where it was (${mode}); roll it back, or deploy it again`;
    case 'ROLLBACK_COMPLETE':
      return 'Delete the stack before it is created again';
    case 'UPDATE_ROLLBACK_FAILED':
      return continueRollback;
    case 'ROLLBACK_FAILED':
    case 'IMPORT_ROLLBACK_FAILED':
    case 'DELETE_FAILED':
      return 'A person must act: the resources that the reason names could not be removed';
    default:
      return '';
  }
}
