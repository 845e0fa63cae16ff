import type { StageState } from '@aws-sdk/client-codepipeline';
import { textOf } from './answers.ts';
import type { Execution } from './pipeline.ts';
import { newestRuns } from './runs.ts';

/** Why no rollback is offered where executions run in parallel. */
export function canRollBack({ summary }: Pick<Execution, 'summary'>): boolean {
  // https://docs.aws.amazon.com/codepipeline/latest/userguide/stage-rollback.html
  return summary.executionMode !== 'PARALLEL' && summary.executionType !== 'ROLLBACK';
}

/**
 * The stage in which an execution failed or was stopped, as long as it is the stage's last execution: only from there can it go on
 * (https://docs.aws.amazon.com/codepipeline/latest/userguide/stage-retry.html). For executions in parallel, their
 * actions show which stage it is.
 */
export function stageToRetry(
  { id, status, summary, actions }: Execution,
  stages: readonly StageState[],
): string | undefined {
  if (status !== 'Failed' && status !== 'Stopped') return undefined;
  if (summary.executionMode === 'PARALLEL') {
    const last = newestRuns(actions).findLast((run) => run.status === 'Failed' || run.status === 'Abandoned');
    return last?.stage === '' ? undefined : last?.stage;
  }
  const state = stages.find(
    ({ latestExecution }) =>
      latestExecution?.pipelineExecutionId === id && ['Failed', 'Stopped'].includes(textOf(latestExecution.status)),
  );
  return textOf(state?.stageName) || undefined;
}
