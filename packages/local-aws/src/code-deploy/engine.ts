import type { CancelTimer, LocalClock } from '../clock.ts';
import { type EventState } from './events.ts';
import { eventNamesOf, planOf, type Step } from './plan.ts';
import { type Revision, releaseOf } from './revisions.ts';
import type { CodeDeployOutcome, Scripts } from './scripts.ts';
import type { CodeDeploySettings } from './settings.ts';
import { type Deployment, type GroupDefinition, isFinalStatus, type LifecycleEvent } from './state.ts';
import { type CodeDeployStore, findGroup } from './store.ts';

export interface EngineOptions {
  readonly clock: LocalClock;
  readonly store: CodeDeployStore;
  readonly scripts: Scripts;
  readonly settings: CodeDeploySettings;
  readonly tell: (deployment: Deployment, state: EventState) => void;
  readonly newId: () => string;
}

/** What a deployment begins with. */
export interface Beginning
  extends Pick<
    Deployment,
    | 'creator'
    | 'configuration'
    | 'revision'
    | 'externalId'
    | 'rollsBack'
    | 'description'
    | 'ignoreApplicationStopFailures'
    | 'fileExistsBehavior'
  > {}

const errors = {
  MANUAL_STOP: 'The deployment was stopped by a user.',
  ALARM_ACTIVE: 'One or more alarms have been activated according to the Amazon CloudWatch metrics you selected.',
  HEALTH_CONSTRAINTS: 'The overall deployment failed because too many individual instances failed deployment.',
  HOOK_EXECUTION_FAILURE: 'A lifecycle event hook did not run successfully.',
  TIMEOUT: 'Nobody continued the deployment in time.',
} as const;
type Code = keyof typeof errors;

/** Moves deployments through their steps on the clock, as their settings and scripts say. */
export class Engine {
  readonly #options: EngineOptions;
  /** What comes next for a deployment that is under way; nothing where it hangs. */
  readonly #timers = new Map<string, CancelTimer>();
  #count = 0;

  constructor(options: EngineOptions) {
    this.#options = options;
  }

