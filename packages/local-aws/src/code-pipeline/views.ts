import { type CloudIdentity, localArn } from '../identity.ts';
import type { Engine } from './engine.ts';

/** What shows the conditions of stages: the engine as it is, or as it was. */
export type Conditions = Pick<Engine, 'conditionOf'>;

import type { ActionRun, Condition, ConditionType, Execution, Pipeline, StageDefinition, StageRun } from './model.ts';

/** What operations answer, as on the wire: times are epoch seconds. */
type View = Readonly<Record<string, unknown>>;

function seconds(atMs: number): number {
  return atMs / 1000;
}

export function pipelineView({ definition, version, createdAtMs, updatedAtMs }: Pipeline): View {
  const { name, type: pipelineType, mode: executionMode } = definition;
  return {
    name,
    version,
    pipelineType,
    executionMode,
    created: seconds(createdAtMs),
    updated: seconds(updatedAtMs),
  };
}

/** Of a pipeline's structure, what was defined here: nothing that nobody reads. */
export function definitionView(pipeline: Pipeline, identity: CloudIdentity): View {
  const { definition, version, createdAtMs, updatedAtMs } = pipeline;
  return {
    pipeline: {
      name: definition.name,
      roleArn: `arn:aws:iam::${identity.accountId}:role/code-pipeline`,
      version,
      executionMode: definition.mode,
      pipelineType: definition.type,
      stages: definition.stages.map(({ name, actions }) => ({
        name,
        actions: actions.map((action) => ({
          name: action.name,
          actionTypeId: { category: action.category, owner: 'AWS', provider: action.provider, version: '1' },
        })),
      })),
    },
    metadata: {
      pipelineArn: localArn(identity, 'codepipeline', definition.name),
      created: seconds(createdAtMs),
      updated: seconds(updatedAtMs),
    },
  };
}

export function summaryView(execution: Execution): View {
  const { id, status, startedAtMs, updatedAtMs, trigger, stopReason, mode, type, rollbackTargetId } = execution;
  return {
    pipelineExecutionId: id,
    status,
    startTime: seconds(startedAtMs),
    lastUpdateTime: seconds(updatedAtMs),
    sourceRevisions: [],
    trigger: { triggerType: trigger.type, triggerDetail: trigger.detail },
    ...(stopReason === undefined ? {} : { stopTrigger: { reason: stopReason } }),
    executionMode: mode,
    executionType: type,
    ...(rollbackTargetId === undefined
      ? {}
      : { rollbackMetadata: { rollbackTargetPipelineExecutionId: rollbackTargetId } }),
  };
}

/** Without times: GetPipelineExecution has none. */
export function executionView(pipeline: Pipeline, execution: Execution): View {
  const { id, status, version, trigger, mode, type } = execution;
  return {
    pipelineName: pipeline.definition.name,
    pipelineVersion: version,
    pipelineExecutionId: id,
    status,
    artifactRevisions: [],
    trigger: { triggerType: trigger.type, triggerDetail: trigger.detail },
    executionMode: mode,
    executionType: type,
  };
}

export function runView({ version, id }: Execution, run: ActionRun, { region }: CloudIdentity): View {
  return {
    pipelineExecutionId: id,
    actionExecutionId: run.id,
    pipelineVersion: version,
    stageName: run.stage,
    actionName: run.action.name,
    startTime: seconds(run.startedAtMs),
    lastUpdateTime: seconds(run.updatedAtMs),
    status: run.status,
    input: {
      actionTypeId: { category: run.action.category, owner: 'AWS', provider: run.action.provider, version: '1' },
      region,
    },
    output: {
      executionResult: {
        externalExecutionId: run.externalExecutionId,
        ...(run.summary === '' ? {} : { externalExecutionSummary: run.summary }),
        ...(run.error === undefined ? {} : { errorDetails: run.error }),
      },
    },
  };
}

/** The state of the stages. Of executions in parallel it shows none: each has the stages to itself. */
export function stateView(pipeline: Pipeline, engine: Conditions): View {
  const { definition, version, createdAtMs, updatedAtMs } = pipeline;
  return {
    pipelineName: definition.name,
    pipelineVersion: version,
    stageStates: definition.stages.map((stage) => stageView(pipeline, stage, engine)),
    created: seconds(createdAtMs),
    updated: seconds(updatedAtMs),
  };
}

function stageView(pipeline: Pipeline, stage: StageDefinition, engine: Conditions): View {
  const { name, actions } = stage;
  const inbound = (pipeline.inbound.get(name) ?? []).map((execution) => stageExecutionView(execution, 'InProgress'));
  const latest = pipeline.latest.get(name);
  const transition = pipeline.transitions.get(name);
  return {
    stageName: name,
    ...(inbound.length === 0 ? {} : { inboundExecution: inbound[0], inboundExecutions: inbound }),
    inboundTransitionState: {
      enabled: transition?.isEnabled ?? true,
      ...(transition === undefined ? {} : { lastChangedAt: seconds(transition.changedAtMs) }),
      ...(transition?.isEnabled === false ? { disabledReason: transition.reason } : {}),
    },
    actionStates: actions.map((action) => actionStateView(action.name, latest, name)),
    ...(latest === undefined ? {} : { latestExecution: stageExecutionView(latest.execution, statusOf(latest)) }),
    ...(latest !== undefined && latest.retries > 0
      ? { retryStageMetadata: { manualStageRetryAttempt: latest.retries, latestRetryTrigger: 'ManualStageRetry' } }
      : {}),
    ...conditionViews(pipeline, stage, engine),
  };
}

function statusOf({ execution, status }: StageRun): string {
  return execution.status === 'Stopping' && status === 'InProgress' ? 'Stopping' : status;
}

function stageExecutionView({ id, type }: Execution, status: string): View {
  return { pipelineExecutionId: id, status, type };
}

function actionStateView(actionName: string, latest: StageRun | undefined, stage: string): View {
  const run = latest?.execution.runs.findLast((one) => one.stage === stage && one.action.name === actionName);
  if (run === undefined) return { actionName };
  const isAsked = run.action.category === 'Approval' && run.status === 'InProgress';
  return {
    actionName,
    latestExecution: {
      actionExecutionId: run.id,
      status: run.status,
      lastStatusChange: seconds(run.updatedAtMs),
      externalExecutionId: run.externalExecutionId,
      ...(run.summary === '' ? {} : { summary: run.summary }),
      ...(isAsked ? { token: run.token } : {}),
      ...(run.error === undefined ? {} : { errorDetails: run.error }),
    },
  };
}

const memberNames: Readonly<Record<ConditionType, string>> = {
  BEFORE_ENTRY: 'beforeEntryConditionState',
  ON_SUCCESS: 'onSuccessConditionState',
};

function conditionViews(pipeline: Pipeline, stage: StageDefinition, engine: Conditions): View {
  const conditions = (stage.conditions ?? []).flatMap((type) => engine.conditionOf(pipeline, stage.name, type) ?? []);
  return Object.fromEntries(conditions.map((condition) => [memberNames[condition.type], conditionView(condition)]));
}

function conditionView({ status, changedAtMs }: Condition): View {
  return {
    latestExecution: { status },
    conditionStates: [{ latestExecution: { status, lastStatusChange: seconds(changedAtMs) }, ruleStates: [] }],
  };
}
