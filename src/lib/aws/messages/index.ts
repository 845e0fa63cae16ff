/** The messages on the bot's queues, checked on reading: anybody with the permission can send anything. */
export {
  type BusDetail,
  busSource,
  detailTypes,
  type EventReport,
  eventHandled,
  notificationDue,
} from './bus-event.ts';
export { readDiscoveryJob } from './discovery-message.ts';
export { MalformedMessage } from './fields.ts';
export { type Intake, takeIn } from './intake.ts';
export { readPersonRequest } from './request-message.ts';
export type { WakeUp } from './wake-up-message.ts';
