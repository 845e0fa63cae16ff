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

/** The group, the target and the role of one-shot schedules. */
export interface TimerOptions {
  readonly groupName: string;
  /** The queue that `observe` reads. */
  readonly targetQueueArn: string;
  /** The role that Scheduler assumes to send to it. */
  readonly roleArn: string;
}

/**
 * A schedule that cannot deliver is a lost hint, and the sweep does its work a minute later. More retries would only make the
 * hint late.
 */
const retryPolicy = { MaximumRetryAttempts: 5, MaximumEventAgeInSeconds: 600 };

export function createSchedulerClient(): SchedulerClient {
  return new SchedulerClient(clientSettings);
}

/** One-shot timers on EventBridge Scheduler, one schedule for each item. If the deadline changes, the schedule is moved. */
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

/** The old schedule may run, and be deleted, between the two calls. Then its name is free. */
async function move(client: SchedulerClient, schedule: CreateScheduleCommandInput): Promise<void> {
  try {
    await client.send(new UpdateScheduleCommand(schedule));
  } catch (error) {
    if (!isNamed(error, 'ResourceNotFoundException')) throw error;
    await client.send(new CreateScheduleCommand(schedule));
  }
}

/**
 * Always the same for the same item. It is a hash, because an ARN contains slashes and may be longer than the 64 characters of a
 * name (https://docs.aws.amazon.com/scheduler/latest/APIReference/API_CreateSchedule.html).
 */
export function scheduleName(key: ItemKey): string {
  return digestOf(`${key.target}\n${key.attempt}`);
}

/** Schedules have whole seconds. The time is rounded up, so that the deadline has passed when the hint arrives. */
export function atExpression(atMs: number): string {
  const rounded = new Date(Math.ceil(atMs / 1000) * 1000);
  return `at(${rounded.toISOString().slice(0, 'yyyy-mm-ddThh:mm:ss'.length)})`;
}

function isNamed(error: unknown, name: string): boolean {
  return error instanceof Error && error.name === name;
}
