import {
  type CodePipeline,
  type CodePipelineSnapshot,
  createCodePipeline,
  createSeededRandom,
} from '@proton-bot/local-aws';
import {
  codePipelineEvents,
  createCodePipelineProvider,
  referenceOf,
} from '../../../src/lib/providers/code-pipeline/index.ts';
import { isReading } from '../../../src/lib/providers/sdk-api.ts';
import {
  type ActingCall,
  type BackEnd,
  type BackEndContext,
  failure,
  genericFailures,
  type Invocation,
  type TrueAttempt,
} from '../../../src/simulation/index.ts';
import {
  allOn,
  arnOf,
  callInProcess,
  identity,
  tagKeys,
  typedApi,
} from '../../lib/providers/code-pipeline/in-process.ts';
import { KeptAnswers } from '../kept-answers.ts';
import { LaggingStates } from '../lagging-states.ts';

export const pipelineNames = ['orders', 'shop'] as const;
export type PipelineName = (typeof pipelineNames)[number];

const build = { name: 'Build', actions: [{ name: 'Compile', category: 'Build', provider: 'CodeBuild' }] } as const;
const release = { name: 'Release', category: 'Deploy', provider: 'ECS' } as const;
const approve = { name: 'Approve', category: 'Approval', provider: 'Manual' } as const;
const tags = { environment: 'prod' };
/** The stage that may have a condition. */
const conditionPlace = { pipelineName: 'orders', stageName: 'Prod' } as const;

/** One run of an execution as it really went: what is retried goes on under its id. */
interface Run {
  readonly tag: string;
  readonly number: number;
  readonly executionId: string;
  readonly name: string;
  readonly startedAtMs: number;
  endedAtMs: number | undefined;
  status: string;
  /** From when on it is being stopped. */
  readonly notStuck: { readonly fromMs: number }[];
}

const failures = { ...genericFailures, fail: () => failure('InternalFailure', 500) };
const ends: Readonly<Record<string, string>> = {
  SUCCEEDED: 'SUCCEEDED',
  FAILED: 'FAILED',
  STOPPED: 'CANCELLED',
  SUPERSEDED: 'SUPERSEDED',
  CANCELED: 'CANCELED',
};
/** What the acting operations are called where invariants speak of cancels. */
const operationNames: Readonly<Record<string, string>> = { StopPipelineExecution: 'Cancel' };

/** How a history's CodePipeline is. */
export interface PipelineSettings {
  /** How old the state may be that an answer shows. */
  readonly lagMs: number;
  readonly mode: 'SUPERSEDED' | 'QUEUED' | 'PARALLEL';
  /** Whether stages are retried: then an execution's id has several runs. */
  readonly retries: boolean;
  /** What hangs ends so long after a stop. */
  readonly stopTakesMs: number;
  /** The condition that a stage of `orders` has; of executions in parallel nobody looks at it. */
  readonly condition: 'BEFORE_ENTRY' | 'ON_SUCCESS' | undefined;
}

/** The state that an answer shows: what is so now, or what was so. */
type Shown = 'now' | CodePipelineSnapshot;

/** The project's CodePipeline, with the bot's real provider in front of it, and answers that may be old. */
export class CodePipelineBackEnd implements BackEnd {
  readonly name = 'codePipeline';
  readonly acting: ActingCall[] = [];
  readonly runs: Run[] = [];
  /** The executions whose running actions the bot abandoned. */
  readonly abandoned: string[] = [];
  readonly service: CodePipeline;
  readonly settings: PipelineSettings;
  /** What answers may show. */
  readonly states: LaggingStates<Shown>;
  changes = 0;
  #kept = { changes: 0, answers: new KeptAnswers() };
  readonly #keptOf = new WeakMap<CodePipelineSnapshot, KeptAnswers>();
  /** The state as it is, copied once; where no answer is old, none is copied. */
  #copy: CodePipelineSnapshot | undefined;
  readonly #context: BackEndContext;

