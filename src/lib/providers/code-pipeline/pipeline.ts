import type { ActionExecutionDetail, PipelineExecutionSummary, StageState } from '@aws-sdk/client-codepipeline';
import { objectsIn, pages } from '../paging.ts';
import type { CallOptions } from '../sdk-api.ts';
import { asked, isExecutionNotFound, millisecondsOf, textOf } from './answers.ts';
import type { CodePipelineApi } from './api.ts';
import { isExecutionId } from './names.ts';
import { isUnderWay } from './statuses.ts';

/** One execution as the lists have it, with the runs of its actions. */
export interface Execution {
  readonly id: string;
  readonly status: string;
  readonly startedAtMs: number;
  readonly summary: PipelineExecutionSummary;
  /** Runs of its actions, oldest first; an action that was retried has several. */
  readonly actions: readonly ActionRun[];
}

/** One run of an action. */
export interface ActionRun {
  readonly id: string;
  readonly stage: string;
  readonly action: string;
  readonly status: string;
  readonly startedAtMs: number;
  readonly updatedAtMs: number;
  readonly detail: ActionExecutionDetail;
}

/** What is known of a pipeline: all executions that are under way as far back as was asked, and those that have just ended. */
export interface PipelineSnapshot {
  readonly executions: readonly Execution[];
  /** In the order of the pipeline; none where its executions run in parallel, of which CodePipeline shows no state. */
  readonly stages: readonly StageState[];
  /** Every execution under way that began after this moment is among them; absent where the list's order promises nothing. */
  readonly completeSinceMs?: number;
}

/**
 * Whether the stages show that nothing has changed in a pipeline since it was read: each stage, each run of an action in it, and who
 * waits for it are the same, and the execution is in one of the stages. If it had ended, failed, been stopped or been retried since,
 * its stage or one of its actions would show that. Executions in parallel have no such state.
 */
export function isAsItWas({ stages, executions }: PipelineSnapshot, now: readonly StageState[], id: string): boolean {
  const isInStage = now.some(
    ({ latestExecution }) => latestExecution?.pipelineExecutionId === id && latestExecution.status === 'InProgress',
  );
  const isOpen = executions.some((execution) => execution.id === id && execution.status === 'InProgress');
  return isInStage && isOpen && JSON.stringify(now) === JSON.stringify(stages);
}

/** How old the answers of CodePipeline may be, nothing says. */
export const readLagMs = 30_000;

/** An execution that ended earlier than this is shown only if it is asked for by its id. */
const endedShownMs = 15 * 60_000;
const mostEndedShown = 10;
/** Older executions that are under way are looked for on so many pages: a list has no filter for them. */
const mostPages = 5;
/** An execution has as many actions as fit on these pages: 50 stages of 50 actions are the most, and nobody has them. */
const mostActionPages = 5;

/**
 * Reads what there is to know of a pipeline now: two calls, and one for each execution that is shown. The answers are of different
 * moments, as the calls are; `readLagMs` covers that.
 *
 * @throws what CodePipeline says of a pipeline that is not there; CodePipelineUnavailable
 */
export async function readPipeline(api: CodePipelineApi, name: string, nowMs: number): Promise<PipelineSnapshot> {
  const listed: Listed[] = [];
  let hasMore = false;
  let stages: readonly StageState[] | undefined;
  let pageCount = 0;
  const list = (request: { readonly maxResults: number; readonly nextToken?: string }) =>
    asked('ListPipelineExecutions', async () => {
      const answer = await api.call('ListPipelineExecutions', { pipelineName: name, ...request });
      return { members: answer.pipelineExecutionSummaries, nextToken: answer.nextToken };
    });
  for await (const { members, nextToken } of pages(list)) {
    listed.push(...members.flatMap(readSummary));
    pageCount += 1;
    hasMore = nextToken !== undefined;
    stages ??= isAnyShownByState(listed) ? await readStages(api, name) : [];
    const isMissing = idsUnderWayIn(stages).some((id) => listed.every((execution) => execution.id !== id));
    if (!isMissing || pageCount >= mostPages) break;
  }
  const executions: Execution[] = [];
  const shown = shownOf(listed, nowMs);
  for (const execution of shown) {
    const read = await orUnread(() => readActions(api, name, execution.id));
    if (read !== undefined) executions.push({ ...execution, actions: untilItsEnd(execution, read, nowMs) });
  }
  const oldest = listed.at(-1)?.startedAtMs;
  const isWhole = executions.length === shown.length;
  const completeSinceMs = hasMore ? (isNewestFirst(listed) ? oldest : undefined) : 0;
  return {
    executions,
    stages: stages ?? [],
    ...(completeSinceMs === undefined || !isWhole ? {} : { completeSinceMs }),
  };
}

/** An execution that was listed, and is not there for the next call, is left out: one of the two answers is old. */
async function orUnread<Answer>(ask: () => Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (isExecutionNotFound(error)) return undefined;
    throw error;
  }
}

/** One execution by its id, in whatever state; CodePipeline says no times of it then. */
export async function readExecution(
  api: CodePipelineApi,
  name: string,
  id: string,
): Promise<{ readonly status: string; readonly statusSummary: string } | undefined> {
  const { pipelineExecution } = await asked('GetPipelineExecution', () =>
    api.call('GetPipelineExecution', { pipelineName: name, pipelineExecutionId: id }),
  );
  const status = textOf(pipelineExecution?.status);
  return status === '' ? undefined : { status, statusSummary: textOf(pipelineExecution?.statusSummary) };
}

