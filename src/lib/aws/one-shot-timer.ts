import {
  CreateScheduleCommand,
  type CreateScheduleCommandInput,
  SchedulerClient,
  UpdateScheduleCommand,
} from '@aws-sdk/client-scheduler';
import type { ItemKey } from '../model/item.ts';
import type { Timer } from '../ports.ts';
import { clientSettings } from './client-settings.ts';
import { digestOf } from './digest.ts';

/** Where one-shot schedules live and what they do. */
export interface TimerOptions {
  readonly groupName: string;
  /** The queue that `observe` reads. */
  readonly targetQueueArn: string;
  /** What Scheduler assumes to send to it. */
  readonly roleArn: string;
}

/**
 * A schedule that cannot deliver is a lost hint, and the sweep does its work a minute later: trying for longer than this
 * would only make it late as well.
 */
const retryPolicy = { MaximumRetryAttempts: 5, MaximumEventAgeInSeconds: 600 };

export function createSchedulerClient(): SchedulerClient {
  return new SchedulerClient(clientSettings);
}

/** One-shot timers on EventBridge Scheduler, one schedule for each item: a changed deadline moves its schedule. */
export function createTimer(client: SchedulerClient, options: TimerOptions): Timer {
  return {
    async arm(key, atMs, hint) {
      const schedule: CreateScheduleCommandInput = {
        Name: scheduleName(key),
        GroupName: options.groupName,
        ScheduleExpression: atExpression(atMs),
        ScheduleExpressionTimezone: 'UTC',
        FlexibleTimeWindow: { Mode: 'OFF' },
        ActionAfterCompletion: 'DELETE',
        Target: {
          Arn: options.targetQueueArn,
          RoleArn: options.roleArn,
          Input: JSON.stringify(hint),
          RetryPolicy: retryPolicy,
        },
      };
      try {
        await client.send(new CreateScheduleCommand(schedule));
      } catch (error) {
        if (!isNamed(error, 'ConflictException')) throw error;
        await move(client, schedule);
      }
    },
  };
}

/** The old schedule may run, and be deleted, between the two calls: then its place is free. */
async function move(client: SchedulerClient, schedule: CreateScheduleCommandInput): Promise<void> {
  try {
    await client.send(new UpdateScheduleCommand(schedule));
  } catch (error) {
    if (!isNamed(error, 'ResourceNotFoundException')) throw error;
    await client.send(new CreateScheduleCommand(schedule));
  }
}

/**
 * The same for the same item, whoever asks: a hash, because an ARN holds slashes and may be longer than the 64 characters
 * that a name may have (https://docs.aws.amazon.com/scheduler/latest/APIReference/API_CreateSchedule.html).
 */
export function scheduleName(key: ItemKey): string {
  return digestOf(`${key.target}\n${key.attempt}`);
}

/** Schedules know whole seconds; rounded up, so that the deadline has passed when the hint arrives. */
export function atExpression(atMs: number): string {
  const rounded = new Date(Math.ceil(atMs / 1000) * 1000);
  return `at(${rounded.toISOString().slice(0, 'yyyy-mm-ddThh:mm:ss'.length)})`;
}

function isNamed(error: unknown, name: string): boolean {
  return error instanceof Error && error.name === name;
}
