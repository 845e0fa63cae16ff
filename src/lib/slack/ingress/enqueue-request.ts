import { errorName } from '../../model/errors.ts';
import type { IncomingRequest, PersonRequest } from '../../model/request.ts';
import type { Clock, Log } from '../../ports.ts';

export interface QueueOptions {
  /** Puts a request on the worker's queue; resolves only when the queue has it. */
  readonly enqueue: (request: PersonRequest) => Promise<void>;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * The result of enqueueing a request: `perhapsQueued` if the queue did not answer in time, and may have it. `unreadable` if there
 * is no request.
 */
export type Queued = 'queued' | 'notQueued' | 'perhapsQueued' | 'unreadable';

/** Enqueues a request, with its time of arrival; never throws. */
export async function enqueueRequest(
  { enqueue, clock, log }: QueueOptions,
  request: IncomingRequest | undefined,
): Promise<Queued> {
  if (request === undefined) {
    log.warn('a signed request is not one that this version of the bot understands');
    return 'unreadable';
  }
  try {
    await enqueue({ ...request, receivedAtMs: clock.now() });
    return 'queued';
  } catch (error) {
    log.error('a request could not be queued; the person sees that', { error: errorName(error) });
    // The SDK's name for a missing answer: the queue may still have the request.
    return errorName(error) === 'TimeoutError' ? 'perhapsQueued' : 'notQueued';
  }
}
