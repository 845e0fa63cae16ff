import type { ActionType } from '../../model/claim.ts';
import { BotError } from '../../model/errors.ts';
import type { DeploymentFacts } from '../../model/subject.ts';
import type { CallResult } from '../../ports.ts';
import { objectsIn } from '../paging.ts';
import { classify, textOf } from './answers.ts';
import type { CodePipelineApi } from './api.ts';
import type { Execution, PipelineSnapshot } from './pipeline.ts';
import { aboutOf, gateOf, type Wait } from './waits.ts';

/** `StopPipelineExecutionReason` and `ApprovalSummary` (CodePipeline API 2015-07-09, model constraints). */
const longestStopReason = 200;
const longestApprovalSummary = 512;

/**
 * What a call needs beside the execution, as the read showed it: kept from the fence's read until the call, as nothing may be awaited
 * between the two. It holds an approval's token, and so never leaves this process.
 */
export interface CallNeeds {
  /** What a person's word would end, and its token where it is an approval. */
  readonly gate: { readonly wait: Wait; readonly token: string } | undefined;
  readonly stageToRetry: string | undefined;
  readonly lastGood: string | undefined;
}

export function gateNeeded(execution: Execution, { stages }: PipelineSnapshot): CallNeeds['gate'] {
  const wait = execution.status === 'InProgress' ? gateOf(execution, stages) : undefined;
  return wait === undefined ? undefined : { wait, token: tokenOf(wait, execution, stages) };
}

/**
 * The state shows an approval's token; where executions run in parallel there is no state, and the id that the action's list has is
 * the token (https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_PutApprovalResult.html).
 */
function tokenOf(wait: Wait, { actions, summary }: Execution, stages: PipelineSnapshot['stages']): string {
  if (wait.for !== 'approval') return '';
  if (summary.executionMode === 'PARALLEL') {
    const run = actions.find(({ id }) => id === wait.actionExecutionId);
    return textOf(run?.detail.output?.executionResult?.externalExecutionId);
  }
  const state = stages.find(({ stageName }) => stageName === wait.stage);
  const latest = objectsIn(state?.actionStates).find(({ actionName }) => actionName === wait.action)?.latestExecution;
  return latest?.actionExecutionId === wait.actionExecutionId ? textOf(latest.token) : '';
}

/** What a call is about, and why it is made. */
export interface CallContext {
  readonly needs: CallNeeds | undefined;
  readonly about: string | undefined;
  readonly reason: string;
}

/**
 * Does one thing to an execution, in one attempt. Every call names the execution, or, for an approval, its token, which is of that one
 * request: so none hits another.
 */
export async function act(
  api: CodePipelineApi,
  action: ActionType,
  facts: DeploymentFacts,
  context: CallContext,
): Promise<CallResult> {
  try {
    await send(api, action, facts, context);
    return { result: 'accepted' };
  } catch (error) {
    if (error instanceof NotShown) return { result: 'refused', conflict: true, error: error.name };
    return classify(error);
  }
}

/** The truth that was read last does not show what the call would be about: nothing was sent. */
class NotShown extends BotError {
  override readonly name = 'NotShown';
  override readonly retryable = false;
}

async function send(
  api: CodePipelineApi,
  action: ActionType,
  { name: pipelineName, id: pipelineExecutionId }: DeploymentFacts,
  { needs, about, reason }: CallContext,
): Promise<void> {
  switch (action) {
    case 'cancel':
      // Never abandons by itself: what an abandoned action has begun goes on, and nobody waits for it.
      await api.call('StopPipelineExecution', {
        pipelineName,
        pipelineExecutionId,
        abandon: false,
        reason: reason.slice(0, longestStopReason),
      });
      return;
    case 'retry':
      await api.call('RetryStageExecution', {
        pipelineName,
        pipelineExecutionId,
        stageName: needs?.stageToRetry ?? notShown('a stage that could be retried'),
        retryMode: 'FAILED_ACTIONS',
      });
      return;
    case 'rollback':
      await api.call('RollbackStage', {
        pipelineName,
        stageName: needs?.stageToRetry ?? notShown('a stage that could be rolled back'),
        targetPipelineExecutionId: needs?.lastGood ?? notShown('an earlier execution that succeeded'),
      });
      return;
    case 'continue':
    case 'turnDown': {
      const gate = needs?.gate;
      if (gate === undefined || about === undefined || aboutOf(gate.wait) !== about)
        return notShown('what it waits for');
      await answer(api, { pipelineName, pipelineExecutionId }, action, gate, reason);
      return;
    }
    default:
      notShown(`anything to ${action}`);
  }
}

/** Answers the very approval, or overrides the very condition, that people saw. */
async function answer(
  api: CodePipelineApi,
  execution: { readonly pipelineName: string; readonly pipelineExecutionId: string },
  action: 'continue' | 'turnDown',
  { wait, token }: NonNullable<CallNeeds['gate']>,
  reason: string,
): Promise<void> {
  if (wait.for === 'approval') {
    await api.call('PutApprovalResult', {
      pipelineName: execution.pipelineName,
      stageName: wait.stage,
      actionName: wait.action,
      result: {
        status: action === 'continue' ? 'Approved' : 'Rejected',
        summary: reason.slice(0, longestApprovalSummary),
      },
      token: token === '' ? notShown('the token of the approval') : token,
    });
    return;
  }
  if (wait.for !== 'condition' || wait.condition === 'ON_FAILURE' || action === 'turnDown') {
    return notShown('a condition that can be overridden');
  }
  await api.call('OverrideStageCondition', {
    ...execution,
    stageName: wait.stage,
    conditionType: wait.condition,
  });
}

function notShown(what: string): never {
  throw new NotShown(`the last answer does not show ${what}`);
}
