import { z } from 'zod';
import { AwsError, type CallInput, checkInput } from '../endpoint/index.ts';
import { parseScheduleExpression, type ScheduleDefinition } from './schedule.ts';

/** https://docs.aws.amazon.com/scheduler/latest/APIReference/API_CreateSchedule.html */
const name = z.string().regex(/^[0-9a-zA-Z-_.]{1,64}$/);

const scheduleShape = z.strictObject({
  Name: name,
  GroupName: name.optional(),
  ScheduleExpression: z.string().max(256),
  /** Times are in UTC here; another zone is refused, not ignored. */
  ScheduleExpressionTimezone: z.literal('UTC').optional(),
  FlexibleTimeWindow: z.strictObject({
    Mode: z.enum(['OFF', 'FLEXIBLE']),
    MaximumWindowInMinutes: z.int().min(1).max(1440).optional(),
  }),
  Target: z.strictObject({
    Arn: z.string().startsWith('arn:'),
    RoleArn: z.string().startsWith('arn:'),
    Input: z.string().optional(),
    DeadLetterConfig: z.strictObject({ Arn: z.string().optional() }).optional(),
    RetryPolicy: z
      .strictObject({
        MaximumEventAgeInSeconds: z.int().min(60).max(86_400).optional(),
        MaximumRetryAttempts: z.int().min(0).max(185).optional(),
      })
      .optional(),
  }),
  ActionAfterCompletion: z.enum(['NONE', 'DELETE']).optional(),
  State: z.enum(['ENABLED', 'DISABLED']).optional(),
  Description: z.string().max(512).optional(),
  ClientToken: z.string().optional(),
});

/**
 * Reads a schedule from the parameters of CreateSchedule, UpdateSchedule, or a template's properties.
 *
 * @param nowMs refuses a one-time schedule in the past, as Scheduler does
 * @throws AwsError ValidationException
 */
export function readScheduleDefinition(input: CallInput, nowMs: number): ScheduleDefinition {
  const schedule = checkInput(scheduleShape, input);
  const timing = parseScheduleExpression(schedule.ScheduleExpression);
  if (timing === undefined || (timing.kind === 'at' && timing.atMs < nowMs)) {
    const hint = schedule.ScheduleExpression.startsWith('cron(')
      ? ' The local cloud runs at(…) and rate(…), not cron(…).'
      : '';
    throw new AwsError('ValidationException', `Invalid Schedule Expression ${schedule.ScheduleExpression}.${hint}`);
  }
  return {
    name: schedule.Name,
    groupName: schedule.GroupName ?? 'default',
    expression: schedule.ScheduleExpression,
    timing,
    isEnabled: schedule.State !== 'DISABLED',
    deleteAfterCompletion: schedule.ActionAfterCompletion === 'DELETE',
    description: schedule.Description,
    flexibleTimeWindow: schedule.FlexibleTimeWindow,
    target: schedule.Target,
    clientToken: schedule.ClientToken,
  };
}
