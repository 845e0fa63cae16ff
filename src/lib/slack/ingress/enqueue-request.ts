import { errorName } from '../../model/errors.ts';
import type { IncomingRequest, PersonRequest } from '../../model/request.ts';
import type { Clock, Log } from '../../ports.ts';

export interface QueueOptions {
  /** Puts a request where the worker finds it; settles only when it is safe there. */
  readonly enqueue: (request: PersonRequest) => Promise<void>;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * What came of handing over a request: `perhapsQueued` where the queue did not answer in time, and may have taken it.
 * `unreadable` where there is none to hand over.
 */
export type Queued = 'queued' | 'notQueued' | 'perhapsQueued' | 'unreadable';

/** Hands a request over, with the moment at which it came; never throws. */
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
    log.error('a request could not be queued; the person is told', { error: errorName(error) });
    // The SDK's name for an answer that did not come: the queue may have taken the request all the same.
    return errorName(error) === 'TimeoutError' ? 'perhapsQueued' : 'notQueued';
  }
}
