import type { ActivityListener, ScheduleActivity } from '../activity.ts';
import type { CancelTimer, LocalClock } from '../clock.ts';
import { AwsError } from '../endpoint/index.ts';
import { type CloudIdentity, localArn } from '../identity.ts';
import type { ScheduleDefinition, StoredSchedule } from './schedule.ts';
import { startScheduleTimer } from './schedule-timer.ts';

export interface SchedulesOptions {
  readonly clock: LocalClock;
  readonly identity: CloudIdentity;
  /** Delivers to the schedule's target. */
  readonly fire: (schedule: StoredSchedule, dueAtMs: number) => void;
  readonly onActivity: ActivityListener;
}

interface Running {
  schedule: StoredSchedule;
  cancel: CancelTimer | undefined;
}

/** The schedules of EventBridge Scheduler, and the timers that fire them. */
export class Schedules {
  readonly #options: SchedulesOptions;
  readonly #groups = new Set(['default']);
  readonly #running = new Map<string, Running>();

  constructor(options: SchedulesOptions) {
    this.#options = options;
  }

  addGroup(name: string): void {
    this.#groups.add(name);
  }

  /** @throws AwsError ConflictException when the name is taken by another call, ResourceNotFoundException for the group */
  create(definition: ScheduleDefinition): StoredSchedule {
    this.#checkGroup(definition.groupName);
    const existing = this.#running.get(keyOf(definition.groupName, definition.name))?.schedule;
    if (existing !== undefined) {
      if (definition.clientToken !== undefined && definition.clientToken === existing.clientToken) return existing;
      throw new AwsError('ConflictException', `Schedule ${definition.name} already exists.`, { statusCode: 409 });
    }
    const nowMs = this.#options.clock.nowMs();
    return this.#start(definition, nowMs, nowMs, 'created');
  }

  /** @throws AwsError ResourceNotFoundException */
  update(definition: ScheduleDefinition): StoredSchedule {
    const running = this.#find(definition.groupName, definition.name);
    running.cancel?.();
    return this.#start(definition, running.schedule.createdAtMs, this.#options.clock.nowMs(), 'updated');
  }

  /** @throws AwsError ResourceNotFoundException */
  get(groupName: string, name: string): StoredSchedule {
    return this.#find(groupName, name).schedule;
  }

  /** @throws AwsError ResourceNotFoundException */
  delete(groupName: string, name: string): void {
    this.#remove(this.#find(groupName, name));
  }

  all(): StoredSchedule[] {
    return [...this.#running.values()].map(({ schedule }) => schedule);
  }

  /** Nothing fires any more. */
  stop(): void {
    for (const { cancel } of this.#running.values()) cancel?.();
    this.#running.clear();
  }

  #start(
    definition: ScheduleDefinition,
    createdAtMs: number,
    modifiedAtMs: number,
    action: 'created' | 'updated',
  ): StoredSchedule {
    const { clock, identity } = this.#options;
    const arn = localArn(identity, 'scheduler', `schedule/${definition.groupName}/${definition.name}`);
    const schedule: StoredSchedule = { ...definition, arn, createdAtMs, modifiedAtMs };
    const running: Running = { schedule, cancel: undefined };
    this.#running.set(keyOf(definition.groupName, definition.name), running);
    this.#tell(schedule, action);
    if (schedule.isEnabled) {
      running.cancel = startScheduleTimer(clock, schedule.timing, (dueAtMs) => this.#fire(running, dueAtMs));
    }
    return schedule;
  }

  #fire(running: Running, dueAtMs: number): void {
    const { schedule } = running;
    this.#tell(schedule, 'fired');
    this.#options.fire(schedule, dueAtMs);
    if (schedule.timing.kind === 'at' && schedule.deleteAfterCompletion) this.#remove(running);
  }

  #remove({ schedule, cancel }: Running): void {
    cancel?.();
    this.#running.delete(keyOf(schedule.groupName, schedule.name));
    this.#tell(schedule, 'deleted');
  }

  #find(groupName: string, name: string): Running {
    this.#checkGroup(groupName);
    const running = this.#running.get(keyOf(groupName, name));
    if (running === undefined) {
      throw new AwsError('ResourceNotFoundException', `Schedule ${name} does not exist.`, { statusCode: 404 });
    }
    return running;
  }

  #checkGroup(name: string): void {
    if (this.#groups.has(name)) return;
    throw new AwsError('ResourceNotFoundException', `Schedule group ${name} does not exist.`, { statusCode: 404 });
  }

  #tell({ name, expression }: StoredSchedule, action: ScheduleActivity['action']): void {
    this.#options.onActivity({ kind: 'schedule', atMs: this.#options.clock.nowMs(), name, action, expression });
  }
}

function keyOf(groupName: string, name: string): string {
  return `${groupName}/${name}`;
}
