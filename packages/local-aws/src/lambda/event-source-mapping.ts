import type { CancelTimer, LocalClock } from '../clock.ts';
import type { Queue, ReceivedMessage } from '../sqs/index.ts';
import { LocalCloudStartError } from '../start-error.ts';
import type { LambdaFunction } from './lambda-function.ts';
import { failedMessageIds, sqsEvent } from './sqs-batch.ts';

/** What a mapping needs of a function. */
export type MappedFunction = Pick<LambdaFunction, 'definition' | 'concurrencyLimit' | 'invoke'>;

export interface EventSourceMappingOptions {
  readonly queue: Queue;
  readonly lambda: MappedFunction;
  readonly region: string;
  readonly clock: LocalClock;
  readonly batchSize: number;
  /** How long a first message waits for others to fill the batch. */
  readonly batchWindowMs: number;
  readonly reportsBatchItemFailures: boolean;
  readonly maximumConcurrency: number | undefined;
}

/** Lambda refuses such a mapping: a message would be handed out again while the function still works on it. */
class VisibilityTimeoutTooShortError extends LocalCloudStartError {
  override readonly name = 'VisibilityTimeoutTooShortError';

  constructor(queue: Queue, lambda: MappedFunction) {
    super(
      `The visibility timeout of queue ${queue.name} (${String(queue.settings.visibilityTimeoutSeconds)} s) is shorter than the timeout of function ${lambda.definition.name} (${String(lambda.definition.timeoutSeconds)} s): make it at least as long, better six times.`,
    );
  }
}

/**
 * Reads a queue for a function: batches, deletes what succeeded, leaves what failed to its visibility timeout, from
 * where it is tried again or goes to the dead-letter queue. https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
 */
export class EventSourceMapping {
  readonly #options: EventSourceMappingOptions;
  #running = 0;
  #unsubscribe: (() => void) | undefined;
  #cancelWindow: CancelTimer | undefined;

  /** @throws VisibilityTimeoutTooShortError */
  constructor(options: EventSourceMappingOptions) {
    const { queue, lambda } = options;
    if (queue.settings.visibilityTimeoutSeconds < lambda.definition.timeoutSeconds) {
      throw new VisibilityTimeoutTooShortError(queue, lambda);
    }
    this.#options = options;
  }

  start(): void {
    this.#unsubscribe ??= this.#options.queue.whenAvailable(() => this.#poll());
  }

  /** Reads no more. Batches in progress go on. */
  stop(): void {
    this.#unsubscribe?.();
    this.#unsubscribe = undefined;
    this.#closeWindow();
  }

  #poll(): void {
    const { queue, batchSize, batchWindowMs } = this.#options;
    while (this.#unsubscribe !== undefined && this.#running < this.#limit()) {
      const waiting = queue.counts().visible;
      if (waiting === 0) return;
      if (batchWindowMs > 0 && waiting < batchSize) return this.#openWindow();
      this.#startBatch(queue.receive(batchSize));
    }
  }

  /** Waits for the batch to fill; what has come by then is one batch. */
  #openWindow(): void {
    this.#cancelWindow ??= this.#options.clock.setTimer(this.#options.batchWindowMs, () => {
      this.#closeWindow();
      if (this.#running < this.#limit()) this.#startBatch(this.#options.queue.receive(this.#options.batchSize));
    });
  }

  #closeWindow(): void {
    this.#cancelWindow?.();
    this.#cancelWindow = undefined;
  }

  #limit(): number {
    const { lambda, maximumConcurrency = Number.POSITIVE_INFINITY } = this.#options;
    return Math.min(lambda.concurrencyLimit, maximumConcurrency);
  }

  #startBatch(received: readonly ReceivedMessage[]): void {
    if (received.length === 0) return;
    this.#closeWindow();
    this.#running += 1;
    void this.#process(received).finally(() => {
      this.#running -= 1;
      this.#poll();
    });
  }

  async #process(received: readonly ReceivedMessage[]): Promise<void> {
    const { queue, lambda, region, reportsBatchItemFailures } = this.#options;
    const messageIds = received.map(({ message }) => message.messageId);
    let failed: readonly string[];
    try {
      const result = await lambda.invoke(sqsEvent(queue, received, region));
      if (result.outcome !== 'succeeded') failed = messageIds;
      else failed = reportsBatchItemFailures ? failedMessageIds(result.payload, messageIds) : [];
    } catch {
      // Throttled: the messages come back after their visibility timeout, as on AWS.
      failed = messageIds;
    }
    for (const { message, receiptHandle } of received) {
      if (!failed.includes(message.messageId)) queue.delete(receiptHandle);
    }
  }
}
