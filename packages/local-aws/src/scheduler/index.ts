export { readScheduleDefinition } from './definition.ts';
export { parseScheduleExpression } from './expression.ts';
export { schedulePayload } from './payload.ts';
export { startScheduleTimer } from './schedule-timer.ts';
export { Schedules } from './schedules.ts';
export { createSchedulerService, schedulerOperationOf } from './service.ts';
