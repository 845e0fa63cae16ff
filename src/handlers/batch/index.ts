export type { QueueMessage } from './queue-event.ts';
export { killedAtTimeout, type QueueHandler, queueHandler } from './queue-handler.ts';
export { type Read, readAll } from './read-all.ts';
export { type Failure, inLanes, runTasks, type Task } from './tasks.ts';
