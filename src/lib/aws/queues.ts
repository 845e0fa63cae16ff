import {
  ChangeMessageVisibilityBatchCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { BotError } from '../model/errors.ts';
import type { PersonRequest } from '../model/request.ts';
import type { Bus, DiscoveryQueue, HintQueue } from '../ports.ts';
import { clientSettings } from './client-settings.ts';
import { type BusDetail, busDetailVersion, busSource } from './messages/bus-event.ts';

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessageBatch.html */
const maximumBatchSize = 10;

/** Entries of a batch can fail one by one; those are sent again so often. */
const maximumTries = 3;

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-visibility-timeout.html */
const longestDelaySeconds = 12 * 60 * 60;

/** The queue did not take all messages. The next sweep sends the same again. */
export class MessagesNotQueued extends BotError {
  override readonly name = 'MessagesNotQueued';
  override readonly retryable = true;
  constructor(count: number, codes: readonly string[]) {
    super(`the queue did not take ${count} messages (${codes.join(', ')}); the next sweep sends them again`);
  }
}

/** A message to keep hidden for so long, beginning now. */
export interface DelayedMessage {
  readonly receiptHandle: string;
  readonly delayMs: number;
}

/** What came of putting messages off. */
export interface DelayOutcome {
  /** How many the queue did not put off: they come back when their visibility timeout ends. */
  readonly failed: number;
  /** Why, in short: the queue's codes, or the names of errors. */
  readonly codes: readonly string[];
}

/** Messages that are put off until later. */
export interface MessageDelay {
  /**
   * Keeps messages hidden, each for its own time. Never rejects: a message without an answer counts as failed.
   *
   * @param signal - ends the attempt, for whoever has no more time
   */
  delay(messages: readonly DelayedMessage[], signal?: AbortSignal): Promise<DelayOutcome>;
}

/** Where the ingress puts what people ask for. */
export interface RequestQueue {
  /** Resolves when the queue has the request: only then may it be acknowledged. */
  send(request: PersonRequest): Promise<void>;
}

export function createSqsClient(): SQSClient {
  return new SQSClient(clientSettings);
}

/** The queue that `observe` reads. */
export function createHintQueue(client: SQSClient, queueUrl: string): HintQueue {
  return {
    async enqueue(hints) {
      for (const bodies of inChunks(hints.map((hint) => JSON.stringify(hint)))) {
        await sendAll(client, queueUrl, bodies);
      }
    },
  };
}

/** The queue that `discover` reads. */
export function createDiscoveryQueue(client: SQSClient, queueUrl: string): DiscoveryQueue {
  return {
    async enqueue(jobs) {
      for (const bodies of inChunks(jobs.map((job) => JSON.stringify(job)))) await sendAll(client, queueUrl, bodies);
    },
  };
}

/** @throws MessagesNotQueued */
async function sendAll(client: SQSClient, queueUrl: string, bodies: readonly string[]): Promise<void> {
  let open = bodies.map((body, index) => ({ Id: String(index), MessageBody: body }));
  let codes: readonly string[] = [];
  for (let tries = 0; tries < maximumTries && open.length > 0; tries += 1) {
    const { Failed = [] } = await client.send(new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries: open }));
    const failedIds = new Set(Failed.map(({ Id }) => Id));
    codes = [...new Set(Failed.map(({ Code }) => Code ?? 'no code given'))];
    open = open.filter(({ Id }) => failedIds.has(Id));
  }
  if (open.length > 0) throw new MessagesNotQueued(open.length, codes);
}

/** Wakes the notifier by its queue, for whoever has no other business with the bus: in the form of the bus's own events. */
export function createNotifierWaker(client: SQSClient, queueUrl: string): Pick<Bus, 'wakeNotifier'> {
  return {
    async wakeNotifier(key) {
      const detail: BusDetail = { version: busDetailVersion, key };
      const MessageBody = JSON.stringify({ source: busSource, detail });
      await client.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody }));
    },
  };
}

/** The queue that `command` reads. */
export function createRequestQueue(client: SQSClient, queueUrl: string): RequestQueue {
  return {
    async send(request) {
      await client.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: JSON.stringify(request) }));
    },
  };
}

/** Puts off messages of a queue that this function reads. Never sends them anew: that would look like a loop to Lambda. */
export function createMessageDelay(client: SQSClient, queueUrl: string): MessageDelay {
  async function delayBatch(batch: readonly DelayedMessage[], signal?: AbortSignal): Promise<readonly string[]> {
    const Entries = batch.map(({ receiptHandle, delayMs }, index) => ({
      Id: String(index),
      ReceiptHandle: receiptHandle,
      VisibilityTimeout: Math.min(Math.ceil(delayMs / 1000), longestDelaySeconds),
    }));
    try {
      const command = new ChangeMessageVisibilityBatchCommand({ QueueUrl: queueUrl, Entries });
      const { Failed = [] } = await client.send(command, signal ? { abortSignal: signal } : {});
      return Failed.map(({ Code }) => Code ?? 'no code given');
    } catch (error) {
      return batch.map(() => (error instanceof Error ? error.name : 'unknown error'));
    }
  }
  return {
    async delay(messages, signal) {
      const codes = (await Promise.all(inChunks(messages).map((batch) => delayBatch(batch, signal)))).flat();
      return { failed: codes.length, codes: [...new Set(codes)] };
    },
  };
}

function inChunks<Element>(elements: readonly Element[]): readonly (readonly Element[])[] {
  const count = Math.ceil(elements.length / maximumBatchSize);
  return Array.from({ length: count }, (_, index) =>
    elements.slice(index * maximumBatchSize, (index + 1) * maximumBatchSize),
  );
}
