import { z } from 'zod';
import type { LocalClock } from '../clock.ts';
import { AwsError, checkInput, createRestService, parseBody, type Service } from '../endpoint/index.ts';
import { readScheduleDefinition } from './definition.ts';
import type { StoredSchedule } from './schedule.ts';
import type { Schedules } from './schedules.ts';

const groupShape = z.looseObject({ groupName: z.string().optional() });

const operationsByMethod: Readonly<Record<string, string>> = {
  POST: 'CreateSchedule',
  GET: 'GetSchedule',
  PUT: 'UpdateSchedule',
  DELETE: 'DeleteSchedule',
};

/** The operation a request means, e.g. `GET /schedules/<name>` → GetSchedule; undefined when there is none. */
function routeOf(method: string, path: string): { operation: string; name: string } | undefined {
  const operation = operationsByMethod[method];
  // No character that a name may have is escaped in a path, so nothing is decoded.
  const name = /^\/schedules\/([^/]+)$/.exec(path)?.[1];
  return operation === undefined || name === undefined ? undefined : { operation, name };
}

/** EventBridge Scheduler: https://docs.aws.amazon.com/scheduler/latest/APIReference/API_Operations.html */
export function createSchedulerService(schedules: Schedules, clock: LocalClock): Service {
  return createRestService({
    name: 'scheduler',
    faultErrors: { throttle: ['ThrottlingException', 429], fail: ['InternalServerException', 500] },
    operationOf: ({ method, path }) => routeOf(method, path)?.operation,
    run({ method, path, queryString, body }, operation) {
      const name = routeOf(method, path)?.name ?? '';
      const input = parseBody(body);
      const read = () => readScheduleDefinition({ ...input, Name: name }, clock.nowMs());
      // Of Get and Delete the group is in the query.
      const query = Object.fromEntries(new URLSearchParams(queryString));
      const groupOf = (): string => checkInput(groupShape, query).groupName ?? 'default';
      switch (operation) {
        case 'CreateSchedule':
          return { ScheduleArn: schedules.create(read()).arn };
        case 'UpdateSchedule':
          return { ScheduleArn: schedules.update(read()).arn };
        case 'GetSchedule':
          return describe(schedules.get(groupOf(), name));
        case 'DeleteSchedule':
          return schedules.delete(groupOf(), name);
        default:
          throw new AwsError('UnknownOperationException', `Scheduler has no ${operation} in the local cloud.`);
      }
    },
  });
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
