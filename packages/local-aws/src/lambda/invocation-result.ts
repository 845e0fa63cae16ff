import type { InvocationOutcome } from '../activity.ts';
import type { RuntimeError } from './runtime-protocol.ts';

/** How an invocation ended: with the handler's answer as JSON, or with an error as Lambda reports it. */
export type InvocationResult =
  | { readonly outcome: 'succeeded'; readonly payload: string }
  | { readonly outcome: Exclude<InvocationOutcome, 'succeeded'>; readonly error: RuntimeError };

/** More calls at once than the function's reserved concurrency. https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html */
export class TooManyRequestsError extends Error {
  override readonly name = 'TooManyRequestsException';

  constructor(functionName: string) {
    super(`Rate Exceeded: ${functionName} already runs as often as its reserved concurrency allows.`);
  }
}