/** The newest execution that succeeded in a stage, but for one. */
export async function lastGoodIn(
  api: CodePipelineApi,
  name: string,
  stageName: string,
  but: string,
): Promise<string | undefined> {
  const { pipelineExecutionSummaries } = await asked('ListPipelineExecutions', () =>
    api.call('ListPipelineExecutions', {
      pipelineName: name,
      maxResults: 2,
      filter: { succeededInStage: { stageName } },
    }),
  );
  const ids = objectsIn(pipelineExecutionSummaries).map(({ pipelineExecutionId }) => pipelineExecutionId);
  return ids.find((id): id is string => isExecutionId(id) && id !== but);
}

/** State of the stages. */
export async function readStages(api: CodePipelineApi, name: string): Promise<readonly StageState[]> {
  const { stageStates } = await asked('GetPipelineState', () => api.call('GetPipelineState', { name }));
  return objectsIn(stageStates);
}

type Listed = Omit<Execution, 'actions'>;

/** An execution without its id or its start cannot be identified. It is left out, and found when an answer is complete. */
function readSummary(summary: PipelineExecutionSummary): readonly Listed[] {
  const { pipelineExecutionId: id, startTime } = summary;
  const [startedAtMs, status] = [millisecondsOf(startTime), textOf(summary.status)];
  return isExecutionId(id) && startedAtMs > 0 && status !== '' ? [{ id, status, startedAtMs, summary }] : [];
}

function isAnyShownByState(listed: readonly Listed[]): boolean {
  return listed.length > 0 && !listed.every(({ summary }) => summary.executionMode === 'PARALLEL');
}

/** Ids of the executions that are in a stage, or wait for one. */
function idsUnderWayIn(stages: readonly StageState[]): readonly string[] {
  return stages.flatMap(({ latestExecution, inboundExecution, inboundExecutions }) => {
    const inStage = latestExecution?.status === 'InProgress' ? [latestExecution] : [];
    const waiting = [...objectsIn(inboundExecutions), ...(inboundExecution ? [inboundExecution] : [])];
    return [...inStage, ...waiting].map(({ pipelineExecutionId }) => pipelineExecutionId).filter(isExecutionId);
  });
}

/** What is under way, what has just ended, and the newest, however it is: what the target's last word was. */
function shownOf(listed: readonly Listed[], nowMs: number): readonly Listed[] {
  const newest = listed.reduce<Listed | undefined>(
    (found, one) => (found === undefined || one.startedAtMs > found.startedAtMs ? one : found),
    undefined,
  );
  const isRecent = ({ summary }: Listed) => nowMs - millisecondsOf(summary.lastUpdateTime) <= endedShownMs;
  const ended = listed.filter((one) => !isUnderWay(one.status) && (one === newest || isRecent(one)));
  const shown = new Set([...listed.filter(({ status }) => isUnderWay(status)), ...ended.slice(0, mostEndedShown)]);
  return listed.filter((one) => shown.has(one));
}

/**
 * The actions are read after the list. Of an execution that the list shows as ended, or as being stopped, what began since belongs to
 * a later run: it is for the answer that shows that run. What is being stopped begins no action any more
 * (https://docs.aws.amazon.com/codepipeline/latest/userguide/pipelines-stop.html). What began in the very millisecond of the end may be
 * of either run. If it were of a later one, a list that is asked for after the read lag would show that.
 */
function untilItsEnd(
  { status, summary }: Listed,
  actions: readonly ActionRun[],
  askedAtMs: number,
): readonly ActionRun[] {
  const endedAtMs = millisecondsOf(summary.lastUpdateTime);
  if (status === 'InProgress' || endedAtMs === 0) return actions;
  const isCertain = askedAtMs - readLagMs > endedAtMs;
  return actions.filter(({ startedAtMs }) => startedAtMs < endedAtMs || (isCertain && startedAtMs === endedAtMs));
}

function isNewestFirst(listed: readonly Listed[]): boolean {
  return listed.every(({ startedAtMs }, index) => startedAtMs <= (listed[index - 1]?.startedAtMs ?? Infinity));
}

/** The runs of the actions of an execution, oldest first. */
export async function readActions(
  api: CodePipelineApi,
  name: string,
  id: string,
  options?: CallOptions,
): Promise<readonly ActionRun[]> {
  const runs: ActionRun[] = [];
  let pageCount = 0;
  const list = (request: { readonly maxResults: number; readonly nextToken?: string }) =>
    asked('ListActionExecutions', async () => {
      const filter = { pipelineExecutionId: id };
      const answer = await api.call('ListActionExecutions', { pipelineName: name, filter, ...request }, options);
      return { members: answer.actionExecutionDetails, nextToken: answer.nextToken };
    });
  for await (const { members } of pages(list)) {
    runs.push(...members.map(readRun));
    pageCount += 1;
    if (pageCount >= mostActionPages) break;
  }
  return runs.sort((one, other) => one.startedAtMs - other.startedAtMs);
}

function readRun(detail: ActionExecutionDetail): ActionRun {
  return {
    id: textOf(detail.actionExecutionId),
    stage: textOf(detail.stageName),
    action: textOf(detail.actionName),
    status: textOf(detail.status),
    startedAtMs: millisecondsOf(detail.startTime),
    updatedAtMs: millisecondsOf(detail.lastUpdateTime),
    detail,
  };
}
