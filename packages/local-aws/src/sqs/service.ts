import type { LocalClock } from '../clock.ts';
import { createJsonService, type Service } from '../endpoint/index.ts';
import {
  changeMessageVisibility,
  changeMessageVisibilityBatch,
  deleteMessage,
  deleteMessageBatch,
} from './operations/in-flight.ts';
import { getQueueAttributes, getQueueUrl, purgeQueue } from './operations/queues.ts';
import { receiveMessage } from './operations/receive.ts';
import { sendMessage, sendMessageBatch } from './operations/send.ts';
import type { QueueStore } from './queue-store.ts';

/** SQS over its JSON protocol: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-json-faqs.html */
export function createSqsService(queues: QueueStore, clock: LocalClock): Service {
  return createJsonService({
    name: 'sqs',
    targetPrefix: 'AmazonSQS',
    contentType: 'application/x-amz-json-1.0',
    faultErrors: { throttle: ['RequestThrottled', 400], fail: ['InternalFailure', 500] },
    unrecognised: {
      signingName: 'sqs',
      what: 'no SQS query protocol: use a client that speaks the JSON protocol',
    },
    operations: {
      SendMessage: (input) => sendMessage(queues, input),
      SendMessageBatch: (input) => sendMessageBatch(queues, input),
      ReceiveMessage: (input) => receiveMessage(queues, clock, input),
      DeleteMessage: (input) => deleteMessage(queues, input),
      DeleteMessageBatch: (input) => deleteMessageBatch(queues, input),
      ChangeMessageVisibility: (input) => changeMessageVisibility(queues, input),
      ChangeMessageVisibilityBatch: (input) => changeMessageVisibilityBatch(queues, input),
      GetQueueUrl: (input) => getQueueUrl(queues, input),
      GetQueueAttributes: (input) => getQueueAttributes(queues, input),
      PurgeQueue: (input) => purgeQueue(queues, input),
    },
  });
}
