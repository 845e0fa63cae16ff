import { type CloudIdentity, localArn } from '../identity.ts';
import type { Engine } from './engine.ts';
import { type ErrorName, refusal } from './errors.ts';
import type { InputOf, OperationName } from './inputs.ts';
import { type Execution, isOpen, type Pipeline, type StageDefinition } from './model.ts';
import { pageOf } from './pages.ts';
import {
  type Conditions,
  definitionView,
  executionView,
  pipelineView,
  runView,
  stateView,
  summaryView,
} from './views.ts';

/** What the operations work on. */
export interface PipelineOperationsContext {
  readonly identity: CloudIdentity;
  readonly engine: Engine;
  /** Where the conditions of stages are read; the engine unless given. */
  readonly conditions?: Conditions;
  /** By name, in the order in which they were made. */
  readonly pipelines: ReadonlyMap<string, Pipeline>;
}

/** The operations by name; each takes an input that was checked, and answers as on the wire. */
export type Operations = {
  readonly [Operation in OperationName]: (input: InputOf<Operation>) => object;
};

/** What of AWS CodePipeline the bot calls, and what opens and closes a door, and starts an execution, beside it. */
export function createOperations(context: PipelineOperationsContext): Operations {
  const { identity, engine, pipelines, conditions = engine } = context;
  const find = (name: string): Pipeline => pipelines.get(name) ?? refuse('PipelineNotFoundException');
  const byId = (pipeline: Pipeline, id: string): Execution =>
    pipeline.executions.find((execution) => execution.id === id) ?? refuse('PipelineExecutionNotFoundException');

  return {
    ListPipelines(input) {
      const members = [...pipelines.values()].map((pipeline, number) => ({ number, pipeline }));
      const page = pageOf('pipelines', members, input, 1000);
      return { pipelines: page.members.map(({ pipeline }) => pipelineView(pipeline)), nextToken: page.nextToken };
    },

    GetPipeline: ({ name }) => definitionView(find(name), identity),

    GetPipelineState: ({ name }) => stateView(find(name), conditions),

    GetPipelineExecution({ pipelineName, pipelineExecutionId }) {
      const pipeline = find(pipelineName);
      return { pipelineExecution: executionView(pipeline, byId(pipeline, pipelineExecutionId)) };
    },

    ListPipelineExecutions(input) {
      const stage = input.filter?.succeededInStage?.stageName ?? undefined;
      const wanted = find(input.pipelineName).executions.filter(
        ({ succeededIn }) => stage === undefined || succeededIn.has(stage),
      );
      const page = pageOf(`executions/${input.pipelineName}`, wanted.toReversed(), input);
      return { pipelineExecutionSummaries: page.members.map(summaryView), nextToken: page.nextToken };
    },

    ListActionExecutions(input) {
      const pipeline = find(input.pipelineName);
      const { pipelineExecutionId, latestInPipelineExecution } = input.filter ?? {};
      const id = pipelineExecutionId ?? latestInPipelineExecution?.pipelineExecutionId;
      const executions = id === undefined ? pipeline.executions : [byId(pipeline, id)];
      const runs = executions.flatMap((execution) => execution.runs.map((run) => ({ execution, run })));
      const members = runs
        .sort((one, other) => one.run.startedAtMs - other.run.startedAtMs)
        .map((member, number) => ({ ...member, number }));
      const page = pageOf(`actions/${input.pipelineName}/${id ?? ''}`, members.toReversed(), input);
      return {
        actionExecutionDetails: page.members.map(({ execution, run }) => runView(execution, run, identity)),
        nextToken: page.nextToken,
      };
    },

    ListTagsForResource({ resourceArn }) {
      const pipeline = [...pipelines.values()].find(
        ({ definition }) => localArn(identity, 'codepipeline', definition.name) === resourceArn,
      );
      if (pipeline === undefined) return refuse('ResourceNotFoundException');
      return { tags: Object.entries(pipeline.definition.tags ?? {}).map(([key, value]) => ({ key, value })) };
    },

    StartPipelineExecution({ name }) {
      const detail = `arn:aws:sts::${identity.accountId}:assumed-role/local/user`;
      return { pipelineExecutionId: engine.begin(find(name), { type: 'StartPipelineExecution', detail }).id };
    },

    /** A stop that waits cannot be asked for twice; one that abandons can follow it, and is the last. */
    StopPipelineExecution({ pipelineName, pipelineExecutionId, abandon, reason }) {
      const pipeline = find(pipelineName);
      const execution = pipeline.executions.find(({ id }) => id === pipelineExecutionId);
      if (execution === undefined || !isOpen(execution)) return refuse('PipelineExecutionNotStoppableException');
      if (execution.status === 'Stopping' && abandon !== true) return refuse('DuplicatedStopRequestException');
      engine.stop(pipeline, execution, reason ?? undefined, abandon === true);
      return { pipelineExecutionId };
    },

    RetryStageExecution({ pipelineName, pipelineExecutionId, stageName, retryMode }) {
      const pipeline = find(pipelineName);
      const { name } = stageIn(pipeline, stageName);
      const execution = byId(pipeline, pipelineExecutionId);
      const latest = pipeline.latest.get(name);
      if (execution.mode !== 'PARALLEL' && latest?.execution !== execution) {
        return refuse('NotLatestPipelineExecutionException');
      }
      const isThere = pipeline.definition.stages[execution.stage]?.name === name;
      const hasFailed = execution.status === 'Failed' || execution.status === 'Stopped';
      if (!isThere || !hasFailed || execution.version !== pipeline.version) return refuse('StageNotRetryableException');
      engine.resume(pipeline, execution, retryMode);
      return { pipelineExecutionId };
    },

    RollbackStage({ pipelineName, stageName, targetPipelineExecutionId }) {
      const pipeline = find(pipelineName);
      const stage = stageIn(pipeline, stageName);
      const target = byId(pipeline, targetPipelineExecutionId);
      const { definition, latest, version } = pipeline;
      const isRunning = latest.get(stageName)?.status === 'InProgress';
      const cannot = definition.type === 'V1' || definition.mode === 'PARALLEL' || target.version !== version;
      if (cannot || isRunning || !target.succeededIn.has(stageName)) return refuse('UnableToRollbackStageException');
      const trigger = { type: 'ManualRollback', detail: `arn:aws:sts::${identity.accountId}:assumed-role/local/user` };
      const rollback = { stage: definition.stages.indexOf(stage), targetId: target.id };
      return { pipelineExecutionId: engine.begin(pipeline, trigger, rollback).id };
    },

    PutApprovalResult({ pipelineName, stageName, actionName, result, token }) {
      const pipeline = find(pipelineName);
      const stage = stageIn(pipeline, stageName);
      if (!stage.actions.some(({ name }) => name === actionName)) return refuse('ActionNotFoundException');
      for (const execution of pipeline.executions) {
        const run = execution.runs.find((one) => one.token === token && one.action.name === actionName);
        if (run === undefined || run.stage !== stageName || run.action.category !== 'Approval') continue;
        if (run.status === 'Abandoned') return refuse('InvalidApprovalTokenException');
        if (run.status !== 'InProgress') return refuse('ApprovalAlreadyCompletedException');
        engine.answer(pipeline, execution, run, result.status === 'Approved', result.summary);
        return { approvedAt: run.updatedAtMs / 1000 };
      }
      return refuse('InvalidApprovalTokenException');
    },

    OverrideStageCondition({ pipelineName, stageName, pipelineExecutionId, conditionType }) {
      const pipeline = find(pipelineName);
      stageIn(pipeline, stageName);
      const condition = engine.conditionOf(pipeline, stageName, conditionType);
      if (condition?.status !== 'InProgress') return refuse('ConditionNotOverridableException');
      if (condition.execution.id !== pipelineExecutionId) return refuse('NotLatestPipelineExecutionException');
      engine.override(pipeline, stageName, condition);
      return {};
    },

    DisableStageTransition({ pipelineName, stageName, transitionType, reason }) {
      const pipeline = find(pipelineName);
      engine.setTransition(pipeline, doorOf(pipeline, stageName, transitionType), false, reason);
      return {};
    },

    EnableStageTransition({ pipelineName, stageName, transitionType }) {
      const pipeline = find(pipelineName);
      engine.setTransition(pipeline, doorOf(pipeline, stageName, transitionType), true, '');
      return {};
    },
  };
}

function stageIn({ definition }: Pipeline, name: string): StageDefinition {
  return definition.stages.find((stage) => stage.name === name) ?? refuse('StageNotFoundException');
}

/** The way out of a stage is the way into the next one. */
function doorOf(pipeline: Pipeline, stageName: string, transitionType: 'Inbound' | 'Outbound'): string {
  const stage = stageIn(pipeline, stageName);
  if (transitionType === 'Inbound') return stage.name;
  const { stages } = pipeline.definition;
  return stages[stages.indexOf(stage) + 1]?.name ?? refuse('StageNotFoundException');
}

function refuse(name: ErrorName): never {
  throw refusal(name);
}
