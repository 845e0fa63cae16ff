import { BotError } from '../../lib/model/errors.ts';

/** One message of a batch from a queue. */
export interface QueueMessage {
  readonly id: string;
  /** The receipt handle of this delivery. */
  readonly receiptHandle: string;
  readonly body: string;
  /** How often it has been delivered, including this time. */
  readonly receiveCount: number;
  /**
   * When the queue received it, in epoch milliseconds:
   * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html
   */
  readonly sentAtMs?: number;
}

/** The function was invoked with something else than a batch from its queue. */
export class NotAQueueEvent extends BotError {
  override readonly name = 'NotAQueueEvent';
  override readonly retryable = false;
  constructor(problem: string) {
    super(`this function takes batches of an SQS queue, but ${problem}; check its event source mapping`);
  }
}

/**
 * The messages in Lambda's event (https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html#example-standard-queue-message-event).
 *
 * @throws NotAQueueEvent
 */
export function messagesOf(event: unknown): readonly QueueMessage[] {
  const records: unknown = isObject(event) ? event['Records'] : undefined;
  if (!Array.isArray(records)) throw new NotAQueueEvent('the event has no Records');
  return (records as unknown[]).map((record) => {
    const { messageId: id, receiptHandle, body, attributes } = isObject(record) ? record : {};
    if (typeof id !== 'string' || typeof receiptHandle !== 'string' || typeof body !== 'string') {
      throw new NotAQueueEvent('a record has no messageId, receiptHandle or body');
    }
    const receiveCount = isObject(attributes) ? Number(attributes['ApproximateReceiveCount']) : 1;
    const sentAtMs = isObject(attributes) ? Number(attributes['SentTimestamp']) : Number.NaN;
    return {
      id,
      receiptHandle,
      body,
      receiveCount: receiveCount > 0 ? receiveCount : 1,
      ...(sentAtMs > 0 ? { sentAtMs } : {}),
    };
  });
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
