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
