import middy from '@middy/core';
import type { Context, SQSBatchResponse } from 'aws-lambda';
import type { MessageDelay } from '../../lib/aws/index.ts';
import { BotError } from '../../lib/model/errors.ts';
import { ChatBusy, type Log } from '../../lib/ports.ts';
import { delayFailures, retryAfterMsOf } from './delay-failures.ts';
import { messagesOf, type QueueMessage } from './queue-event.ts';
import type { Failure } from './tasks.ts';

/** Works on the messages of one batch and says which of them must come back. Never rejects for a single message. */
export type BatchWorker = (messages: readonly QueueMessage[], context: Context) => Promise<readonly Failure[]>;

/**
 * This switches off middy's early answer, which it gives shortly before Lambda's timeout. With that answer, Lambda would keep the
 * process, and unfinished work would continue in a later invocation, minutes after its lease. Without it Lambda kills the
 * process, and leases can rely on that.
 */
export const withoutEarlyTimeout = { timeoutEarlyInMillis: 0 };

/** What Lambda calls. */
export type QueueHandler = (event: unknown, context: Context) => Promise<SQSBatchResponse>;

export interface QueueHandlerOptions {
  readonly log: Log;
  readonly work: BatchWorker;
  /**
   * Delays messages: for as long as the chat asked for or, if people wait for an answer, for less than their visibility timeout.
   * Without it they come back after that timeout.
   */
  readonly delay?: MessageDelay;
  /**
   * Its queue gives up a message after a few deliveries (`infrastructure/queues.yml`). So the delay grows each time, even if the
   * chat asks for a short one. Otherwise a minute of problems at the chat would use up all deliveries.
   */
  readonly hasFewDeliveries?: boolean;
}

/**
 * A function behind a queue: it handles each message of a batch, and reports which ones failed
 * (https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html#services-sqs-batchfailurereporting). A message
 * that fails too often ends in the dead-letter queue, with its reason in the log.
 */
export function queueHandler(options: QueueHandlerOptions): QueueHandler {
  const { log, work } = options;
  const handler = middy<unknown, SQSBatchResponse>(withoutEarlyTimeout)
    .use({
      onError: (request) => {
        log.error('the whole batch failed and comes back', { error: request.error });
      },
    })
    .handler(async (event: unknown, context: Context) => {
      const failures = await work(messagesOf(event), context);
      for (const failure of failures) logFailure(failure, options);
      const { delay, hasFewDeliveries = false } = options;
      const remainingMs = () => context.getRemainingTimeInMillis();
      if (delay) await delayFailures(failures, { log, delay, hasFewDeliveries, remainingMs });
      const failed = failures.flatMap(({ messages }) => messages);
      return { batchItemFailures: failed.map(({ id }) => ({ itemIdentifier: id })) };
    });
  return (event, context) => handler(event, context);
}

function logFailure(failure: Failure, { log, delay, hasFewDeliveries = false }: QueueHandlerOptions): void {
  const { messages, error } = failure;
  const ids = messages.map(({ id }) => id);
  const retryAfterMs = delay && retryAfterMsOf(failure, hasFewDeliveries);
  if (error instanceof ChatBusy) log.warn('the chat is busy; the messages wait', { ids, retryAfterMs });
  else log.error('a message failed and comes back', { ids, error, retryAfterMs, ...reasonOf(error) });
}

/**
 * The bot's own errors say what logs may contain. The message of another error may quote text of a provider or a person, and is
 * left out.
 */
function reasonOf(error: unknown): { readonly reason?: string } {
  return error instanceof BotError ? { reason: error.publicMessage } : {};
}
