import type { CancelTimer, LocalClock } from '../clock.ts';
import { type LocalRandom, randomUuid } from '../random.ts';
import type { Announcer } from './events.ts';
import {
  type ActionDefinition,
  type ActionRun,
  type Condition,
  type ConditionType,
  type Execution,
  isOpen,
  type Pipeline,
  type StageDefinition,
  type StageRun,
} from './model.ts';
import type { PipelineScripts } from './scripts.ts';

/** How long things take here: AWS promises none of it. */
export interface CodePipelineSettings {
  readonly actionMs: number;
  /** An action that is slow, and healthy. */
  readonly slowActionMs: number;
  /** A stop waits for what runs; what hangs ends so long after it, as if the time of its own service ran out. */
  readonly hangingEndsAfterStopMs: number;
  /** An approval that nobody answers fails after seven days: https://docs.aws.amazon.com/codepipeline/latest/userguide/limits.html */
  readonly approvalTimeoutMs: number;
}

export const defaultSettings: CodePipelineSettings = {
  actionMs: 3_000,
  slowActionMs: 60_000,
  hangingEndsAfterStopMs: 5_000,
  approvalTimeoutMs: 7 * 24 * 60 * 60_000,
};

interface EngineOptions {
  readonly clock: LocalClock;
  readonly random: LocalRandom;
  readonly settings: CodePipelineSettings;
  readonly scripts: PipelineScripts;
  readonly announcer: Announcer;
}

/** Under which the condition of a stage is kept. */
export function conditionKey({ definition }: Pipeline, stage: string, type: ConditionType): string {
  return `${definition.name}/${stage}:${type}`;
}

/** Moves executions through the stages of their pipeline, one action after the other, on the clock and as scripted. */
export class Engine {
  readonly #options: EngineOptions;
  /** What ends a run by itself; a run that hangs has none. */
  readonly #timers = new Map<ActionRun, CancelTimer>();
  /** By {@link conditionKey}. */
  readonly conditions = new Map<string, Condition>();
  #executions = 0;

  constructor(options: EngineOptions) {
    this.#options = options;
  }