  constructor(context: BackEndContext, settings: PipelineSettings) {
    this.#context = context;
    this.settings = settings;
    const { clock } = context;
    const { lagMs } = settings;
    this.states = new LaggingStates<Shown>({
      clock,
      lagMs,
      current: () => (lagMs === 0 ? 'now' : (this.#copy ??= this.service.snapshot())),
      onChange: () => {
        this.changes += 1;
      },
    });
    this.service = createCodePipeline({
      clock: {
        nowMs: () => clock.now(),
        setTimer: (delayMs, callback) => {
          let isCancelled = false;
          clock.schedule(clock.now() + Math.max(0, delayMs), () => {
            if (isCancelled) return;
            callback();
            this.#changed();
          });
          return () => {
            isCancelled = true;
          };
        },
      },
      random: createSeededRandom(1),
      identity,
      settings: { actionMs: 20_000, hangingEndsAfterStopMs: settings.stopTakesMs, approvalTimeoutMs: 20 * 60_000 },
      emit: (event) => {
        this.#note(event.detail, event['detail-type']);
        this.#context.emit({ account: identity.accountId, region: identity.region, ...event });
      },
    });
    for (const name of pipelineNames) this.#define(name);
    this.#changed();
  }

  #define(name: PipelineName): void {
    const { mode, condition } = this.settings;
    const conditions = condition === undefined ? [] : [condition];
    const stages =
      name === 'orders'
        ? [build, { name: conditionPlace.stageName, actions: [release], conditions }]
        : [{ name: 'Prod', actions: [approve, release] }];
    this.service.define({ name, mode, tags, stages });
  }

  // What others do.

  start(name: PipelineName, outcome: 'succeed' | 'fail' | 'hang'): void {
    this.script(name, outcome);
    this.service.start(name);
    this.#changed();
  }

  script(name: PipelineName, outcome: 'succeed' | 'fail' | 'hang'): void {
    this.service.script(`pipeline/${name}`, outcome);
    this.#changed();
  }

  /** Somebody goes on with the newest execution past the bot. @throws AwsError where it cannot */
  retry(name: PipelineName): void {
    if (!this.settings.retries) throw new Error('nobody retries here');
    const last = this.runs.findLast((run) => run.name === name);
    const stageName = last?.name === 'shop' ? 'Prod' : 'Build';
    const place = { pipelineName: name, pipelineExecutionId: last?.executionId, retryMode: 'ALL_ACTIONS' };
    this.service.call('RetryStageExecution', { ...place, stageName });
    this.#changed();
  }

  /** Somebody stops the newest execution past the bot. @throws AwsError where it cannot */
  stop(name: PipelineName, abandon: boolean): void {
    const last = this.runs.findLast((run) => run.name === name);
    this.service.call('StopPipelineExecution', { pipelineName: name, pipelineExecutionId: last?.executionId, abandon });
    this.#changed();
  }

  /** Somebody answers the open approval past the bot. @throws AwsError where there is none */
  answer(status: 'Approved' | 'Rejected'): void {
    const { actionExecutionDetails } = callInProcess(this.service, 'ListActionExecutions', { pipelineName: 'shop' });
    const open = Array.from<Record<string, unknown>>(Object(actionExecutionDetails)).find(
      (run) => run['actionName'] === 'Approve' && run['status'] === 'InProgress',
    );
    const token: unknown = Object(open).output?.executionResult?.externalExecutionId;
    this.service.call('PutApprovalResult', {
      pipelineName: 'shop',
      stageName: 'Prod',
      actionName: 'Approve',
      result: { status, summary: '' },
      token,
    });
    this.#changed();
  }

  /** From now on the condition holds, fails, or is not decided. */
  scriptCondition(outcome: 'succeed' | 'fail' | 'hang'): void {
    const { pipelineName, stageName } = conditionPlace;
    const { condition } = this.settings;
    if (condition === undefined) return;
    this.service.script(`pipeline/${pipelineName}/${stageName}:${condition}`, outcome);
    this.#changed();
  }

  /** Somebody overrides the condition past the bot. @throws AwsError where nothing waits for it */
  override(): void {
    const { condition: conditionType } = this.settings;
    const waiting = this.runs.find(
      ({ executionId, endedAtMs }) => endedAtMs === undefined && this.#isAtCondition(executionId),
    );
    this.service.call('OverrideStageCondition', {
      ...conditionPlace,
      pipelineExecutionId: waiting?.executionId,
      conditionType,
    });
    this.#changed();
  }

  #isAtCondition(executionId: string): boolean {
    const state = callInProcess(this.service, 'GetPipelineState', { name: conditionPlace.pipelineName });
    const stages = Array.from<Record<string, unknown>>(Object(state['stageStates']));
    const { latestExecution, inboundExecution } = Object(
      stages.find((one) => one['stageName'] === conditionPlace.stageName),
    );
    const there: unknown = this.settings.condition === 'ON_SUCCESS' ? latestExecution : inboundExecution;
    return Object(there).pipelineExecutionId === executionId;
  }

  /** The pipeline is changed, which cancels what is under way. */
  change(name: PipelineName): void {
    this.#define(name);
    this.#changed();
  }

  // What the bot asks.

