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

/** Single entries of a batch can fail. They are sent again this often. */
const maximumTries = 3;

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-visibility-timeout.html */
const longestDelaySeconds = 12 * 60 * 60;

/** The queue did not accept all messages. The next sweep sends them again. */
export class MessagesNotQueued extends BotError {
  override readonly name = 'MessagesNotQueued';
  override readonly retryable = true;
  constructor(count: number, codes: readonly string[]) {
    super(`the queue did not take ${count} messages (${codes.join(', ')}); the next sweep sends them again`);
  }
}

/** A message, and how long to keep it hidden from now on. */
export interface DelayedMessage {
  readonly receiptHandle: string;
  readonly delayMs: number;
}

/** The result of changing the visibility of messages. */
export interface DelayOutcome {
  /** For how many it failed: they come back when their visibility timeout ends. */
  readonly failed: number;
  /** The reasons: the queue's codes, or the names of errors. */
  readonly codes: readonly string[];
}

/** Delays messages. */
export interface MessageDelay {
  /**
   * Keeps messages hidden, each for its own time. Never rejects: a message without an answer counts as failed.
   *
   * @param signal - ends the attempt when the time is up
   */
  delay(messages: readonly DelayedMessage[], signal?: AbortSignal): Promise<DelayOutcome>;
}

/** Where the ingress puts people's requests. */
export interface RequestQueue {
  /** Resolves when the queue has the request: only then may it be acknowledged. */
  send(request: PersonRequest): Promise<void>;
}

export function createSqsClient(): SQSClient {
  return new SQSClient(clientSettings);
}

/** The queue of `observe`. */
export function createHintQueue(client: SQSClient, queueUrl: string): HintQueue {
  return {
    async enqueue(hints) {
      for (const bodies of inChunks(hints.map((hint) => JSON.stringify(hint)))) {
        await sendAll(client, queueUrl, bodies);
      }
    },
  };
}

/** The queue of `discover`. */
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

/** Wakes the notifier through its queue, for functions that need no bus. The message has the form of the bus's events. */
export function createNotifierWaker(client: SQSClient, queueUrl: string): Pick<Bus, 'wakeNotifier'> {
  return {
    async wakeNotifier(key) {
      const detail: BusDetail = { version: busDetailVersion, key };
      const MessageBody = JSON.stringify({ source: busSource, detail });
      await client.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody }));
    },
  };
}

/** The queue of `command`. */
export function createRequestQueue(client: SQSClient, queueUrl: string): RequestQueue {
  return {
    async send(request) {
      await client.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: JSON.stringify(request) }));
    },
  };
}

/** Delays messages of a queue that this function reads. It never sends them again, because Lambda would take that for a loop. */
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
