import { errorName } from '../../model/errors.ts';
import { type CallResult, ProviderUnavailable } from '../../ports.ts';
import { classifyFailure, IncompleteAnswer, isThrottle } from '../answers.ts';

export { IncompleteAnswer, isThrottle } from '../answers.ts';

/** CodePipeline does not answer, or does not let the bot ask. */
export class CodePipelineUnavailable extends ProviderUnavailable {
  override readonly name = 'CodePipelineUnavailable';
  constructor(operation: string, cause: unknown) {
    super(
      `AWS CodePipeline cannot be asked (${operation}: ${errorName(cause)}). ` +
        'Where it says AccessDenied, give the role of the scope the rights that docs/back-ends.md names.',
      { cause },
    );
  }
}

/** CodePipeline's own word that there is no such pipeline, or no such execution in it. */
export function isNotFound(error: unknown): boolean {
  return errorName(error) === 'PipelineNotFoundException' || isExecutionNotFound(error);
}

/** The execution is not there, or this answer is older than the one that named it. The pipeline is there. */
export function isExecutionNotFound(error: unknown): boolean {
  return errorName(error) === 'PipelineExecutionNotFoundException';
}

/**
 * Asks, and turns each error into its meaning. A throttle passes: whoever asks knows what to do about it.
 *
 * @throws CodePipelineUnavailable, IncompleteAnswer, and what CodePipeline says of a pipeline or an execution that is not there
 */
export async function asked<Answer>(operation: string, ask: () => Promise<Answer>): Promise<Answer> {
  try {
    return await ask();
  } catch (error) {
    const isItsOwnWord = isNotFound(error) || isThrottle(error) || error instanceof IncompleteAnswer;
    throw isItsOwnWord ? error : new CodePipelineUnavailable(operation, error);
  }
}

/**
 * Errors that say that the state is not what was read before
 * (https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_StopPipelineExecution.html and the like). Which it is by now,
 * the truth shows it: ApprovalAlreadyCompletedException may mean an approval that has expired.
 */
const conflicts: ReadonlySet<string> = new Set([
  'PipelineExecutionNotStoppableException',
  'DuplicatedStopRequestException',
  'StageNotRetryableException',
  'NotLatestPipelineExecutionException',
  'PipelineExecutionOutdatedException',
  'UnableToRollbackStageException',
  'ConditionNotOverridableException',
  'InvalidApprovalTokenException',
  'ApprovalAlreadyCompletedException',
  'PipelineNotFoundException',
  'PipelineExecutionNotFoundException',
  'StageNotFoundException',
  'ActionNotFoundException',
]);

/**
 * What a failed mutating call means. ConflictException: "the pipeline is busy handling ongoing activities. Try again later":
 * nothing was done, as after a throttle, and so with an execution too many.
 */
export function classify(error: unknown): Exclude<CallResult, { result: 'accepted' }> {
  const name = errorName(error);
  if (name === 'ConflictException' || name === 'ConcurrentPipelineExecutionsLimitExceededException') {
    return { result: 'throttled' };
  }
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