  provider(invocation: Invocation) {
    const api = typedApi((operation, input) =>
      invocation.call(`CodePipeline ${operation}`, failures, () => this.#answer(operation, { ...input })),
    );
    return createCodePipelineProvider(api, {
      region: identity.region,
      clock: { now: () => this.#context.clock.now() + invocation.skewMs },
      wait: (durationMs) => this.#context.clock.sleep(durationMs),
      tagKeys,
      switches: allOn,
    });
  }

  resourceManagers(): readonly [] {
    return [];
  }

  referenceOf(target: string) {
    return referenceOf(target);
  }

  parseEvent(event: object) {
    return codePipelineEvents.parseEvent({ ...event });
  }

  isActing(label: string): boolean {
    const [service, operation = ''] = label.split(' ');
    return service === 'CodePipeline' && !isReading(operation);
  }

  attempts(): readonly TrueAttempt[] {
    return this.runs.map(({ tag: id, executionId: attemptId, name, ...run }) => ({
      ...run,
      id,
      attemptId,
      target: arnOf(name),
      isDeletion: false,
    }));
  }

  /** The run that an execution is in, or was in last. */
  runOf(executionId: string): Run | undefined {
    return this.runs.findLast((run) => run.executionId === executionId);
  }

  #answer(operation: string, input: Readonly<Record<string, unknown>>): Record<string, unknown> {
    if (isReading(operation)) return this.#read(operation, input);
    const meant = this.#meant(operation, input);
    if (input['abandon'] === true) this.abandoned.push(String(input['pipelineExecutionId']));
    const call = {
      atMs: this.#context.clock.now(),
      operation: operationNames[operation] ?? operation,
      aimed: meant?.tag ?? String(input['pipelineExecutionId']),
    };
    try {
      const answer = callInProcess(this.service, operation, input);
      this.#changed();
      this.acting.push({ ...call, ...(meant === undefined ? {} : { hit: meant.tag }) });
      return answer;
    } catch (error) {
      this.acting.push({ ...call, error: error instanceof Error ? error.name : 'unknown' });
      throw error;
    }
  }

  #changed(): void {
    this.#copy = undefined;
    this.states.note();
  }

  #read(operation: string, input: object): Record<string, unknown> {
    const shown = this.states.next();
    if (shown !== 'now') {
      const kept = this.#keptOf.get(shown) ?? new KeptAnswers();
      this.#keptOf.set(shown, kept);
      return kept.get(operation, input, () => callInProcess(this.service, operation, input, shown));
    }
    if (this.#kept.changes !== this.changes) this.#kept = { changes: this.changes, answers: new KeptAnswers() };
    return this.#kept.answers.get(operation, input, () => callInProcess(this.service, operation, input));
  }

  /** The run that a call is about: by the execution that it names, or the one whose approval has the token. */
  #meant(operation: string, input: Readonly<Record<string, unknown>>): Run | undefined {
    const { pipelineExecutionId, pipelineName, token } = input;
    if (typeof pipelineExecutionId === 'string') return this.runOf(pipelineExecutionId);
    const state = JSON.stringify(this.service.call('ListActionExecutions', { pipelineName }));
    const runs = Array.from<Record<string, unknown>>(JSON.parse(state).actionExecutionDetails);
    const asked = runs.find((run) => Object(run).output.executionResult.externalExecutionId === token);
    // A rollback names what it goes back to: it is about the stage's last execution.
    const id: unknown =
      operation === 'RollbackStage'
        ? this.runs.findLast((run) => run.name === pipelineName)?.executionId
        : asked?.['pipelineExecutionId'];
    return typeof id === 'string' ? this.runOf(id) : undefined;
  }

  /** The truth, as the events of the pipeline tell it: none of these is lost. */
  #note(detail: Readonly<Record<string, unknown>>, detailType: string): void {
    this.changes += 1;
    this.#copy = undefined;
    if (!detailType.includes('Pipeline Execution')) return;
    const [state, executionId] = [String(detail['state']), String(detail['execution-id'])];
    const nowMs = this.#context.clock.now();
    if (state === 'STARTED' || state === 'RESUMED') {
      const number = this.runs.length + 1;
      const run = { tag: `run-${number}`, number, executionId, name: String(detail['pipeline']) };
      this.runs.push({ ...run, startedAtMs: nowMs, endedAtMs: undefined, status: 'IN_PROGRESS', notStuck: [] });
      return;
    }
    const run = this.runOf(executionId);
    if (state === 'STOPPING') run?.notStuck.push({ fromMs: nowMs });
    const end = ends[state];
    if (run !== undefined && end !== undefined) Object.assign(run, { endedAtMs: nowMs, status: end });
  }
}
