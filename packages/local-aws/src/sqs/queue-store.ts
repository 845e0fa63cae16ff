import { sqsErrors } from './errors.ts';
import type { Queue } from './queue.ts';

/** The queues of the local cloud, found by name, ARN or URL. */
export class QueueStore {
  readonly #byName = new Map<string, Queue>();
  readonly #byArn = new Map<string, Queue>();

  add(queue: Queue): void {
    this.#byName.set(queue.name, queue);
    this.#byArn.set(queue.arn, queue);
  }

  byArn(arn: string): Queue | undefined {
    return this.#byArn.get(arn);
  }

  /** @throws AwsError QueueDoesNotExist */
  byName(name: string): Queue {
    const queue = this.#byName.get(name);
    if (queue === undefined) throw sqsErrors.queueDoesNotExist();
    return queue;
  }

  /**
   * Finds a queue by the path of its URL, `/<account>/<name>`; the host is that of whoever asks.
   *
   * @throws AwsError QueueDoesNotExist
   */
  byUrl(url: string): Queue {
    const queue = this.#byName.get(url.split('/').at(-1) ?? '');
    if (queue === undefined || !url.endsWith(new URL(queue.url).pathname)) throw sqsErrors.queueDoesNotExist();
    return queue;
  }

  all(): Queue[] {
    return [...this.#byName.values()];
  }
}
