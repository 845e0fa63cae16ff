import { z } from 'zod';
import { type CallInput, checkInput } from '../../endpoint/index.ts';
import type { QueueStore } from '../queue-store.ts';
import { runBatch } from './batch.ts';

const visibilityTimeout = z.int().min(0).max(43_200);

const deleteShape = z.strictObject({ QueueUrl: z.string(), ReceiptHandle: z.string() });
const deleteBatchShape = z.strictObject({
  QueueUrl: z.string(),
  Entries: z.array(z.strictObject({ Id: z.string(), ReceiptHandle: z.string() })),
});
const changeVisibilityShape = deleteShape.extend({ VisibilityTimeout: visibilityTimeout });
const changeVisibilityBatchShape = z.strictObject({
  QueueUrl: z.string(),
  Entries: z.array(z.strictObject({ Id: z.string(), ReceiptHandle: z.string(), VisibilityTimeout: visibilityTimeout })),
});

/** DeleteMessage */
export function deleteMessage(queues: QueueStore, input: CallInput): void {
  const { QueueUrl, ReceiptHandle } = checkInput(deleteShape, input);
  queues.byUrl(QueueUrl).delete(ReceiptHandle);
}

/** DeleteMessageBatch */
export function deleteMessageBatch(queues: QueueStore, input: CallInput): unknown {
  const { QueueUrl, Entries } = checkInput(deleteBatchShape, input);
  const queue = queues.byUrl(QueueUrl);
  return runBatch(Entries, ({ ReceiptHandle }) => {
    queue.delete(ReceiptHandle);
    return {};
  });
}

/** ChangeMessageVisibility */
export function changeMessageVisibility(queues: QueueStore, input: CallInput): void {
  const { QueueUrl, ReceiptHandle, VisibilityTimeout } = checkInput(changeVisibilityShape, input);
  queues.byUrl(QueueUrl).changeVisibility(ReceiptHandle, VisibilityTimeout);
}

/** ChangeMessageVisibilityBatch */
export function changeMessageVisibilityBatch(queues: QueueStore, input: CallInput): unknown {
  const { QueueUrl, Entries } = checkInput(changeVisibilityBatchShape, input);
  const queue = queues.byUrl(QueueUrl);
  return runBatch(Entries, ({ ReceiptHandle, VisibilityTimeout }) => {
    queue.changeVisibility(ReceiptHandle, VisibilityTimeout);
    return {};
  });
}
