import { z } from 'zod';
import { type CallInput, checkInput } from '../../endpoint/index.ts';
import { sqsErrors } from '../errors.ts';
import type { Queue } from '../queue.ts';
import type { QueueStore } from '../queue-store.ts';

const getQueueUrlShape = z.strictObject({ QueueName: z.string(), QueueOwnerAWSAccountId: z.string().optional() });
const getQueueAttributesShape = z.strictObject({
  QueueUrl: z.string(),
  AttributeNames: z.array(z.string()).optional(),
});
const purgeQueueShape = z.strictObject({ QueueUrl: z.string() });

/** Attributes a queue may be without; then they are left out of the answer. */
const OPTIONAL_ATTRIBUTES = new Set([
  'RedrivePolicy',
  'RedriveAllowPolicy',
  'Policy',
  'KmsMasterKeyId',
  'KmsDataKeyReusePeriodSeconds',
  'SqsManagedSseEnabled',
]);

/** GetQueueUrl */
export function getQueueUrl(queues: QueueStore, input: CallInput): unknown {
  return { QueueUrl: queues.byName(checkInput(getQueueUrlShape, input).QueueName).url };
}

/** GetQueueAttributes: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_GetQueueAttributes.html */
export function getQueueAttributes(queues: QueueStore, input: CallInput): unknown {
  const { QueueUrl, AttributeNames = [] } = checkInput(getQueueAttributesShape, input);
  const all = attributesOf(queues.byUrl(QueueUrl));
  if (AttributeNames.includes('All')) return { Attributes: all };
  const chosen: Record<string, string> = {};
  for (const name of AttributeNames) {
    const value = all[name];
    if (value !== undefined) chosen[name] = value;
    else if (!OPTIONAL_ATTRIBUTES.has(name)) throw sqsErrors.invalidAttributeName(name);
  }
  return Object.keys(chosen).length === 0 ? {} : { Attributes: chosen };
}

/** PurgeQueue */
export function purgeQueue(queues: QueueStore, input: CallInput): void {
  queues.byUrl(checkInput(purgeQueueShape, input).QueueUrl).purge();
}

function attributesOf(queue: Queue): Record<string, string> {
  const { settings } = queue;
  const { visible, inFlight, delayed } = queue.counts();
  const createdAtSeconds = String(Math.floor(queue.createdAtMs / 1000));
  return {
    QueueArn: queue.arn,
    ApproximateNumberOfMessages: String(visible),
    ApproximateNumberOfMessagesNotVisible: String(inFlight),
    ApproximateNumberOfMessagesDelayed: String(delayed),
    CreatedTimestamp: createdAtSeconds,
    LastModifiedTimestamp: createdAtSeconds,
    VisibilityTimeout: String(settings.visibilityTimeoutSeconds),
    MaximumMessageSize: String(settings.maximumMessageBytes),
    MessageRetentionPeriod: String(settings.retentionSeconds),
    DelaySeconds: String(settings.delaySeconds),
    ReceiveMessageWaitTimeSeconds: String(settings.receiveWaitSeconds),
    ...(settings.redrive && {
      RedrivePolicy: JSON.stringify({
        deadLetterTargetArn: settings.redrive.deadLetterQueueArn,
        maxReceiveCount: settings.redrive.maxReceiveCount,
      }),
    }),
  };
}
