import type { StageState } from '@aws-sdk/client-codepipeline';
import { consoleUrl } from '../../model/arn.ts';
import type {
  AttemptDetails,
  AttemptTraits,
  Availability,
  Observation,
  PartReference,
} from '../../model/observation.ts';
import type { DeploymentFacts } from '../../model/subject.ts';
import { namesFromTags, type TagKeys, type Tags } from '../../model/tags.ts';
import { millisecondsOf, textOf } from './answers.ts';
import { pipelineKind, providerName } from './names.ts';
import { type ActionRun, type Execution, type PipelineSnapshot, readLagMs } from './pipeline.ts';
import { lastProgressOf, newestRuns, runStartOf } from './runs.ts';
import { causeOf, isUnderWay, phaseOf } from './statuses.ts';
import { aboutOf, describeWait, gateOf, type Wait, waitOf } from './waits.ts';

/**
 * A pipeline may have many executions at once, each with an id that every answer carries, and that a retry of a stage goes on under.
 */
export const executionTraits: AttemptTraits = {
  oneAtATime: false,
  identifiedBy: 'id',
  idsBeginAgain: true,
  readLagMs,
};

/** What people have switched on in `bot.yml`. */
export interface Switches {
  readonly cancel: boolean;
  readonly approve: boolean;
  readonly redeploy: boolean;
}

/** A pipeline, as its executions name it. */
export interface Pipeline {
  readonly target: string;
  readonly name: string;
  readonly account: string;
  readonly region: string;
  readonly tags: Tags;
}

/** What is said of an execution beside what it shows itself. */
export interface ExecutionContext {
  readonly pipeline: Pipeline;
  readonly stages: PipelineSnapshot['stages'];
  readonly tagKeys: TagKeys;
  readonly switches: Switches;
  /** Where it failed or was stopped, and no other execution has come there since: it can go on from there. */
  readonly stageToRetry: string | undefined;
  /** An earlier execution that succeeded in that stage. */
  readonly lastGood: string | undefined;
}

/** One execution, with its stages and actions, as an attempt. */
export function observationOf(execution: Execution, context: ExecutionContext): Observation {
  const { id, status, summary } = execution;
  const { pipeline, stages } = context;
  const isOpen = isUnderWay(status);
  const wait = status === 'InProgress' ? waitOf(execution, stages) : undefined;
  const startedAtMs = runStartOf(execution);
  const updatedAtMs = millisecondsOf(summary.lastUpdateTime);
  const deployment: DeploymentFacts = {
    provider: providerName,
    kind: pipelineKind,
    target: pipeline.target,
    name: pipeline.name,
    account: pipeline.account,
    region: pipeline.region,
    ...namesFromTags(pipeline.tags, context.tagKeys),
    status,
    phase: wait === undefined ? phaseOf(status) : waitingPhase(execution, wait),
    operation: 'update',
    id,
    startedAtMs,
    endedAtMs: isOpen ? 0 : updatedAtMs,
    lastProgressAtMs: Math.max(startedAtMs, lastProgressOf(execution)),
    expectedByMs: 0,
    initiator: textOf(summary.trigger?.triggerDetail) || textOf(summary.trigger?.triggerType),
    cause: causeOf(status),
    needsHuman: false,
    labels: pipeline.tags,
    template: '',
    templateVersion: '',
  };
  const statusMessage = messageOf(execution);
  const parts = isOpen ? partsOf(execution, pipeline) : [];
  return {
    subject: { on: 'deployment', deployment },
    details: detailsOf(execution, context, wait),
    providerTimeMs: Math.max(execution.startedAtMs, updatedAtMs, ...timesOf(execution)),
    ...(parts.length === 0 ? {} : { parts }),
    ...(statusMessage === '' ? {} : { statusMessage }),
  };
}

/**
 * The times of its actions at which it was as the list shows it. They are read after the list. So an action that has ended says nothing of
 * an execution that the list shows under way: this may have ended with it.
 */
function timesOf({ status, actions }: Execution): readonly number[] {
  const isOpen = isUnderWay(status);
  return actions.flatMap((run) =>
    isOpen && run.status !== 'InProgress' ? [run.startedAtMs] : [run.startedAtMs, run.updatedAtMs],
  );
}

/** Before its first action it stands in line; later it has begun, and waits. */
function waitingPhase({ actions }: Execution, wait: Wait): 'queued' | 'waiting' {
  return wait.for === 'stage' && actions.length === 0 ? 'queued' : 'waiting';
}

