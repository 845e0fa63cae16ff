import type { CancelTimer, LocalClock } from '../../clock.ts';
import type { EventDraft } from '../../event-bridge/index.ts';
import { deploymentEvent, hookEvent } from '../events.ts';
import { revisionArn } from '../model/arns.ts';
import { type Deployment, type HookDetail, isFinalStatus, type Service } from '../model/state.ts';
import type { EcsOutcome, Scripts } from '../scripts.ts';
import type { EcsSettings } from '../settings.ts';
import type { EcsStore } from '../store.ts';
import { planOf, type Step } from './plan.ts';

export interface EngineOptions {
  readonly clock: LocalClock;
  readonly store: EcsStore;
  readonly scripts: Scripts;
  readonly settings: EcsSettings;
  readonly emit: (event: EventDraft) => void;
  /** A new id for a pause. */
  readonly newHookId: () => string;
}

interface Current {
  readonly service: Service;
  readonly deployment: Deployment;
}

const reasons = {
  breaker: 'Service deployment rolled back because the circuit breaker threshold was exceeded.',
  breakerStop: 'Service deployment failed because the circuit breaker threshold was exceeded.',
  alarm: 'Service deployment rolled back because alarms were triggered.',
  pause: 'Service deployment rolled back because a pause lifecycle hook was not continued.',
  noCandidate: 'No rollback candidate was found to run the rollback.',
} as const;

/** Moves service deployments through their states on the clock, as their settings and scripts say. */
export class Engine {
  readonly #options: EngineOptions;
  /** What comes next for a deployment that is under way; nothing where nobody knows when, as when it hangs. */
  readonly #timers = new Map<string, CancelTimer>();
  #others = 0;

  constructor(options: EngineOptions) {
    this.#options = options;
  }

