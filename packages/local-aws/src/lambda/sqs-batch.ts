import { isJsonObject } from '../json.ts';
import { type Queue, type ReceivedMessage, systemAttributesOf } from '../sqs/index.ts';

/** The event a function gets for a batch of messages. https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html#example-standard-queue-message-event */
export function sqsEvent(queue: Queue, received: readonly ReceivedMessage[], region: string): string {
  const Records = received.map(({ message, receiptHandle }) => ({
    messageId: message.messageId,
    receiptHandle,
    body: message.body,
    attributes: systemAttributesOf(message),
    messageAttributes: Object.fromEntries(
      Object.entries(message.messageAttributes).map(([name, { DataType, StringValue, BinaryValue }]) => [
        name,
        {
          dataType: DataType,
          stringValue: StringValue,
          binaryValue: BinaryValue,
          stringListValues: [],
          binaryListValues: [],
        },
      ]),
    ),
    md5OfBody: message.bodyMd5,
    eventSource: 'aws:sqs',
    eventSourceARN: queue.arn,
    awsRegion: region,
  }));
  return JSON.stringify({ Records });
}

/**
 * Reads which messages of a batch a function reports as failed. Anything that is not a well-formed report about
 * messages of the batch counts as the failure of all of them.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html#services-sqs-batchfailurereporting
 */
export function failedMessageIds(payload: string, messageIds: readonly string[]): readonly string[] {
  const response: unknown = payload === '' ? null : JSON.parse(payload);
  if (response === null) return [];
  if (!isJsonObject(response)) return messageIds;
  const { batchItemFailures = null } = response;
  if (batchItemFailures === null) return [];
  if (!Array.isArray(batchItemFailures)) return messageIds;
  const failed: string[] = [];
  for (const failure of batchItemFailures as unknown[]) {
    const identifier = isJsonObject(failure) ? failure['itemIdentifier'] : undefined;
    if (typeof identifier !== 'string' || !messageIds.includes(identifier)) return messageIds;
    failed.push(identifier);
  }
  return failed;
}
