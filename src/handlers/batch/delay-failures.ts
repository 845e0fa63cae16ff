import type { MessageDelay } from '../../lib/aws/index.ts';
import { BotError } from '../../lib/model/errors.ts';
import { ChatBusy, type Log } from '../../lib/ports.ts';
import type { Failure } from './tasks.ts';

const firstRetryMs = 10_000;
const longestRetryMs = 180_000;

/**
 * Time that is kept for the answer to Lambda. If an invocation is killed while it changes visibilities, its whole answer is lost,
 * and the messages that were done come back, too.
 */
const reservedMs = 2_000;

export interface FailureDelayOptions {
  readonly log: Log;
  readonly delay: MessageDelay;
  readonly hasFewDeliveries: boolean;
  readonly remainingMs: () => number;
}

/**
 * Changes the visibility of all failed messages at once, within the time that the invocation has left. A message that is not
 * changed in that time still comes back when its visibility timeout ends. Never rejects.
 */
export async function delayFailures(
  failures: readonly Failure[],
  { log, delay, hasFewDeliveries, remainingMs }: FailureDelayOptions,
): Promise<void> {
  const delayed = failures.flatMap((failure) => {
    const delayMs = retryAfterMsOf(failure, hasFewDeliveries);
    if (delayMs === undefined) return [];
    return failure.messages.map(({ receiptHandle }) => ({ receiptHandle, delayMs }));
  });
  if (delayed.length === 0) return;
  const availableMs = remainingMs() - reservedMs;
  if (availableMs <= 0) {
    log.warn('no time was left to put messages off', { count: delayed.length });
    return;
  }
  const { failed, codes } = await delay.delay(delayed, AbortSignal.timeout(availableMs));
  if (failed > 0) log.warn('messages could not be put off', { count: failed, codes });
}

/**
 * If a retry does not help, there is no hurry. Anything else is tried again after 10 s, 30 s, 90 s, and then three minutes. The
 * chat itself says when to come back. If the queue allows few deliveries, this time is used at first, and later ones are longer.
 *
 * @returns `undefined` for a message that comes back when its visibility timeout ends
 */
export function retryAfterMsOf({ messages, error }: Failure, hasFewDeliveries: boolean): number | undefined {
  if (error instanceof BotError && !error.retryable) return undefined;
  const deliveries = Math.min(...messages.map(({ receiveCount }) => receiveCount));
  if (!(error instanceof ChatBusy)) return growingMs(deliveries);
  return hasFewDeliveries ? Math.max(error.retryAfterMs, growingMs(deliveries - 1)) : error.retryAfterMs;
}

/** How long to wait after so many failures; nothing before the first one. */
function growingMs(failures: number): number {
  return failures === 0 ? 0 : Math.min(firstRetryMs * 3 ** (failures - 1), longestRetryMs);
}
