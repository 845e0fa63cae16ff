/** The ports on AWS: SDK clients, and what a Lambda function needs of its runtime. */
export { clientSettings } from './client-settings.ts';
export { digestOf } from './digest.ts';
export { createDynamoDbClient, createTable } from './dynamodb-table.ts';
export { EnvironmentIncomplete, EnvironmentInvalid, keptMs, requireEnvironment, wholeNumber } from './environment.ts';
export { BusRefused, createBus, createEventBridgeClient, createEventReporter } from './event-bus.ts';
export { createLog } from './log.ts';
export { createSchedulerClient, createTimer, type TimerOptions } from './one-shot-timer.ts';
export {
  createDiscoveryQueue,
  createHintQueue,
  createMessageDelay,
  createNotifierWaker,
  createRequestQueue,
  createSqsClient,
  type MessageDelay,
  MessagesNotQueued,
  type RequestQueue,
} from './queues.ts';
export { createScopeCredentials, RoleNotAssumed } from './scope-credentials.ts';
export { createSecrets, createSsmClient, ParametersMissing } from './secrets.ts';
export { systemClock, systemRandom, systemWait } from './system.ts';
