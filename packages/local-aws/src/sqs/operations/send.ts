import { z } from 'zod';
import { type CallInput, checkInput } from '../../endpoint/index.ts';
import { md5Hex, messageAttributesMd5 } from '../digest.ts';
import { sqsErrors } from '../errors.ts';
import type { Queue } from '../queue.ts';
import type { QueueStore } from '../queue-store.ts';
import { runBatch } from './batch.ts';

const messageAttribute = z.strictObject({
  DataType: z.string().regex(/^(String|Number|Binary)(\..+)?$/),
  StringValue: z.string().optional(),
  BinaryValue: z.base64().optional(),
});

const messageShape = {
  MessageBody: z.string(),
  DelaySeconds: z.int().min(0).max(900).optional(),
  MessageAttributes: z.record(z.string(), messageAttribute).optional(),
  MessageSystemAttributes: z.strictObject({ AWSTraceHeader: messageAttribute.optional() }).optional(),
};

const sendMessageShape = z.strictObject({ QueueUrl: z.string(), ...messageShape });
const sendMessageBatchShape = z.strictObject({
  QueueUrl: z.string(),
  Entries: z.array(z.strictObject({ Id: z.string(), ...messageShape })),
});

type MessageInput = Omit<z.output<typeof sendMessageShape>, 'QueueUrl'>;

/** SendMessage: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html */
export function sendMessage(queues: QueueStore, input: CallInput): unknown {
  const { QueueUrl, ...message } = checkInput(sendMessageShape, input);
  return send(queues.byUrl(QueueUrl), message);
}

/** SendMessageBatch: the limit on size counts for the batch as a whole. */
export function sendMessageBatch(queues: QueueStore, input: CallInput): unknown {
  const { QueueUrl, Entries } = checkInput(sendMessageBatchShape, input);
  const queue = queues.byUrl(QueueUrl);
  const { maximumMessageBytes } = queue.settings;
  const totalBytes = Entries.reduce((bytes, entry) => bytes + messageBytes(entry), 0);
  if (totalBytes > maximumMessageBytes) throw sqsErrors.batchTooLong(maximumMessageBytes, totalBytes);
  return runBatch(Entries, (entry) => send(queue, entry));
}

function send(queue: Queue, input: MessageInput): object {
  checkBody(queue, input);
  const message = queue.send(input.MessageBody, {
    delaySeconds: input.DelaySeconds,
    messageAttributes: input.MessageAttributes,
    traceHeader: input.MessageSystemAttributes?.AWSTraceHeader?.StringValue,
  });
  return {
    MessageId: message.messageId,
    MD5OfMessageBody: md5Hex(message.body),
    MD5OfMessageAttributes: messageAttributesMd5(message.messageAttributes),
    MD5OfMessageSystemAttributes: messageAttributesMd5(systemAttributes(input)),
  };
}

function systemAttributes({
  MessageSystemAttributes,
}: MessageInput): Record<string, z.output<typeof messageAttribute>> {
  const header = MessageSystemAttributes?.AWSTraceHeader;
  return header === undefined ? {} : { AWSTraceHeader: header };
}

function checkBody(queue: Queue, input: MessageInput): void {
  if (input.MessageBody === '')
    throw sqsErrors.invalidParameterValue('The request must contain the parameter MessageBody.');
  // With the u flag a surrogate matches only where it stands alone, which no valid text has.
  if (/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/u.test(input.MessageBody)) {
    throw sqsErrors.invalidMessageContents();
  }
  const { maximumMessageBytes } = queue.settings;
  if (messageBytes(input) > maximumMessageBytes) {
    throw sqsErrors.invalidParameterValue(
      `One or more parameters are invalid. Reason: Message must be shorter than ${String(maximumMessageBytes)} bytes.`,
    );
  }
}

function messageBytes({ MessageBody, MessageAttributes = {} }: MessageInput): number {
  const attributes = Object.entries(MessageAttributes).flatMap(([name, { DataType, StringValue, BinaryValue }]) => [
    name,
    DataType,
    StringValue ?? Buffer.from(BinaryValue ?? '', 'base64').toString('latin1'),
  ]);
  return [MessageBody, ...attributes].reduce((bytes, text) => bytes + Buffer.byteLength(text), 0);
}
