export type { ReceivedMessage } from './message.ts';
export { systemAttributesOf } from './message.ts';
export type { QueueSettings } from './queue.ts';
export { Queue } from './queue.ts';
export { QueueStore } from './queue-store.ts';
export { createSqsService } from './service.ts';