function detailsOf(execution: Execution, context: ExecutionContext, wait: Wait | undefined): AttemptDetails {
  const { id, status, summary, actions } = execution;
  const { name, region } = context.pipeline;
  const [revision] = Array.isArray(summary.sourceRevisions) ? summary.sourceRevisions : [];
  const commit = httpsUrl(revision?.revisionUrl);
  const logs = httpsUrl(lastRun(actions)?.detail.output?.executionResult?.externalExecutionUrl);
  const path = `codesuite/codepipeline/pipelines/${encodeURIComponent(name)}/executions/${id}/timeline?region=${region}`;
  const progress = isUnderWay(status) ? progressOf(execution, context.stages, wait) : '';
  return {
    actions: actionsOf(execution, context),
    links: {
      console: consoleUrl(region, path),
      ...(commit === undefined ? {} : { commit }),
      ...(logs === undefined ? {} : { logs }),
    },
    hint: '',
    operations: [],
    ...(progress === '' ? {} : { progress }),
  };
}

function actionsOf(execution: Execution, context: ExecutionContext): AttemptDetails['actions'] {
  const { switches, stageToRetry, lastGood } = context;
  if (execution.status === 'InProgress') {
    const gate = gateOf(execution, context.stages);
    const about = aboutOf(gate);
    const answer = about === undefined ? undefined : ifOn(switches.approve, 'approve', { available: true, about });
    return {
      cancel: cancelOf(switches),
      ...(answer === undefined ? {} : { continue: answer }),
      ...(answer === undefined || gate?.for !== 'approval' ? {} : { turnDown: answer }),
    };
  }
  if (stageToRetry === undefined) return {};
  const again = ifOn(switches.redeploy, 'redeploy', { available: true });
  return { retry: again, ...(lastGood === undefined ? {} : { rollback: again }) };
}

/** Whether an execution that is in progress can be stopped. */
export function cancelOf({ cancel }: Switches): Availability {
  return ifOn(cancel, 'cancel', { available: true });
}

function ifOn(isOn: boolean, option: keyof Switches, availability: Availability): Availability {
  if (isOn) return availability;
  return { available: false, reason: `"${option}" of codePipeline is off in bot.yml, so the bot has no right to it` };
}

/** `2 of 4 stages done; Deploy/Release runs`. Stages that it has not come to yet are known where the state shows them. */
function progressOf({ id, actions }: Execution, stages: readonly StageState[], wait: Wait | undefined): string {
  const runs = newestRuns(actions);
  const running = runs.filter(({ status }) => status === 'InProgress').map(({ stage, action }) => `${stage}/${action}`);
  const done = stages.filter(
    ({ latestExecution }) => latestExecution?.pipelineExecutionId === id && latestExecution.status === 'Succeeded',
  ).length;
  const count = stages.length === 0 ? '' : `${done} of ${stages.length} stages done`;
  const now = wait === undefined ? running.slice(0, 3).map((action) => `${action} runs`) : [describeWait(wait)];
  return [count, ...now].filter(Boolean).join('; ');
}

function lastRun(actions: readonly ActionRun[]): ActionRun | undefined {
  const failed = actions.findLast(({ status }) => status === 'Failed');
  return failed ?? actions.findLast(({ status }) => status === 'InProgress');
}

/** Why it ended as it did: the failed action's own words, or those of whoever stopped it. */
function messageOf({ status, summary, actions }: Execution): string {
  if (status === 'Failed') {
    const failed = newestRuns(actions).findLast((run) => run.status === 'Failed');
    const { errorDetails, externalExecutionSummary } = failed?.detail.output?.executionResult ?? {};
    const words = [errorDetails?.code, errorDetails?.message ?? externalExecutionSummary].map(textOf).filter(Boolean);
    const where = failed === undefined ? '' : `${failed.stage}/${failed.action}`;
    return [where, ...words, ...(failed === undefined ? [textOf(summary.statusSummary)] : [])]
      .filter(Boolean)
      .join(': ');
  }
  if (status === 'Stopping' || status === 'Stopped') return textOf(summary.stopTrigger?.reason);
  return isUnderWay(status) ? '' : textOf(summary.statusSummary);
}

function httpsUrl(value: unknown): string | undefined {
  return typeof value === 'string' && /^https:\/\/\S+$/.test(value) ? value : undefined;
}

/**
 * Deployments that actions have begun, by the id that CodeDeploy gives them
 * (https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-CodeDeploy.html). Of what a CloudFormation action names,
 * no attempt is known: it is a stack, not an operation on it. One in another Region belongs to another scope.
 */
function partsOf({ actions }: Execution, { region }: Pipeline): readonly PartReference[] {
  return newestRuns(actions).flatMap(({ status, detail }) => {
    const { actionTypeId, region: actionRegion = region } = detail.input ?? {};
    const id = textOf(detail.output?.executionResult?.externalExecutionId);
    const isDeployment = /^CodeDeploy(?:ToECS)?$/.test(textOf(actionTypeId?.provider)) && /^d-[A-Z0-9]{1,32}$/.test(id);
    if (status !== 'InProgress' || !isDeployment || actionRegion !== region) return [];
    return [{ reference: { on: 'deploymentId', provider: 'codeDeploy', id }, id } as const];
  });
}
