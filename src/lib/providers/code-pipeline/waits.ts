import type { StageConditionState, StageState } from '@aws-sdk/client-codepipeline';
import { objectsIn } from '../paging.ts';
import { millisecondsOf, textOf } from './answers.ts';
import type { ActionRun, Execution } from './pipeline.ts';
import { newestRuns } from './runs.ts';

/** What an execution waits for: healthy, and nothing moves until somebody or something else does. */
export type Wait =
  | { readonly for: 'approval'; readonly stage: string; readonly action: string; readonly actionExecutionId: string }
  | { readonly for: 'condition'; readonly stage: string; readonly condition: Condition; readonly sinceMs: number }
  | { readonly for: 'transition'; readonly stage: string; readonly reason: string }
  /** Another execution is in the stage, or none has begun it yet. */
  | { readonly for: 'stage'; readonly stage: string };

/** Conditions of a stage; the first two can be overridden (`ConditionType` of OverrideStageCondition). */
export type Condition = 'BEFORE_ENTRY' | 'ON_SUCCESS' | 'ON_FAILURE';

/**
 * What an execution that is in progress waits for; `undefined` while anything of it works. CodePipeline says InProgress of all of it
 * (https://docs.aws.amazon.com/codepipeline/latest/userguide/concepts-how-it-works.html). Of executions that run in parallel it
 * shows no stages: there only approvals can be seen.
 */
export function waitOf(
  { id, actions }: Pick<Execution, 'id' | 'actions'>,
  stages: readonly StageState[],
): Wait | undefined {
  const running = runningOf(actions);
  const [first] = running;
  if (first !== undefined) return running.every(isApproval) ? approvalOf(first) : undefined;
  for (const state of stages) {
    const wait = waitAt(state, id);
    if (wait !== undefined) return wait;
  }
  return undefined;
}

/** What a person's word can end now: an approval, also where other actions work beside it, or a condition. */
export function gateOf(
  { id, actions }: Pick<Execution, 'id' | 'actions'>,
  stages: readonly StageState[],
): Wait | undefined {
  const approval = runningOf(actions).find(isApproval);
  if (approval !== undefined) return approvalOf(approval);
  const wait = waitOf({ id, actions }, stages);
  return wait?.for === 'condition' ? wait : undefined;
}

function runningOf(actions: readonly ActionRun[]): readonly ActionRun[] {
  return newestRuns(actions).filter(({ status }) => status === 'InProgress');
}

function approvalOf({ stage, action, id: actionExecutionId }: ActionRun): Wait {
  return { for: 'approval', stage, action, actionExecutionId };
}

function isApproval({ detail }: ActionRun): boolean {
  return detail.input?.actionTypeId?.category === 'Approval';
}

function waitAt(state: StageState, id: string): Wait | undefined {
  const stage = textOf(state.stageName);
  const inbound = [...(state.inboundExecution ? [state.inboundExecution] : []), ...objectsIn(state.inboundExecutions)];
  const isInbound = inbound.some(({ pipelineExecutionId }) => pipelineExecutionId === id);
  const isInside = state.latestExecution?.pipelineExecutionId === id && state.latestExecution.status === 'InProgress';
  if (!isInbound && !isInside) return undefined;
  if (isInbound && state.inboundTransitionState?.enabled === false) {
    return { for: 'transition', stage, reason: textOf(state.inboundTransitionState.disabledReason) };
  }
  // Its condition is looked at for whoever stands at the door; where nobody does, for whoever has just come in.
  const isAtEntry = isInbound || inbound.length === 0;
  const conditions: readonly (readonly [Condition, StageConditionState | undefined])[] = [
    ['BEFORE_ENTRY', isAtEntry ? state.beforeEntryConditionState : undefined],
    ['ON_SUCCESS', isInside ? state.onSuccessConditionState : undefined],
    ['ON_FAILURE', isInside ? state.onFailureConditionState : undefined],
  ];
  for (const [condition, conditionState] of conditions) {
    if (conditionState?.latestExecution?.status !== 'InProgress') continue;
    return { for: 'condition', stage, condition, sinceMs: sinceOf(conditionState) };
  }
  return isInbound ? { for: 'stage', stage } : undefined;
}

function sinceOf({ conditionStates }: StageConditionState): number {
  const times = objectsIn(conditionStates).map(({ latestExecution }) =>
    millisecondsOf(latestExecution?.lastStatusChange),
  );
  return Math.max(0, ...times);
}

/** What of an execution a person's word is about: an approval's run, or one look of a condition. A later one has another. */
export function aboutOf(wait: Wait | undefined): string | undefined {
  if (wait?.for === 'approval') return wait.actionExecutionId === '' ? undefined : wait.actionExecutionId;
  if (wait?.for !== 'condition' || wait.condition === 'ON_FAILURE') return undefined;
  return `${wait.condition} ${wait.stage} ${wait.sinceMs}`;
}

/** In a sentence for people. */
export function describeWait(wait: Wait): string {
  switch (wait.for) {
    case 'approval':
      return `waits for the approval ${wait.stage}/${wait.action}`;
    case 'condition':
      return `waits for the ${conditionWords[wait.condition]} condition of the stage ${wait.stage}`;
    case 'transition':
      return `the transition into the stage ${wait.stage} is closed${wait.reason === '' ? '' : `: ${wait.reason}`}`;
    case 'stage':
      return `waits for the stage ${wait.stage}`;
  }
}

const conditionWords: Readonly<Record<Condition, string>> = {
  BEFORE_ENTRY: 'entry',
  ON_SUCCESS: 'success',
  ON_FAILURE: 'failure',
};
