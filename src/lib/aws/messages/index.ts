/** What is on the bot's queues, read with care: anyone with the right may put anything there. */
export { readDiscoveryJob } from './discovery-message.ts';
export { MalformedMessage, readBody } from './fields.ts';
export { readHint } from './hint-message.ts';
export { readToTell, type ToTell } from './notice-message.ts';
export { type Notification, readNotification } from './notification-message.ts';
export { readPersonRequest } from './request-message.ts';
