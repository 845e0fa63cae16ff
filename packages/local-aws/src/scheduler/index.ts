export { readScheduleDefinition } from './definition.ts';
export { schedulePayload } from './payload.ts';
export { parseScheduleExpression } from './schedule.ts';
export { startScheduleTimer } from './schedule-timer.ts';
export { Schedules } from './schedules.ts';
export { createSchedulerService } from './service.ts';