  begin(
    pipeline: Pipeline,
    trigger: Execution['trigger'],
    rollback?: { readonly stage: number; readonly targetId: string },
  ): Execution {
    this.#executions += 1;
    const nowMs = this.#nowMs();
    const execution: Execution = {
      id: randomUuid(this.#options.random),
      number: this.#executions,
      version: pipeline.version,
      mode: pipeline.definition.mode,
      type: rollback === undefined ? 'STANDARD' : 'ROLLBACK',
      rollbackTargetId: rollback?.targetId,
      trigger,
      startedAtMs: nowMs,
      status: 'InProgress',
      updatedAtMs: nowMs,
      stopReason: undefined,
      stage: rollback?.stage ?? 0,
      attempt: 1,
      runs: [],
      succeededIn: new Set(),
    };
    pipeline.executions.push(execution);
    this.#options.announcer.pipeline(pipeline, execution, 'STARTED');
    this.#comeTo(pipeline, execution);
    return execution;
  }

  /** Asks it to stop: it waits for what runs, or leaves that alone and stops at once. */
  stop(pipeline: Pipeline, execution: Execution, reason: string | undefined, abandon: boolean): void {
    execution.stopReason = reason;
    const running = execution.runs.filter(({ status }) => status === 'InProgress');
    if (execution.status === 'InProgress') {
      this.#move(execution, 'Stopping');
      this.#options.announcer.pipeline(pipeline, execution, 'STOPPING');
    }
    for (const run of running) {
      if (abandon || run.action.category === 'Approval') this.#finishRun(pipeline, execution, run, 'Abandoned');
      else if (!this.#timers.has(run))
        this.#endLater(pipeline, execution, run, this.#options.settings.hangingEndsAfterStopMs);
    }
    if (!execution.runs.some(({ status }) => status === 'InProgress')) this.#close(pipeline, execution, 'Stopped');
  }

  /** Goes on in the stage where it failed: with what failed there, or with all of it. */
  resume(pipeline: Pipeline, execution: Execution, mode: 'FAILED_ACTIONS' | 'ALL_ACTIONS'): void {
    const stage = stageAt(pipeline, execution);
    const before = pipeline.latest.get(stage.name);
    execution.attempt += 1;
    this.#move(execution, 'InProgress');
    this.#options.announcer.pipeline(pipeline, execution, 'RESUMED');
    this.#options.announcer.stage(pipeline, execution, stage.name, 'RESUMED');
    const run: StageRun = { execution, status: 'InProgress', retries: (before?.retries ?? 0) + 1 };
    if (execution.mode !== 'PARALLEL') pipeline.latest.set(stage.name, run);
    const done = mode === 'ALL_ACTIONS' ? [] : doneIn(execution, stage.name);
    const next = stage.actions.find(({ name }) => !done.includes(name)) ?? stage.actions[0];
    if (next !== undefined) this.#startAction(pipeline, execution, stage, next);
  }

  /** An answer to an approval. */
  answer(pipeline: Pipeline, execution: Execution, run: ActionRun, isApproved: boolean, summary: string): void {
    run.summary = summary;
    if (isApproved) return this.#succeed(pipeline, execution, run);
    this.#fail(pipeline, execution, run, 'ApprovalRejected', summary === '' ? 'The approval was rejected.' : summary);
  }

  conditionOf(pipeline: Pipeline, stage: string, type: ConditionType): Condition | undefined {
    return this.conditions.get(conditionKey(pipeline, stage, type));
  }

  override(pipeline: Pipeline, stage: string, condition: Condition): void {
    this.#settle(pipeline, stage, condition, 'Overridden');
  }

  /** Opens or closes a stage's door; whoever waits there comes in when it opens. */
  setTransition(pipeline: Pipeline, stage: string, isEnabled: boolean, reason: string): void {
    pipeline.transitions.set(stage, { isEnabled, reason, changedAtMs: this.#nowMs() });
    if (isEnabled) this.#admit(pipeline, stage);
  }

  /** The pipeline was changed: what is under way is cancelled. */
  cancelAll(pipeline: Pipeline): void {
    for (const execution of pipeline.executions.filter(isOpen)) this.#close(pipeline, execution, 'Cancelled');
  }

  /** What hung and does not any more ends now; what hangs from now on does not end. */
  applyScripts(pipeline: Pipeline): void {
    for (const execution of pipeline.executions.filter(isOpen)) {
      for (const run of execution.runs) {
        if (run.status !== 'InProgress' || run.action.category === 'Approval') continue;
        const script = this.#scriptOf(pipeline, run);
        const isHanging = !this.#timers.has(run);
        // What is being stopped ends in any case.
        if (script?.outcome === 'hang' && execution.status === 'InProgress') this.#cancelTimer(run);
        else if (isHanging && script?.outcome !== 'slow') this.#endAsScripted(pipeline, execution, run);
      }
    }
    for (const stage of pipeline.definition.stages) {
      for (const type of stage.conditions ?? []) {
        const condition = this.conditionOf(pipeline, stage.name, type);
        const outcome = this.#options.scripts.ofCondition(pipeline.definition.name, stage.name, type)?.outcome;
        if (condition?.status !== 'InProgress' || outcome === 'hang') continue;
        this.#settle(pipeline, stage.name, condition, outcome === 'fail' ? 'Failed' : 'Succeeded');
      }
    }
  }

  /** Nothing happens by itself any more. */
  stopTimers(): void {
    for (const cancel of this.#timers.values()) cancel();
    this.#timers.clear();
  }

  #comeTo(pipeline: Pipeline, execution: Execution): void {
    const { name } = stageAt(pipeline, execution);
    if (execution.mode === 'PARALLEL') return this.#enter(pipeline, execution);
    const waiting = pipeline.inbound.get(name) ?? [];
    const overtaken = execution.mode === 'SUPERSEDED' ? waiting : [];
    pipeline.inbound.set(name, [...waiting.filter((one) => !overtaken.includes(one)), execution]);
    for (const older of overtaken) this.#close(pipeline, older, 'Superseded');
    this.#admit(pipeline, name);
  }

  /** Lets in whoever is first at the door, if nobody is inside and the door is open. */
  #admit(pipeline: Pipeline, stageName: string): void {
    const [first] = pipeline.inbound.get(stageName) ?? [];
    const inside = pipeline.latest.get(stageName);
    const isBusy = inside !== undefined && isOpen(inside.execution) && inside.status === 'InProgress';
    if (first === undefined || isBusy || pipeline.transitions.get(stageName)?.isEnabled === false) return;
    const stage = stageAt(pipeline, first);
    const known = this.conditionOf(pipeline, stageName, 'BEFORE_ENTRY');
    if (known?.execution === first && known.status === 'InProgress') return;
    if (this.#waitsIn(pipeline, first, stage, 'BEFORE_ENTRY')) return;
    this.#enter(pipeline, first);
  }

  #enter(pipeline: Pipeline, execution: Execution): void {
    const stage = stageAt(pipeline, execution);
    leave(pipeline, execution);
    if (execution.mode !== 'PARALLEL') {
      pipeline.latest.set(stage.name, { execution, status: 'InProgress', retries: 0 });
    }
    this.#options.announcer.stage(pipeline, execution, stage.name, 'STARTED');
    const [action] = stage.actions;
    if (action === undefined) this.#stageDone(pipeline, execution, stage);
    else this.#startAction(pipeline, execution, stage, action);
  }

  /** Begins a condition, and says whether it has to be waited for. A failing one ends the execution. */
  #waitsIn(pipeline: Pipeline, execution: Execution, stage: StageDefinition, type: ConditionType): boolean {
    if (execution.mode === 'PARALLEL' || !(stage.conditions ?? []).includes(type)) return false;
    const { name } = pipeline.definition;
    const condition: Condition = { type, status: 'InProgress', changedAtMs: this.#nowMs(), execution };
    this.conditions.set(conditionKey(pipeline, stage.name, type), condition);
    const outcome = this.#options.scripts.ofCondition(name, stage.name, type)?.outcome ?? 'succeed';
    if (outcome === 'hang') return true;
    condition.status = outcome === 'fail' ? 'Failed' : 'Succeeded';
    if (condition.status === 'Succeeded') return false;
    this.#close(pipeline, execution, 'Failed');
    return true;
  }

  #settle(pipeline: Pipeline, stageName: string, condition: Condition, status: Condition['status']): void {
    const { execution, type } = condition;
    Object.assign(condition, { status, changedAtMs: this.#nowMs() });
    if (execution.status !== 'InProgress') return;
    if (status === 'Failed') return this.#close(pipeline, execution, 'Failed');
    if (type === 'BEFORE_ENTRY') this.#enter(pipeline, execution);
    else this.#leaveStage(pipeline, execution, stageName);
  }

  #startAction(pipeline: Pipeline, execution: Execution, stage: StageDefinition, action: ActionDefinition): void {
    const { random, settings } = this.#options;
    const nowMs = this.#nowMs();
    const token = randomUuid(random);
    const isApproval = action.category === 'Approval';
    const run: ActionRun = {
      id: randomUuid(random),
      stage: stage.name,
      action,
      startedAtMs: nowMs,
      status: 'InProgress',
      updatedAtMs: nowMs,
      token,
      // Of an approval in PARALLEL mode this is what answers it.
      externalExecutionId: isApproval ? token : (action.externalExecutionId ?? randomUuid(random)),
      summary: '',
      error: undefined,
    };
    execution.runs.push(run);
    execution.updatedAtMs = nowMs;
    this.#options.announcer.action(pipeline, execution, run, 'STARTED');
    if (isApproval) {
      const expire = () =>
        this.#fail(pipeline, execution, run, 'ApprovalTimedOut', 'Nobody answered the approval in time.');
      this.#timers.set(run, this.#options.clock.setTimer(settings.approvalTimeoutMs, expire));
      return;
    }
    const outcome = this.#scriptOf(pipeline, run)?.outcome ?? 'succeed';
    if (outcome === 'hang') return;
    this.#endLater(pipeline, execution, run, outcome === 'slow' ? settings.slowActionMs : settings.actionMs);
  }

  #endLater(pipeline: Pipeline, execution: Execution, run: ActionRun, delayMs: number): void {
    this.#timers.set(
      run,
      this.#options.clock.setTimer(delayMs, () => this.#endAsScripted(pipeline, execution, run)),
    );
  }

  #endAsScripted(pipeline: Pipeline, execution: Execution, run: ActionRun): void {
    const script = this.#scriptOf(pipeline, run);
    if (script?.outcome !== 'fail') return this.#succeed(pipeline, execution, run);
    this.#fail(pipeline, execution, run, 'JobFailed', script.statusMessage ?? 'The action failed, as it was scripted.');
  }

