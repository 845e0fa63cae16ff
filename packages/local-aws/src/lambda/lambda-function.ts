import type { ActivityListener } from '../activity.ts';
import type { CancelTimer } from '../clock.ts';
import { randomUuid } from '../random.ts';
import { EnvironmentPool, type EnvironmentPoolOptions } from './environment-pool.ts';
import { type FunctionDefinition, type InvocationResult, TooManyRequestsError } from './function-definition.ts';

export interface LambdaFunctionOptions extends EnvironmentPoolOptions {
  /** How many environments this machine runs at once for one function; calls beyond it wait, as AWS would scale. */
  readonly mostEnvironments: number;
  /** Asked before each invocation: true ends the environment instead of running the handler. */
  readonly killsInvocation: () => boolean;
  readonly onActivity: ActivityListener;
}

/** Waits between the attempts of an asynchronous invocation. https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html */
const RETRY_WAITS_MS = [60_000, 120_000];

const STOPPED: InvocationResult = {
  outcome: 'killed',
  error: { errorType: 'Runtime.ExitError', errorMessage: 'The local cloud was stopped.', trace: [] },
};

/** A Lambda function. */
export class LambdaFunction {
  readonly definition: FunctionDefinition;
  readonly #options: LambdaFunctionOptions;
  readonly #pool: EnvironmentPool;
  readonly #waiting: (() => void)[] = [];
  readonly #retries = new Set<CancelTimer>();
  #running = 0;
  #isStopped = false;
  /** Set by an AWS::Lambda::EventInvokeConfig. */
  asyncRetries = RETRY_WAITS_MS.length;

  constructor(options: LambdaFunctionOptions) {
    this.definition = options.definition;
    this.#options = options;
    this.#pool = new EnvironmentPool(options);
  }

  /** How many invocations can run at once. */
  get concurrencyLimit(): number {
    return Math.min(this.#options.mostEnvironments, this.definition.reservedConcurrency ?? Number.POSITIVE_INFINITY);
  }

  /** How many worker threads it has now. */
  get environmentCount(): number {
    return this.#pool.size;
  }

  /**
   * Invokes the function and waits for its end. A failure of the function is a result, not an exception.
   *
   * @throws TooManyRequestsError above the reserved concurrency
   */
  async invoke(payload: string): Promise<InvocationResult> {
    const { reservedConcurrency } = this.definition;
    if (reservedConcurrency !== undefined && this.#running >= reservedConcurrency) {
      throw new TooManyRequestsError(this.definition.name);
    }
    while (!this.#isStopped && this.#running >= this.#options.mostEnvironments) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
    // A call that waited for its turn must not start a thread after all of them were ended.
    if (this.#isStopped) return STOPPED;
    this.#running += 1;
    try {
      return await this.#run(payload);
    } finally {
      this.#running -= 1;
      this.#waiting.shift()?.();
    }
  }

  /** Invokes the function without waiting, and again after a failure, as rules and schedules do. */
  invokeAsync(payload: string, failedAttempts = 0): void {
    const retryLater = (): void => {
      const waitMs = RETRY_WAITS_MS[failedAttempts];
      if (this.#isStopped || waitMs === undefined || failedAttempts >= this.asyncRetries) return;
      const cancel = this.#options.clock.setTimer(waitMs, () => {
        this.#retries.delete(cancel);
        this.invokeAsync(payload, failedAttempts + 1);
      });
      this.#retries.add(cancel);
    };
    this.invoke(payload)
      .then(({ outcome }) => outcome !== 'succeeded' && retryLater())
      .catch(retryLater);
  }

  /** Kills the environments that are in the middle of an invocation. Returns how many. */
  kill(): number {
    return this.#pool.killBusy();
  }

  /** Ends every environment; invocations in progress end as killed. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    for (const cancel of this.#retries) cancel();
    this.#retries.clear();
    for (const wake of this.#waiting.splice(0)) wake();
    await this.#pool.stop();
  }

  async #run(payload: string): Promise<InvocationResult> {
    const { clock, random, onActivity, killsInvocation } = this.#options;
    const { name, timeoutSeconds } = this.definition;
    const requestId = randomUuid(random);
    const { environment, isNew } = this.#pool.take();
    const startedAtMs = clock.nowMs();
    const activity = { kind: 'invocation', functionName: name, requestId, coldStart: isNew } as const;
    onActivity({ ...activity, atMs: startedAtMs, phase: 'started' });
    const cancelTimeout = clock.setTimer(timeoutSeconds * 1000, () => {
      environment.kill(
        'timedOut',
        `RequestId: ${requestId} Error: Task timed out after ${timeoutSeconds.toFixed(2)} seconds`,
      );
    });
    const ending = environment.invoke({
      requestId,
      payload,
      timeoutMs: timeoutSeconds * 1000,
      context: this.#context(requestId),
    });
    if (killsInvocation()) environment.kill('killed', `RequestId: ${requestId} Error: killed by a fault before it ran`);
    const result = await ending;
    cancelTimeout();
    this.#pool.giveBack(environment);
    onActivity({
      ...activity,
      atMs: clock.nowMs(),
      phase: 'finished',
      outcome: result.outcome,
      durationMs: clock.nowMs() - startedAtMs,
      ...(result.outcome !== 'succeeded' && { errorType: result.error.errorType }),
    });
    return result;
  }

  /** https://docs.aws.amazon.com/lambda/latest/dg/nodejs-context.html */
  #context(requestId: string): Record<string, string> {
    const { name, arn, memoryMb } = this.definition;
    return {
      functionName: name,
      functionVersion: '$LATEST',
      invokedFunctionArn: arn,
      memoryLimitInMB: String(memoryMb),
      logGroupName: `/aws/lambda/${name}`,
      logStreamName: `local/${requestId}`,
    };
  }
}
