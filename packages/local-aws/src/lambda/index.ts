export { EventSourceMapping } from './event-source-mapping.ts';
export type { FunctionDefinition } from './function-definition.ts';
export { isFunctionNamed } from './function-name.ts';
export { FunctionStore } from './function-store.ts';
export type { InvocationResult } from './invocation-result.ts';
export { TooManyRequestsError } from './invocation-result.ts';
export { LambdaFunction } from './lambda-function.ts';
export type { LogLine, LogListener } from './log-line.ts';
