/** What a worker thread is told when it starts. */
export interface RuntimeSetup {
  readonly taskRoot: string;
  /** E.g. `src/handlers/observe.handler`. */
  readonly handler: string;
  /** Node 24 runtimes refuse handlers that take a callback. */
  readonly refusesCallbacks: boolean;
}

/** One invocation, for the thread. */
export interface RuntimeInvocation {
  readonly requestId: string;
  readonly payload: string;
  /** What is left of the function's timeout when the thread gets to it. */
  readonly timeoutMs: number;
  readonly context: Readonly<Record<string, string>>;
}

/** An error as Lambda reports it. https://docs.aws.amazon.com/lambda/latest/dg/nodejs-exceptions.html */
export interface RuntimeError {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace: readonly string[];
}

/** What the thread says. */
export type RuntimeAnswer =
  | { readonly kind: 'ready' }
  | { readonly kind: 'initError'; readonly error: RuntimeError }
  | { readonly kind: 'result'; readonly requestId: string; readonly payload: string }
  | { readonly kind: 'error'; readonly requestId: string; readonly error: RuntimeError };
