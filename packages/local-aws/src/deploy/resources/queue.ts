import { z } from 'zod';
import { checkProperties, ignored, wholeNumber } from '../properties.ts';
import { generatedName, type ResourceMaker } from '../stack-context.ts';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sqs-queue.html */
const queueShape = z.strictObject({
  QueueName: z.string().max(80).optional(),
  VisibilityTimeout: wholeNumber.optional(),
  DelaySeconds: wholeNumber.optional(),
  MessageRetentionPeriod: wholeNumber.optional(),
  MaximumMessageSize: wholeNumber.optional(),
  ReceiveMessageWaitTimeSeconds: wholeNumber.optional(),
  RedrivePolicy: z.strictObject({ deadLetterTargetArn: z.string(), maxReceiveCount: wholeNumber }).optional(),
  RedriveAllowPolicy: ignored,
  KmsMasterKeyId: ignored,
  KmsDataKeyReusePeriodSeconds: ignored,
  SqsManagedSseEnabled: ignored,
  Tags: ignored,
});

/** AWS::SQS::Queue, with the defaults SQS gives. */
export const makeQueue: ResourceMaker = (resource, stack) => {
  const properties = checkProperties(queueShape, resource);
  const { RedrivePolicy } = properties;
  const queue = stack.makeQueue(properties.QueueName ?? generatedName(stack, resource), {
    visibilityTimeoutSeconds: properties.VisibilityTimeout ?? 30,
    delaySeconds: properties.DelaySeconds ?? 0,
    retentionSeconds: properties.MessageRetentionPeriod ?? 345_600,
    maximumMessageBytes: properties.MaximumMessageSize ?? 1_048_576,
    receiveWaitSeconds: properties.ReceiveMessageWaitTimeSeconds ?? 0,
    ...(RedrivePolicy && {
      redrive: {
        deadLetterQueueArn: RedrivePolicy.deadLetterTargetArn,
        maxReceiveCount: RedrivePolicy.maxReceiveCount,
      },
    }),
  });
  stack.queues.add(queue);
  return { ref: queue.url, attributes: { Arn: queue.arn, QueueName: queue.name, QueueUrl: queue.url } };
};
