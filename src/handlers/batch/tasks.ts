import { BotError } from '../../lib/model/errors.ts';
import type { QueueMessage } from './queue-event.ts';

/** Work for some messages of a batch, which succeed or fail together. */
export interface Task {
  readonly messages: readonly QueueMessage[];
  readonly run: () => Promise<void>;
}

/** Messages that must come back, and why. */
export interface Failure {
  readonly messages: readonly QueueMessage[];
  readonly error: unknown;
}

/** A task is not begun any more when less than this is left: being killed in the middle costs a claim its lease, which is a minute and more. */
const neededMs = 10_000;

/** There was no time left to begin with this message. */
export class OutOfTime extends BotError {
  override readonly name = 'OutOfTime';
  override readonly retryable = true;
  constructor() {
    super('the invocation had no time left for this message; it comes back');
  }
}

/**
 * Runs tasks: those of one partition one after the other, partitions side by side. It waits for every task, failed or not, because
 * what still runs when an invocation ends goes on in a later one, past its lease (Lambda freezes the process in between).
 *
 * @param remainingMs - how long the invocation may still run
 * @returns what failed; this function itself never rejects
 */
export async function runTasks(
  partitions: readonly (readonly Task[])[],
  limits: { readonly partitions: number; readonly remainingMs: () => number },
): Promise<readonly Failure[]> {
  const failures: Failure[] = [];
  const waiting = [...partitions];
  async function work(): Promise<void> {
    for (let partition = waiting.shift(); partition !== undefined; partition = waiting.shift()) {
      for (const { messages, run } of partition) {
        try {
          if (limits.remainingMs() < neededMs) throw new OutOfTime();
          await run();
        } catch (error) {
          failures.push({ messages, error });
        }
      }
    }
  }
  await Promise.all(Array.from({ length: Math.min(limits.partitions, partitions.length) }, work));
  return failures;
}

/** Lanes by key: what has the same key goes into the same partition, in order. */
export function partitioned<Element>(
  elements: readonly Element[],
  keyOf: (element: Element) => string,
): readonly (readonly Element[])[] {
  const partitions = new Map<string, Element[]>();
  for (const element of elements) {
    const key = keyOf(element);
    const partition = partitions.get(key);
    if (partition === undefined) partitions.set(key, [element]);
    else partition.push(element);
  }
  return [...partitions.values()];
}
