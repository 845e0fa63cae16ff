import { errorName } from '../../model/errors.ts';
import { type CallResult, ProviderUnavailable } from '../../ports.ts';
import { classifyFailure, IncompleteAnswer, isThrottle } from '../answers.ts';

export { IncompleteAnswer, isThrottle } from '../answers.ts';

/** CodeDeploy does not answer, or does not let the bot ask. */
export class CodeDeployUnavailable extends ProviderUnavailable {
  override readonly name = 'CodeDeployUnavailable';
  constructor(operation: string, cause: unknown) {
    super(
      `AWS CodeDeploy cannot be asked (${operation}: ${errorName(cause)}). ` +
        'Where it says AccessDenied, give the role of the scope the rights that docs/back-ends.md names.',
      { cause },
    );
  }
}

const absences: ReadonlySet<string> = new Set([
  'ApplicationDoesNotExistException',
  'DeploymentGroupDoesNotExistException',
  'DeploymentDoesNotExistException',
  // What has not the form of an id is the id of nothing.
  'InvalidDeploymentIdException',
]);

/** CodeDeploy's own word that there is no such application, group or deployment. */
export function isNotFound(error: unknown): boolean {
  return absences.has(errorName(error));
}

/**
 * Makes a call, and gives its errors their meaning. A throttle is passed on: the caller handles it.
 *
 * @throws CodeDeployUnavailable, IncompleteAnswer, and what CodeDeploy says of what is not there
 */
export async function asked<Answer>(operation: string, ask: () => Promise<Answer>): Promise<Answer> {
  try {
    return await ask();
  } catch (error) {
    const isItsOwnWord = isNotFound(error) || isThrottle(error) || error instanceof IncompleteAnswer;
    throw isItsOwnWord ? error : new CodeDeployUnavailable(operation, error);
  }
}

/** The name of CodeDeploy's own error, whatever the bot has made of it. */
export function ownName(error: unknown): string {
  return errorName(error instanceof CodeDeployUnavailable ? error.cause : error);
}

/** CodeDeploy's own word that there is no such thing becomes nothing. */
export async function orNothing<Answer>(ask: () => Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

/**
 * Errors that say that the state is not what was read before
 * (https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_StopDeployment.html, API_ContinueDeployment.html and
 * API_CreateDeployment.html). The bot then reads the state again.
 */
const conflicts: ReadonlySet<string> = new Set([
  'ApplicationDoesNotExistException',
  'DeploymentAlreadyCompletedException',
  'DeploymentDoesNotExistException',
  'DeploymentGroupDoesNotExistException',
  'DeploymentIsNotInReadyStateException',
  // Of a group, too, that has a deployment under way.
  'DeploymentLimitExceededException',
  'InvalidDeploymentStatusException',
]);

/** What a failed mutating call means. */
export function classify(error: unknown): Exclude<CallResult, { result: 'accepted' }> {
  const name = errorName(error);
  return conflicts.has(name) ? { result: 'refused', conflict: true, error: name } : classifyFailure(error);
}

/** A text of an answer, whatever stands in its place. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** A time of an answer in epoch milliseconds; 0 where there is none that can be used. */
export function millisecondsOf(value: unknown): number {
  const atMs = value instanceof Date ? value.getTime() : Number.NaN;
  return Number.isFinite(atMs) ? atMs : 0;
}

/** A count or a share of an answer; 0 where there is none that can be used. */
export function numberOf(value: unknown): number {
  return typeof value === 'number' && Number.isFinite(value) && value > 0 ? value : 0;
}
