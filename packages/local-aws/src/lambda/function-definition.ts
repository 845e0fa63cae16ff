import type { InvocationOutcome } from '../activity.ts';
import type { RuntimeError } from './runtime-protocol.ts';

/** A Lambda function as the template describes it. */
export interface FunctionDefinition {
  readonly name: string;
  readonly arn: string;
  /** The folder its code was unpacked to. */
  readonly taskRoot: string;
  readonly handler: string;
  /** E.g. `nodejs24.x`. */
  readonly runtime: string;
  readonly memoryMb: number;
  readonly timeoutSeconds: number;
  readonly environment: Readonly<Record<string, string>>;
  /** Never more than this many at once; a call above it is throttled. */
  readonly reservedConcurrency?: number;
}

/** A function goes by its full name or by what follows the service and stage: `thumbnail` for `photos-dev-thumbnail`. */
export function isFunctionNamed(wanted: string, functionName: string | undefined): boolean {
  return functionName !== undefined && (functionName === wanted || functionName.endsWith(`-${wanted}`));
}

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

/** One line that a function wrote to its standard output or error. */
export interface LogLine {
  readonly functionName: string;
  readonly stream: 'stdout' | 'stderr';
  readonly line: string;
}

/** Is given every line a function writes. Must not throw. */
export type LogListener = (line: LogLine) => void;
