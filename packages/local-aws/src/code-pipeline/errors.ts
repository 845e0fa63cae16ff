import { AwsError } from '../endpoint/index.ts';

/** Errors of the API model, each with the sentence that the model itself has for it where it has one; all are HTTP 400. */
const texts = {
  PipelineNotFoundException: 'Account has no pipeline of this name in this region.',
  PipelineExecutionNotFoundException: 'The pipeline execution was not found in this pipeline.',
  StageNotFoundException: 'The pipeline has no stage of this name.',
  ActionNotFoundException: 'The stage has no action of this name.',
  InvalidNextTokenException: 'The next token was not given out by this list.',
  PipelineExecutionNotStoppableException:
    'Unable to stop the pipeline execution. The execution might already be in a Stopped state, or it might no longer be in progress.',
  DuplicatedStopRequestException: 'The pipeline execution is already in a Stopping state.',
  StageNotRetryableException:
    'Unable to retry. The stage contains no failed actions, or its state changed while they awaited retry.',
  NotLatestPipelineExecutionException: 'The stage has had a later run of the pipeline: this execution is out of date.',
  UnableToRollbackStageException:
    'Unable to roll back the stage. It is running, the target execution did not succeed in it, or the pipeline cannot roll back.',
  ConditionNotOverridableException: 'Unable to override because the condition does not allow overrides.',
  InvalidApprovalTokenException: 'The approval request already received a response or has expired.',
  ApprovalAlreadyCompletedException: 'The approval action has already been approved or rejected.',
  ResourceNotFoundException: 'There is no such resource.',
} as const;

export type ErrorName = keyof typeof texts;

export function refusal(name: ErrorName): AwsError {
  return new AwsError(name, texts[name]);
}
