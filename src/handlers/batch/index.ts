export type { QueueMessage } from './queue-event.ts';
export { type QueueHandler, queueHandler, withoutEarlyTimeout } from './queue-handler.ts';
export { type Read, readAll } from './read-all.ts';
export { type Failure, partitioned, runTasks, type Task } from './tasks.ts';
