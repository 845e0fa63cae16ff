/** A message attribute as it travels in the JSON protocol. */
interface MessageAttribute {
  readonly DataType: string;
  readonly StringValue?: string | undefined;
  /** Base64 in the JSON protocol. */
  readonly BinaryValue?: string | undefined;
}

export type MessageAttributes = Readonly<Record<string, MessageAttribute>>;

/** A message as a queue keeps it. */
export interface StoredMessage {
  readonly messageId: string;
  readonly body: string;
  readonly bodyMd5: string;
  readonly messageAttributes: MessageAttributes;
  readonly senderId: string;
  readonly sentAtMs: number;
  readonly traceHeader: string | undefined;
  /** The queue it was moved from, for a message in a dead-letter queue. */
  readonly deadLetterSourceArn: string | undefined;
  visibleAtMs: number;
  receiveCount: number;
  firstReceivedAtMs: number | undefined;
  /** Of the latest receive; older ones no longer delete. */
  receiptHandle: string | undefined;
}

/** What a receiver gets: the message with the handle that deletes it. */
export interface ReceivedMessage {
  readonly message: StoredMessage;
  readonly receiptHandle: string;
}

/** The system attributes SQS gives with a message. https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html */
export function systemAttributesOf(message: StoredMessage): Record<string, string> {
  return {
    ApproximateReceiveCount: String(message.receiveCount),
    SentTimestamp: String(message.sentAtMs),
    SenderId: message.senderId,
    ApproximateFirstReceiveTimestamp: String(message.firstReceivedAtMs ?? message.sentAtMs),
    ...(message.traceHeader === undefined ? {} : { AWSTraceHeader: message.traceHeader }),
    ...(message.deadLetterSourceArn === undefined ? {} : { DeadLetterQueueSourceArn: message.deadLetterSourceArn }),
  };
}