  #succeed(pipeline: Pipeline, execution: Execution, run: ActionRun): void {
    if (run.status !== 'InProgress') return;
    this.#finishRun(pipeline, execution, run, 'Succeeded');
    if (execution.status === 'Stopping') return this.#close(pipeline, execution, 'Stopped');
    const stage = stageAt(pipeline, execution);
    const next = stage.actions[stage.actions.indexOf(run.action) + 1];
    if (next === undefined) this.#stageDone(pipeline, execution, stage);
    else this.#startAction(pipeline, execution, stage, next);
  }

  #fail(pipeline: Pipeline, execution: Execution, run: ActionRun, code: string, message: string): void {
    if (run.status !== 'InProgress') return;
    run.error = { code, message };
    this.#finishRun(pipeline, execution, run, 'Failed');
    this.#close(pipeline, execution, execution.status === 'Stopping' ? 'Stopped' : 'Failed');
  }

  #finishRun(
    pipeline: Pipeline,
    execution: Execution,
    run: ActionRun,
    status: 'Succeeded' | 'Failed' | 'Abandoned',
  ): void {
    this.#cancelTimer(run);
    Object.assign(run, { status, updatedAtMs: this.#nowMs() });
    execution.updatedAtMs = this.#nowMs();
    this.#options.announcer.action(pipeline, execution, run, status.toUpperCase());
  }

  #stageDone(pipeline: Pipeline, execution: Execution, stage: StageDefinition): void {
    if (this.#waitsIn(pipeline, execution, stage, 'ON_SUCCESS')) return;
    this.#leaveStage(pipeline, execution, stage.name);
  }

  #leaveStage(pipeline: Pipeline, execution: Execution, stageName: string): void {
    execution.succeededIn.add(stageName);
    const inside = pipeline.latest.get(stageName);
    if (inside?.execution === execution) inside.status = 'Succeeded';
    this.#options.announcer.stage(pipeline, execution, stageName, 'SUCCEEDED');
    const isLast = execution.type === 'ROLLBACK' || execution.stage + 1 >= pipeline.definition.stages.length;
    if (isLast) this.#close(pipeline, execution, 'Succeeded');
    else {
      execution.stage += 1;
      this.#comeTo(pipeline, execution);
    }
    this.#admit(pipeline, stageName);
  }

  /** Its end, whichever: what still runs is left alone, the door is free, and the next one may come in. */
  #close(
    pipeline: Pipeline,
    execution: Execution,
    status: Exclude<Execution['status'], 'InProgress' | 'Stopping'>,
  ): void {
    if (!isOpen(execution)) return;
    const stage = stageAt(pipeline, execution);
    for (const run of execution.runs) {
      if (run.status === 'InProgress') this.#finishRun(pipeline, execution, run, 'Abandoned');
    }
    this.#move(execution, status);
    leave(pipeline, execution);
    const inside = pipeline.latest.get(stage.name);
    if (inside?.execution === execution && inside.status === 'InProgress') {
      inside.status = status === 'Superseded' ? 'Cancelled' : status;
      this.#options.announcer.stage(pipeline, execution, stage.name, eventState(status));
    }
    this.#options.announcer.pipeline(pipeline, execution, eventState(status));
    this.#admit(pipeline, stage.name);
  }

  #move(execution: Execution, status: Execution['status']): void {
    Object.assign(execution, { status, updatedAtMs: this.#nowMs() });
  }

  #scriptOf(pipeline: Pipeline, { stage, action }: ActionRun) {
    return this.#options.scripts.ofAction(pipeline.definition.name, stage, action.name);
  }

  #cancelTimer(run: ActionRun): void {
    this.#timers.get(run)?.();
    this.#timers.delete(run);
  }

  #nowMs(): number {
    return this.#options.clock.nowMs();
  }
}

/** Events spell it with one L. */
function eventState(status: string): string {
  return status === 'Cancelled' ? 'CANCELED' : status.toUpperCase();
}

function stageAt({ definition }: Pipeline, { stage }: Execution): StageDefinition {
  const found = definition.stages[stage];
  if (found === undefined) throw new RangeError('the execution is in no stage of its pipeline');
  return found;
}

function leave(pipeline: Pipeline, execution: Execution): void {
  for (const [stage, waiting] of pipeline.inbound) {
    pipeline.inbound.set(
      stage,
      waiting.filter((one) => one !== execution),
    );
  }
}

/** Actions of a stage whose newest run has succeeded. */
function doneIn({ runs }: Execution, stage: string): readonly string[] {
  const newest = new Map(runs.filter((run) => run.stage === stage).map((run) => [run.action.name, run.status]));
  return [...newest].filter(([, status]) => status === 'Succeeded').map(([name]) => name);
}
