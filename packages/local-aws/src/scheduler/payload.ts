import type { CompleteEvent } from '../event-bridge/index.ts';
import { eventTime } from '../event-bridge/index.ts';
import type { StoredSchedule } from './schedule.ts';

/**
 * What a schedule sends: its input with the context attributes filled in, or a notification when it has none.
 * https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule-context-attributes.html
 */
export function schedulePayload(schedule: StoredSchedule, dueAtMs: number, complete: CompleteEvent): string {
  const event = complete({
    source: 'aws.scheduler',
    'detail-type': 'Scheduled Event',
    resources: [schedule.arn],
    time: eventTime(dueAtMs),
    detail: {},
  });
  const { Input } = schedule.target;
  // Scheduler sends the empty detail as text, unlike every other event.
  if (Input === undefined) return JSON.stringify({ ...event, detail: '{}' });
  return Input.replaceAll('<aws.scheduler.schedule-arn>', schedule.arn)
    .replaceAll('<aws.scheduler.scheduled-time>', eventTime(dueAtMs))
    .replaceAll('<aws.scheduler.execution-id>', event.id)
    .replaceAll('<aws.scheduler.attempt-number>', '1');
}
