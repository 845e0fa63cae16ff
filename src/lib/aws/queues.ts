import {
  ChangeMessageVisibilityBatchCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { BotError } from '../model/errors.ts';
import type { PersonRequest } from '../model/request.ts';
import type { HintQueue } from '../ports.ts';
import { clientSettings } from './client-settings.ts';

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessageBatch.html */
const maximumBatchSize = 10;

/** Entries of a batch can fail one by one; those are sent again so often. */
const maximumTries = 3;

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-visibility-timeout.html */
const longestDelaySeconds = 12 * 60 * 60;

/** The queue did not take all hints. The next sweep finds the same again. */
export class HintsNotQueued extends BotError {
  override readonly name = 'HintsNotQueued';
  override readonly retryable = true;
  constructor(count: number, codes: readonly string[]) {
    super(`the queue did not take ${count} hints (${codes.join(', ')}); the next sweep sends them again`);
  }
}

/** Messages that are put off until later. */
export interface MessageDelay {
  /**
   * Keeps messages hidden for so long, beginning now.
   * @returns how many of them the queue did not put off: they come back when their visibility timeout ends
   */
  delay(receiptHandles: readonly string[], delayMs: number): Promise<number>;
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

/** @throws HintsNotQueued */
async function sendAll(client: SQSClient, queueUrl: string, bodies: readonly string[]): Promise<void> {
  let open = bodies.map((body, index) => ({ Id: String(index), MessageBody: body }));
  let codes: readonly string[] = [];
  for (let tries = 0; tries < maximumTries && open.length > 0; tries += 1) {
    const { Failed = [] } = await client.send(new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries: open }));
    const failedIds = new Set(Failed.map(({ Id }) => Id));
    codes = [...new Set(Failed.map(({ Code }) => Code ?? 'no code given'))];
    open = open.filter(({ Id }) => failedIds.has(Id));
  }
  if (open.length > 0) throw new HintsNotQueued(open.length, codes);
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
  return {
    async delay(receiptHandles, delayMs) {
      const VisibilityTimeout = Math.min(Math.ceil(delayMs / 1000), longestDelaySeconds);
      let failures = 0;
      for (const handles of inChunks(receiptHandles)) {
        const Entries = handles.map((ReceiptHandle, index) => ({
          Id: String(index),
          ReceiptHandle,
          VisibilityTimeout,
        }));
        const { Failed } = await client.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl: queueUrl, Entries }));
        failures += Failed?.length ?? 0;
      }
      return failures;
    },
  };
}

function inChunks<Element>(elements: readonly Element[]): readonly (readonly Element[])[] {
  const count = Math.ceil(elements.length / maximumBatchSize);
  return Array.from({ length: count }, (_, index) =>
    elements.slice(index * maximumBatchSize, (index + 1) * maximumBatchSize),
  );
}
