import { ChatBusy } from '../lib/ports.ts';
import type { VirtualClock } from './virtual-clock.ts';

/** What became of one delivery. */
export type Delivered =
  | { readonly result: 'done' }
  | { readonly result: 'failed'; readonly error: unknown }
  | { readonly result: 'died' };

interface Message<Body> {
  readonly body: Body;
  receives: number;
}

export interface QueueOptions<Body> {
  readonly clock: VirtualClock;
  readonly visibilityTimeoutMs: number;
  readonly maximumReceives: number;
  /** How long what failed waits, delivery by delivery; after the last, and where nothing is said, the visibility timeout. */
  readonly retryAfterMs?: readonly number[];
  readonly handle: (body: Body, receiveCount: number) => Promise<Delivered>;
}

/** An SQS queue with its function: at least once, again after the visibility timeout, and in the end the dead-letter queue. */
export class SimulatedQueue<Body> {
  readonly deadLetters: { readonly body: Body; readonly error: unknown }[] = [];
  readonly #options: QueueOptions<Body>;
  #open = 0;

  constructor(options: QueueOptions<Body>) {
    this.#options = options;
  }

  /** Messages that are neither done nor dead. */
  get open(): number {
    return this.#open;
  }

  send(body: Body, delayMs = 0): void {
    this.#open += 1;
    this.#deliverAt(this.#options.clock.now() + delayMs, { body, receives: 0 });
  }

  #deliverAt(atMs: number, message: Message<Body>): void {
    this.#options.clock.schedule(atMs, () => {
      void this.#receive(message);
    });
  }

  async #receive(message: Message<Body>): Promise<void> {
    message.receives += 1;
    const delivered = await this.#options.handle(message.body, message.receives);
    if (delivered.result === 'done') {
      this.#open -= 1;
      return;
    }
    const error = delivered.result === 'failed' ? delivered.error : new Error('the invocation died');
    if (message.receives >= this.#options.maximumReceives) {
      this.#open -= 1;
      this.deadLetters.push({ body: message.body, error });
      return;
    }
    const { clock, visibilityTimeoutMs, retryAfterMs = [] } = this.#options;
    const steppedMs = delivered.result === 'failed' ? retryAfterMs[message.receives - 1] : undefined;
    const waitMs = error instanceof ChatBusy ? error.retryAfterMs : (steppedMs ?? visibilityTimeoutMs);
    this.#deliverAt(clock.now() + waitMs, message);
  }
}
