import { describe, expect, test } from '@jest/globals';
import type { Context } from 'aws-lambda';
import { queueHandler } from '../../src/handlers/batch/index.ts';
import type { MessageDelay } from '../../src/lib/aws/index.ts';
import { ChatBusy, type Log } from '../../src/lib/ports.ts';

const silent: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** What Lambda hands over; only the time that is left is looked at. */
function contextWith(remainingMs: number): Context {
  const unused = () => undefined;
  return {
    callbackWaitsForEmptyEventLoop: true,
    functionName: 'observe',
    functionVersion: '1',
    invokedFunctionArn: 'arn:aws:lambda:eu-central-1:123456789012:function:observe',
    memoryLimitInMB: '512',
    awsRequestId: 'request',
    logGroupName: 'group',
    logStreamName: 'stream',
    getRemainingTimeInMillis: () => remainingMs,
    done: unused,
    fail: unused,
    succeed: unused,
  };
}

const Records = Array.from({ length: 25 }, (_, index) => ({
  messageId: `message-${index}`,
  receiptHandle: `handle-${index}`,
  body: '{}',
  attributes: { ApproximateReceiveCount: String((index % 2) + 1) },
}));

describe('failed messages', () => {
  test('are put off together, each for its own time', async () => {
    const delays: Parameters<MessageDelay['delay']>[0][] = [];
    const handler = queueHandler({
      log: silent,
      delay: {
        async delay(messages) {
          delays.push(messages);
          return { failed: 0, codes: [] };
        },
      },
      work: async (messages) =>
        messages.map((message, index) => ({
          messages: [message],
          error: index === 0 ? new ChatBusy(7_000) : new Error('no'),
        })),
    });
    const { batchItemFailures } = await handler({ Records }, contextWith(30_000));
    expect(batchItemFailures).toHaveLength(25);
    expect(delays).toHaveLength(1);
    expect(delays[0]?.slice(0, 3)).toEqual([
      { receiptHandle: 'handle-0', delayMs: 7_000 },
      { receiptHandle: 'handle-1', delayMs: 30_000 },
      { receiptHandle: 'handle-2', delayMs: 10_000 },
    ]);
  });

  test('do not keep the answer about the others back when the queue does not answer', async () => {
    const handler = queueHandler({
      log: silent,
      delay: {
        delay: (messages, signal) =>
          new Promise((resolve) => {
            signal?.addEventListener('abort', () => resolve({ failed: messages.length, codes: ['AbortError'] }));
          }),
      },
      work: async ([first]) => (first ? [{ messages: [first], error: new Error('no') }] : []),
    });
    const { batchItemFailures } = await handler({ Records }, contextWith(2_020));
    expect(batchItemFailures).toEqual([{ itemIdentifier: 'message-0' }]);
  });

  test('are not put off when there is no time left for it', async () => {
    let asked = 0;
    const handler = queueHandler({
      log: silent,
      delay: {
        async delay() {
          asked += 1;
          return { failed: 0, codes: [] };
        },
      },
      work: async (messages) => [{ messages, error: new Error('no') }],
    });
    expect((await handler({ Records }, contextWith(1_500))).batchItemFailures).toHaveLength(25);
    expect(asked).toBe(0);
  });
});