  /** Begins a deployment that was just written. Older ones of its service that are under way give way. */
  begin({ service, deployment }: Current): void {
    for (const older of service.deployments) {
      if (older.id !== deployment.id && !isFinalStatus(older.status)) this.#giveWay(service.number, older.id);
    }
    this.#after(service.number, deployment.id, this.#options.settings.pendingMs, (current) => {
      const nowMs = this.#options.clock.nowMs();
      const started = this.#put(current, { status: 'IN_PROGRESS', startedAtMs: nowMs, step: 0 });
      this.#tell(started, 'IN_PROGRESS', `ECS deployment ${classicId(started)} in progress.`);
      this.#enter(started);
    });
  }

  /** Somebody asked for a rollback: it begins a moment later. */
  requestRollback(current: Current): void {
    const requested = this.#put(current, { status: 'ROLLBACK_REQUESTED' });
    const { number } = requested.service;
    this.#after(number, requested.deployment.id, this.#options.settings.rollbackMs / 2, (later) =>
      this.#rollBack(later, undefined),
    );
  }

  /** Ends a pause. */
  answerHook(current: Current, hook: HookDetail, status: 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT', goesOn: boolean): void {
    const hooks = current.deployment.hooks.map((known) =>
      known.hookId === hook.hookId ? { ...known, status } : known,
    );
    const answered = this.#put(current, { hooks });
    const told = hooks.find(({ hookId }) => hookId === hook.hookId) ?? hook;
    this.#options.emit(hookEvent(answered.service, answered.deployment, told, this.#options.clock.nowMs()));
    if (goesOn) this.#next(answered);
    else this.#rollBack(answered, status === 'TIMED_OUT' ? reasons.pause : undefined);
  }

  /** Applies a changed script to what is under way: what hung and no longer does goes on at once. */
  applyScript(service: Service): void {
    for (const deployment of service.deployments) {
      if (deployment.status !== 'IN_PROGRESS') continue;
      const current = { service, deployment };
      if (this.#stepOf(current)?.kind === 'scale') this.#enter(current);
    }
  }

  /** Something else that happens later, unless everything ends before. */
  later(durationMs: number, run: () => void): void {
    this.#others += 1;
    const key = `other ${this.#others}`;
    const cancel = this.#options.clock.setTimer(durationMs, () => {
      this.#timers.delete(key);
      run();
    });
    this.#timers.set(key, cancel);
  }

  /** Nothing happens to a service's deployments any more. */
  forget({ number, deployments }: Service): void {
    for (const { id } of deployments) this.#cancel(number, id);
  }

  stop(): void {
    for (const cancel of this.#timers.values()) cancel();
    this.#timers.clear();
  }

  #stepOf({ deployment: { configuration, step } }: Current): Step | undefined {
    return planOf(configuration, this.#options.settings)[step];
  }

  #next(current: Current): void {
    this.#enter(this.#put(current, { step: current.deployment.step + 1 }));
  }

  #enter(current: Current): void {
    const { service, deployment } = current;
    const step = this.#stepOf(current);
    if (step === undefined) return this.#succeed(current);
    const lasting = (durationMs: number, changes: Partial<Deployment>): void => {
      this.#put(current, changes);
      this.#after(service.number, deployment.id, durationMs, (later) => this.#next(later));
    };
    switch (step.kind) {
      case 'scale':
        return this.#scale(this.#put(current, step.stage === undefined ? {} : { stage: step.stage }));
      case 'wait':
        return lasting(step.durationMs, { stage: step.stage });
      case 'shift':
        return lasting(step.durationMs, { stage: 'PRODUCTION_TRAFFIC_SHIFT', traffic: step.percent });
      case 'pause':
        return this.#pause(current, step);
    }
  }

  /** How tasks start is what scripts are about. */
  #scale(current: Current): void {
    const { settings, scripts } = this.#options;
    const { service, deployment } = current;
    const { requested, running } = deployment;
    const later = (durationMs: number, run: (later: Current) => void): void =>
      this.#after(service.number, deployment.id, durationMs, run);
    const outcome: EcsOutcome = scripts.outcomeOf(service);
    switch (outcome) {
      case 'succeed':
      case 'alarm':
        return later(settings.scaleUpMs, (then) => {
          const up = this.#put(then, { running: requested });
          if (outcome === 'alarm' && deployment.alarms === 'MONITORING') this.#triggerAlarm(up);
          else this.#next(up);
        });
      case 'slow':
        return later(settings.taskMs, (then) => {
          const up = this.#put(then, { running: Math.min(requested, then.deployment.running + 1) });
          if (up.deployment.running >= requested) this.#next(up);
          else this.#scale(up);
        });
      case 'flap':
        return later(settings.taskMs, (then) =>
          this.#scale(this.#put(then, { running: running === 0 ? requested : 0, failures: running === 0 ? 0 : 1 })),
        );
      case 'fail':
        return later(settings.taskMs, (then) => this.#fail(then));
      case 'hang':
        // One failure, and never enough of them.
        this.#cancel(service.number, deployment.id);
        if (deployment.breaker === 'MONITORING' && deployment.failures === 0) this.#put(current, { failures: 1 });
    }
  }

  #fail(current: Current): void {
    const { breaker, failures, failureThreshold, configuration } = current.deployment;
    if (breaker !== 'MONITORING') return this.#scale(current);
    const more = this.#put(current, { failures: failures + 1 });
    if (more.deployment.failures < failureThreshold) return this.#scale(more);
    const triggered = this.#put(more, { breaker: 'TRIGGERED' });
    this.#tell(triggered, 'FAILED', `ECS deployment circuit breaker: tasks failed to start.`);
    if (configuration.deploymentCircuitBreaker?.rollback === true) return this.#rollBack(triggered, reasons.breaker);
    this.#end(triggered, 'STOPPED', reasons.breakerStop);
  }

  #triggerAlarm(current: Current): void {
    const triggered = this.#put(current, { alarms: 'TRIGGERED' });
    this.#tell(triggered, 'FAILED', 'ECS deployment failed: alarm detected.');
    if (current.deployment.configuration.alarms?.rollback === true) return this.#rollBack(triggered, reasons.alarm);
    this.#end(triggered, 'STOPPED', 'Service deployment failed because alarms were triggered.');
  }

  /** Each time a new pause, with an id of its own. */
  #pause(current: Current, { stage, hook }: Extract<Step, { readonly kind: 'pause' }>): void {
    const { clock, settings, newHookId, emit } = this.#options;
    const { timeoutInMinutes, action } = hook.timeoutConfiguration;
    const lastsMs = timeoutInMinutes * settings.minuteMs;
    const detail: HookDetail = {
      hookId: newHookId(),
      stage,
      status: 'AWAITING_ACTION',
      expiresAtMs: clock.nowMs() + lastsMs,
      timeoutAction: action,
    };
    const paused = this.#put(current, { stage, hooks: [...current.deployment.hooks, detail] });
    emit(hookEvent(paused.service, paused.deployment, detail, clock.nowMs()));
    this.#after(paused.service.number, paused.deployment.id, lastsMs, (later) =>
      this.answerHook(later, detail, 'TIMED_OUT', action === 'CONTINUE'),
    );
  }

  #rollBack(current: Current, reason: string | undefined): void {
    const { clock, settings } = this.#options;
    const { service, deployment } = current;
    const { source } = deployment;
    if (source === undefined) {
      return this.#after(service.number, deployment.id, settings.rollbackMs / 2, (later) =>
        this.#end(later, 'ROLLBACK_FAILED', reasons.noCandidate),
      );
    }
    const nowMs = clock.nowMs();
    const rollback = { reason: reason ?? '', startedAtMs: nowMs, revision: revisionArn(service, source.number) };
    const rolling = this.#put(current, {
      status: 'ROLLBACK_IN_PROGRESS',
      rollback,
      statusReason: reason,
      traffic: 0,
    });
    // It is told of the deployment that is rolled back to, as if that had begun anew.
    const back = { ...rolling.deployment, target: source };
    const told = `ECS deployment circuit breaker: rolling back to deploymentId ecs-svc/${source.number}.`;
    this.#tell({ service: rolling.service, deployment: back }, 'IN_PROGRESS', told);
    this.#after(service.number, deployment.id, settings.rollbackMs, (later) => {
      const ended = this.#end(later, 'ROLLBACK_SUCCESSFUL', reason);
      const restored = { ...ended.deployment, target: source };
      this.#tell({ service: ended.service, deployment: restored }, 'COMPLETED', completed(source.number));
    });
  }

  #giveWay(number: number, id: string): void {
    const { store, settings } = this.#options;
    const current = store.find(number, id);
    if (current === undefined) return;
    this.#put(current, { status: 'STOP_REQUESTED' });
    this.#after(number, id, settings.stageMs, (later) => void this.#end(later, 'STOPPED', undefined));
  }

  #succeed(current: Current): void {
    const ended = this.#end(current, 'SUCCESSFUL', undefined);
    const { service, deployment } = ended;
    this.#options.store.putService({ ...service, current: deployment.target });
    this.#tell(ended, 'COMPLETED', completed(deployment.target.number));
  }

  #end(
    current: Current,
    status: 'SUCCESSFUL' | 'STOPPED' | 'ROLLBACK_SUCCESSFUL' | 'ROLLBACK_FAILED',
    reason: string | undefined,
  ): Current {
    const { service, deployment } = current;
    this.#cancel(service.number, deployment.id);
    const nowMs = this.#options.clock.nowMs();
    const complete = (monitor: Deployment['breaker']) => (monitor === 'MONITORING' ? 'MONITORING_COMPLETE' : monitor);
    return this.#put(current, {
      status,
      statusReason: reason,
      breaker: complete(deployment.breaker),
      alarms: complete(deployment.alarms),
      ...(status === 'SUCCESSFUL' ? {} : { running: 0, traffic: 0 }),
      ...(status === 'STOPPED' ? { stoppedAtMs: nowMs } : {}),
      finishedAtMs: nowMs,
    });
  }

  #tell({ service, deployment }: Current, name: 'IN_PROGRESS' | 'COMPLETED' | 'FAILED', reason: string): void {
    const { emit, clock } = this.#options;
    emit(deploymentEvent(service, deployment, name, reason, clock.nowMs()));
  }

  /** Writes what changes; gives both as they are then. */
  #put({ service, deployment }: Current, changes: Partial<Deployment>): Current {
    const changed: Deployment = { ...deployment, ...changes, updatedAtMs: this.#options.clock.nowMs() };
    const deployments = service.deployments.map((known) => (known.id === changed.id ? changed : known));
    const written = { ...service, deployments };
    this.#options.store.putService(written);
    return { service: written, deployment: changed };
  }

  /** Whatever was to come next for the deployment does not come any more. */
  #after(number: number, id: string, durationMs: number, run: (current: Current) => void): void {
    this.#cancel(number, id);
    const { clock, store } = this.#options;
    const cancel = clock.setTimer(durationMs, () => {
      this.#timers.delete(keyOf(number, id));
      const current = store.find(number, id);
      if (current !== undefined && !isFinalStatus(current.deployment.status)) run(current);
    });
    this.#timers.set(keyOf(number, id), cancel);
  }

  #cancel(number: number, id: string): void {
    this.#timers.get(keyOf(number, id))?.();
    this.#timers.delete(keyOf(number, id));
  }
}

function keyOf(number: number, id: string): string {
  return `${number} ${id}`;
}

function classicId({ deployment }: Current): string {
  return `ecs-svc/${deployment.target.number}`;
}

function completed(revision: string): string {
  return `ECS deployment ecs-svc/${revision} completed.`;
}