  begin(group: GroupDefinition, beginning: Beginning): Deployment {
    const { clock, store, settings, newId } = this.#options;
    this.#count += 1;
    const { application, group: groupName, platform, instances = 2 } = group;
    const bare: Deployment = {
      ...beginning,
      id: newId(),
      number: this.#count,
      application,
      group: groupName,
      platform,
      isBlueGreen: platform !== 'Server' || group.isBlueGreen === true,
      previousRevision: this.#revisionOf(group),
      status: 'Created',
      step: 0,
      createdAtMs: clock.nowMs(),
      overview: { pending: platform === 'Server' ? instances : 0, inProgress: 0, succeeded: 0, failed: 0, ready: 0 },
      events: [],
      traffic: 0,
      terminationWaitStarted: false,
    };
    const events = eventNamesOf(planOf(bare, group, settings)).map(
      (name): LifecycleEvent => ({ name, status: 'Pending' }),
    );
    const deployment = { ...bare, events };
    store.add(deployment);
    this.#after(deployment.id, settings.createdMs, (later) => {
      const startedAtMs = clock.nowMs() + settings.startClockAheadMs;
      const started = this.#put(later, { status: 'InProgress', startedAtMs });
      this.#options.tell(started, 'START');
      this.#enter(started);
    });
    return deployment;
  }

  /** Asks a deployment that is under way to stop; asked for again meanwhile, it changes nothing. */
  requestStop(deployment: Deployment, rollsBack: boolean): 'Pending' | 'Succeeded' {
    const { settings } = this.#options;
    if (deployment.stop !== undefined) return 'Pending';
    const error = settings.showsStops && settings.stopMs > 0 ? errorOf('MANUAL_STOP') : undefined;
    const stopping = this.#put(deployment, { stop: { rollsBack }, error });
    if (settings.stopMs === 0) {
      this.#finishStop(stopping, rollsBack);
      return 'Succeeded';
    }
    this.#after(deployment.id, settings.stopMs, (later) => this.#finishStop(later, rollsBack));
    return 'Pending';
  }

  /** Traffic may be shifted, or what was replaced terminated, without any more waiting. */
  goOn(deployment: Deployment): void {
    this.#next(deployment);
  }

  /** Applies a changed script to what is under way: what hung and no longer does goes on at once. */
  applyScripts(): void {
    for (const deployment of this.#options.store.state.deployments) {
      const step = deployment.status === 'InProgress' && !deployment.stop ? this.#stepOf(deployment) : undefined;
      if (step?.kind === 'instances') this.#deployInstances(deployment);
      if (step?.kind === 'event' && step.isScripted) this.#runEvent(deployment, step);
    }
  }

  /** Nothing happens to the deployments of a group any more. */
  forget({ application, group }: GroupDefinition): void {
    for (const deployment of this.#options.store.state.deployments) {
      if (deployment.application === application && deployment.group === group) this.#cancel(deployment.id);
    }
  }

  stopTimers(): void {
    for (const cancel of this.#timers.values()) cancel();
    this.#timers.clear();
  }

  /** What runs in a group now: the revision of the last deployment that succeeded. */
  #revisionOf(group: GroupDefinition): Revision | undefined {
    const succeeded = this.#options.store.state.deployments.findLast(
      ({ application, group: name, status }) =>
        application === group.application && name === group.group && status === 'Succeeded',
    );
    return succeeded?.revision ?? (group.hasRevision === false ? undefined : releaseOf('first'));
  }

  #stepOf(deployment: Deployment): Step | undefined {
    const { store, settings } = this.#options;
    const group = findGroup(store.state, deployment);
    return group === undefined ? undefined : planOf(deployment, group, settings)[deployment.step];
  }

  #next(deployment: Deployment): void {
    this.#enter(this.#put(deployment, { status: 'InProgress', step: deployment.step + 1 }));
  }

  #enter(deployment: Deployment): void {
    const step = this.#stepOf(deployment);
    if (step === undefined) return this.#end(deployment, 'Succeeded');
    switch (step.kind) {
      case 'instances':
        return this.#deployInstances(deployment);
      case 'event':
        return this.#runEvent(
          this.#put(deployment, { events: this.#withEvent(deployment, step.name, 'InProgress') }),
          step,
        );
      case 'shift':
        return this.#shift(
          this.#put(deployment, { events: this.#withEvent(deployment, 'AllowTraffic', 'InProgress') }),
          step,
          0,
        );
      case 'ready':
        return this.#beReady(deployment, step.durationMs);
      case 'termination': {
        const waiting = this.#put(deployment, { terminationWaitStarted: true });
        return this.#after(waiting.id, step.durationMs, (later) => this.#next(later));
      }
    }
  }

  #beReady(deployment: Deployment, durationMs: number): void {
    const ready = this.#put(deployment, { status: 'Ready' });
    this.#options.tell(ready, 'READY');
    this.#after(ready.id, durationMs, (later) => this.#end(later, 'Stopped', 'TIMEOUT'));
  }

  #runEvent(deployment: Deployment, { name, isScripted }: Extract<Step, { readonly kind: 'event' }>): void {
    const outcome = isScripted ? this.#outcomeOf(deployment) : 'succeed';
    if (outcome === 'hang') return this.#cancel(deployment.id);
    this.#after(deployment.id, this.#durationOf(deployment, outcome), (later) => {
      if (outcome === 'alarm') return this.#stopByAlarm(later);
      const status = outcome === 'fail' ? 'Failed' : 'Succeeded';
      const ended = this.#put(later, { events: this.#withEvent(later, name, status) });
      if (outcome === 'fail') this.#fail(ended, 'HOOK_EXECUTION_FAILURE');
      else this.#next(ended);
    });
  }

  #shift(deployment: Deployment, step: Extract<Step, { readonly kind: 'shift' }>, index: number): void {
    const shifted = this.#put(deployment, { traffic: step.percents[index] ?? 100 });
    const isLast = index >= step.percents.length - 1;
    this.#after(shifted.id, isLast ? this.#options.settings.stepMs : step.everyMs, (later) => {
      if (!isLast) return this.#shift(later, step, index + 1);
      this.#next(this.#put(later, { events: this.#withEvent(later, 'AllowTraffic', 'Succeeded') }));
    });
  }

  /** One instance after the other, unless all are deployed to at once. */
  #deployInstances(deployment: Deployment): void {
    const { overview, configuration } = deployment;
    const outcome = this.#outcomeOf(deployment);
    const isAllAtOnce = configuration === 'CodeDeployDefault.AllAtOnce' || deployment.rollsBack !== undefined;
    const more = overview.inProgress > 0 ? 0 : isAllAtOnce ? overview.pending : Math.min(1, overview.pending);
    const { pending, inProgress } = { pending: overview.pending - more, inProgress: overview.inProgress + more };
    this.#put(deployment, { overview: { ...overview, pending, inProgress } });
    if (outcome === 'hang') return this.#cancel(deployment.id);
    this.#after(deployment.id, this.#durationOf(deployment, outcome), (later) => {
      if (outcome === 'alarm') return this.#stopByAlarm(later);
      if (outcome === 'fail') {
        const failed = { ...later.overview, failed: later.overview.failed + inProgress, inProgress: 0 };
        return this.#fail(this.#put(later, { overview: failed }), 'HEALTH_CONSTRAINTS');
      }
      const succeeded = later.overview.succeeded + inProgress;
      const done = this.#put(later, { overview: { ...later.overview, succeeded, inProgress: 0 } });
      if (done.overview.pending > 0) this.#deployInstances(done);
      else this.#next(done);
    });
  }

  #outcomeOf(deployment: Deployment): CodeDeployOutcome {
    return this.#options.scripts.outcomeOf(deployment);
  }

  #durationOf({ rollsBack }: Deployment, outcome: CodeDeployOutcome): number {
    const { slowStepMs, rollbackMs, stepMs } = this.#options.settings;
    if (outcome === 'slow') return slowStepMs;
    return rollsBack === undefined ? stepMs : rollbackMs;
  }

  #fail(deployment: Deployment, code: Code): void {
    this.#end(deployment, 'Failed', code);
    if (this.#rollsBackByItself(deployment)) this.#rollBack(deployment.id);
  }

  #stopByAlarm(deployment: Deployment): void {
    this.#end(deployment, 'Stopped', 'ALARM_ACTIVE');
    if (this.#rollsBackByItself(deployment)) this.#rollBack(deployment.id);
  }

  #finishStop(deployment: Deployment, rollsBack: boolean): void {
    this.#end(deployment, 'Stopped', 'MANUAL_STOP');
    if (rollsBack) this.#rollBack(deployment.id);
  }

  /** A rollback is not rolled back. */
  #rollsBackByItself(deployment: Deployment): boolean {
    const group = findGroup(this.#options.store.state, deployment);
    return deployment.rollsBack === undefined && group?.rollsBack === true;
  }

  #rollBack(id: string): void {
    const { store } = this.#options;
    const deployment = store.find(id);
    const group = deployment && findGroup(store.state, deployment);
    if (deployment === undefined || group === undefined) return;
    const { previousRevision, configuration } = deployment;
    if (previousRevision === undefined || deployment.rollsBack !== undefined) {
      this.#put(deployment, {
        rollbackMessage: 'The deployment cannot be rolled back: there is no revision to go back to.',
      });
      return;
    }
    const creator = deployment.externalId === undefined ? 'codeDeployRollback' : 'CloudFormationRollback';
    const { externalId } = deployment;
    const rollback = this.begin(group, {
      creator,
      configuration,
      revision: previousRevision,
      externalId,
      rollsBack: id,
    });
    this.#put(deployment, { rolledBackBy: rollback.id, rollbackMessage: 'A rollback is under way.' });
  }

  #end(deployment: Deployment, status: 'Succeeded' | 'Failed' | 'Stopped', code?: Code): void {
    this.#cancel(deployment.id);
    const ended = this.#put(deployment, {
      status,
      completedAtMs: this.#options.clock.nowMs(),
      stop: undefined,
      error: code === undefined ? undefined : errorOf(code),
    });
    this.#options.tell(ended, status === 'Succeeded' ? 'SUCCESS' : status === 'Failed' ? 'FAILURE' : 'STOP');
  }

  #withEvent({ events }: Deployment, name: string, status: LifecycleEvent['status']): readonly LifecycleEvent[] {
    const nowMs = this.#options.clock.nowMs();
    const time = status === 'InProgress' ? { startedAtMs: nowMs } : { endedAtMs: nowMs };
    return events.map((event) => (event.name === name ? { ...event, status, ...time } : event));
  }

  /** Writes what changes; gives it as it is then. */
  #put(deployment: Deployment, changes: Partial<Deployment>): Deployment {
    const changed = { ...deployment, ...changes };
    this.#options.store.put(changed);
    return changed;
  }

  /** Whatever was to come next for the deployment does not come any more. */
  #after(id: string, durationMs: number, run: (deployment: Deployment) => void): void {
    this.#cancel(id);
    const { clock, store } = this.#options;
    const cancel = clock.setTimer(durationMs, () => {
      this.#timers.delete(id);
      const deployment = store.find(id);
      if (deployment !== undefined && !isFinalStatus(deployment.status)) run(deployment);
    });
    this.#timers.set(id, cancel);
  }

  #cancel(id: string): void {
    this.#timers.get(id)?.();
    this.#timers.delete(id);
  }
}

function errorOf(code: Code): NonNullable<Deployment['error']> {
  return { code, message: errors[code] };
}
