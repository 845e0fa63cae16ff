import { z } from 'zod';
import type { LocalClock } from '../clock.ts';
import { AwsError } from '../endpoint/aws-error.ts';
import { type CallInput, checkInput } from '../endpoint/input.ts';
import { readScheduleDefinition } from './definition.ts';
import type { StoredSchedule } from './schedule.ts';
import type { Schedules } from './schedules.ts';

const groupShape = z.looseObject({ groupName: z.string().optional() });

/** A call in Scheduler's REST protocol: the name is in the path, the group of Get and Delete in the query. */
export interface SchedulerCall {
  readonly operation: string;
  readonly name: string;
  readonly query: Readonly<Record<string, string>>;
  readonly body: CallInput;
}

const operationsByMethod: Readonly<Record<string, string>> = {
  POST: 'CreateSchedule',
  GET: 'GetSchedule',
  PUT: 'UpdateSchedule',
  DELETE: 'DeleteSchedule',
};

/** The operation a request means, e.g. `GET /schedules/<name>` → GetSchedule; undefined when there is none. */
export function schedulerOperationOf(method: string, path: string): { operation: string; name: string } | undefined {
  const operation = operationsByMethod[method];
  // No character that a name may have is escaped in a path, so nothing is decoded.
  const name = /^\/schedules\/([^/]+)$/.exec(path)?.[1];
  return operation === undefined || name === undefined ? undefined : { operation, name };
}

/** EventBridge Scheduler: https://docs.aws.amazon.com/scheduler/latest/APIReference/API_Operations.html */
export function createSchedulerService(schedules: Schedules, clock: LocalClock): (call: SchedulerCall) => unknown {
  const read = ({ name, body }: SchedulerCall) => readScheduleDefinition({ ...body, Name: name }, clock.nowMs());
  const groupOf = ({ query }: SchedulerCall): string => checkInput(groupShape, query).groupName ?? 'default';

  return (call) => {
    switch (call.operation) {
      case 'CreateSchedule':
        return { ScheduleArn: schedules.create(read(call)).arn };
      case 'UpdateSchedule':
        return { ScheduleArn: schedules.update(read(call)).arn };
      case 'GetSchedule':
        return describe(schedules.get(groupOf(call), call.name));
      case 'DeleteSchedule':
        return schedules.delete(groupOf(call), call.name);
      default:
        throw new AwsError('UnknownOperationException', `Scheduler has no ${call.operation} in the local cloud.`);
    }
  };
}

function describe(schedule: StoredSchedule): object {
  return {
    Arn: schedule.arn,
    Name: schedule.name,
    GroupName: schedule.groupName,
    ScheduleExpression: schedule.expression,
    ScheduleExpressionTimezone: 'UTC',
    State: schedule.isEnabled ? 'ENABLED' : 'DISABLED',
    ActionAfterCompletion: schedule.deleteAfterCompletion ? 'DELETE' : 'NONE',
    FlexibleTimeWindow: schedule.flexibleTimeWindow,
    Target: schedule.target,
    Description: schedule.description,
    CreationDate: schedule.createdAtMs / 1000,
    LastModificationDate: schedule.modifiedAtMs / 1000,
  };
}
