import { z } from 'zod';
import type { LocalClock } from '../../clock.ts';
import { type CallInput, checkInput } from '../../endpoint/index.ts';
import { messageAttributesMd5 } from '../digest.ts';
import { type ReceivedMessage, systemAttributesOf } from '../message.ts';
import type { Queue } from '../queue.ts';
import type { QueueStore } from '../queue-store.ts';

const receiveMessageShape = z.strictObject({
  QueueUrl: z.string(),
  MaxNumberOfMessages: z.int().min(1).max(10).optional(),
  VisibilityTimeout: z.int().min(0).max(43_200).optional(),
  WaitTimeSeconds: z.int().min(0).max(20).optional(),
  /** The older name of MessageSystemAttributeNames; both are accepted. */
  AttributeNames: z.array(z.string()).optional(),
  MessageSystemAttributeNames: z.array(z.string()).optional(),
  MessageAttributeNames: z.array(z.string()).optional(),
});

/** ReceiveMessage, with long polling: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html */
export async function receiveMessage(queues: QueueStore, clock: LocalClock, input: CallInput): Promise<unknown> {
  const request = checkInput(receiveMessageShape, input);
  const queue = queues.byUrl(request.QueueUrl);
  const take = (): ReceivedMessage[] => queue.receive(request.MaxNumberOfMessages ?? 1, request.VisibilityTimeout);
  const waitMs = (request.WaitTimeSeconds ?? queue.settings.receiveWaitSeconds) * 1000;
  const received = await receiveWithin(queue, clock, waitMs, take);
  if (received.length === 0) return {};
  const systemNames = [...(request.AttributeNames ?? []), ...(request.MessageSystemAttributeNames ?? [])];
  return { Messages: received.map((one) => describe(one, systemNames, request.MessageAttributeNames ?? [])) };
}

async function receiveWithin(
  queue: Queue,
  clock: LocalClock,
  waitMs: number,
  take: () => ReceivedMessage[],
): Promise<ReceivedMessage[]> {
  const atOnce = take();
  if (atOnce.length > 0 || waitMs === 0) return atOnce;
  return new Promise((resolve) => {
    const finish = (received: ReceivedMessage[]): void => {
      cancelTimer();
      unsubscribe();
      resolve(received);
    };
    const cancelTimer = clock.setTimer(waitMs, () => finish([]));
    const unsubscribe = queue.whenAvailable(() => {
      const received = take();
      if (received.length > 0) finish(received);
    });
  });
}

function describe(
  { message, receiptHandle }: ReceivedMessage,
  systemNames: string[],
  attributeNames: string[],
): object {
  const attributes = chosen(systemAttributesOf(message), systemNames);
  const messageAttributes = chosen(message.messageAttributes, attributeNames);
  return {
    MessageId: message.messageId,
    ReceiptHandle: receiptHandle,
    MD5OfBody: message.bodyMd5,
    Body: message.body,
    ...(Object.keys(attributes).length > 0 && { Attributes: attributes }),
    ...(Object.keys(messageAttributes).length > 0 && {
      MessageAttributes: messageAttributes,
      MD5OfMessageAttributes: messageAttributesMd5(messageAttributes),
    }),
  };
}

/** Those asked for by name, by `prefix.*`, or with `All` or `.*` every one. */
function chosen<Value>(attributes: Readonly<Record<string, Value>>, names: readonly string[]): Record<string, Value> {
  const isChosen = (name: string): boolean =>
    names.some((wanted) =>
      wanted === 'All' || wanted === '.*' || wanted === name
        ? true
        : wanted.endsWith('.*') && name.startsWith(wanted.slice(0, -1)),
    );
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => isChosen(name)));
}
