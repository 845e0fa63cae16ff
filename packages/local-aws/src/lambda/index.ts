export { EventSourceMapping } from './event-source-mapping.ts';
export type { FunctionDefinition, InvocationResult, LogLine, LogListener } from './function-definition.ts';
export { isFunctionNamed, TooManyRequestsError } from './function-definition.ts';
export { FunctionStore } from './function-store.ts';
export { LambdaFunction } from './lambda-function.ts';
