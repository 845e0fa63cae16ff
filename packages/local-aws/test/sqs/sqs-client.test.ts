import {
  ChangeMessageVisibilityBatchCommand,
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  type Message,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { ManualClock } from '../../src/index.ts';
import { createClients } from '../fixture/clients.ts';
import { type CloudUnderTest, startCloudUnderTest } from '../fixture/cloud.ts';

const queue = (properties: object = {}): object => ({ Type: 'AWS::SQS::Queue', Properties: properties });
const template = {
  Resources: {
    Work: queue({
      QueueName: 'work',
      VisibilityTimeout: 30,
      RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': ['Dead', 'Arn'] }, maxReceiveCount: 2 },
    }),
    Dead: queue({ QueueName: 'dead' }),
    Small: queue({ QueueName: 'small', MaximumMessageSize: 1024, DelaySeconds: 5, MessageRetentionPeriod: 60 }),
  },
};

describe('the SQS client', () => {
  const clock = new ManualClock(Date.parse('2026-11-21T10:00:00Z'));
  let running: CloudUnderTest;
  let clients: ReturnType<typeof createClients>;
  let url: string;
  const urlOf = (name: string): string => `${running.cloud.endpointUrl}/123456789012/${name}`;

  beforeAll(async () => {
    running = await startCloudUnderTest({ template, clock });
    clients = createClients(running.cloud.endpointUrl);
    url = urlOf('work');
  });
  afterAll(async () => {
    clients.destroy();
    await running.stop();
  });
  beforeEach(async () => {
    await clock.advance(61_000);
    for (const name of ['work', 'dead', 'small'])
      await clients.sqs.send(new PurgeQueueCommand({ QueueUrl: urlOf(name) }));
  });

  const send = (MessageBody: string, QueueUrl = url) =>
    clients.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }));
  const receive = async (QueueUrl = url, more: object = {}): Promise<Message[]> => {
    const { Messages = [] } = await clients.sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, ...more }),
    );
    return Messages;
  };

  test('sends and receives any text; the client checks the MD5 of both ways', async () => {
    const body = JSON.stringify({ text: 'Grüße, 世界 🚀\t\n' });
    const { MessageId } = await send(body);
    const [message] = await receive(url, { MessageSystemAttributeNames: ['All'] });
    expect(message).toMatchObject({ MessageId, Body: body });
    expect(message?.Attributes).toMatchObject({ ApproximateReceiveCount: '1', SentTimestamp: String(clock.nowMs()) });
  });

  test('hides a message for the visibility timeout, then gives it again with another handle', async () => {
    await send('once');
    const [first] = await receive();
    expect(await receive()).toEqual([]);
    await clock.advance(30_000);
    const [second] = await receive();
    expect(second?.MessageId).toBe(first?.MessageId);
    expect(second?.ReceiptHandle).not.toBe(first?.ReceiptHandle);
    await clients.sqs.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle: first?.ReceiptHandle }));
    expect(running.cloud.queueCounts()['work']).toEqual({ visible: 0, inFlight: 1, delayed: 0 });
    await clients.sqs.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle: second?.ReceiptHandle }));
    expect(running.cloud.queueCounts()['work']).toEqual({ visible: 0, inFlight: 0, delayed: 0 });
  });

  test('moves a message that was received too often to the dead-letter queue', async () => {
    const { MessageId } = await send('poison');
    for (const time of [1, 2]) {
      expect([time, (await receive()).length]).toEqual([time, 1]);
      await clock.advance(30_000);
    }
    expect(await receive()).toEqual([]);
    const [dead] = await receive(urlOf('dead'), { MessageSystemAttributeNames: ['DeadLetterQueueSourceArn'] });
    expect(dead).toMatchObject({ MessageId, Body: 'poison' });
    expect(dead?.Attributes?.['DeadLetterQueueSourceArn']).toBe('arn:aws:sqs:eu-central-1:123456789012:work');
  });

  test('changes the visibility timeout of a message in flight, and of no other', async () => {
    await send('later');
    const [message] = await receive();
    const change = (VisibilityTimeout: number) =>
      clients.sqs.send(
        new ChangeMessageVisibilityCommand({ QueueUrl: url, ReceiptHandle: message?.ReceiptHandle, VisibilityTimeout }),
      );
    await change(100);
    await clock.advance(99_000);
    expect(await receive()).toEqual([]);
    await change(0);
    await expect(change(10)).rejects.toMatchObject({ name: 'MessageNotInflight' });
    expect(await receive()).toHaveLength(1);
  });

  test('delays messages, by the queue or by the message', async () => {
    await send('by the queue', urlOf('small'));
    await clients.sqs.send(new SendMessageCommand({ QueueUrl: url, MessageBody: 'by the message', DelaySeconds: 10 }));
    expect([await receive(), await receive(urlOf('small'))]).toEqual([[], []]);
    expect(running.cloud.queueCounts()['work']).toEqual({ visible: 0, inFlight: 0, delayed: 1 });
    await clock.advance(10_000);
    expect([(await receive()).length, (await receive(urlOf('small'))).length]).toEqual([1, 1]);
  });

  test('lets the time pass at once for which messages are hidden or delayed, and counts every receive all the same', async () => {
    await send('hidden');
    await clients.sqs.send(new SendMessageCommand({ QueueUrl: url, MessageBody: 'delayed', DelaySeconds: 10 }));
    const [first] = await receive();
    expect([first?.Body, await receive()]).toEqual(['hidden', []]);
    running.cloud.revealMessages();
    expect(running.cloud.queueCounts()['work']).toEqual({ visible: 2, inFlight: 0, delayed: 0 });
    const revealed = await receive(url, { MessageSystemAttributeNames: ['ApproximateReceiveCount'] });
    expect(revealed.map(({ Body, Attributes }) => [Body, Attributes?.['ApproximateReceiveCount']])).toEqual([
      ['hidden', '2'],
      ['delayed', '1'],
    ]);
    running.cloud.revealMessages();
    expect((await receive()).map(({ Body }) => Body)).toEqual(['delayed']);
    expect((await receive(urlOf('dead'))).map(({ Body }) => Body)).toEqual(['hidden']);
  });

  test('forgets messages after the retention period', async () => {
    await send('old', urlOf('small'));
    await clock.advance(61_000);
    expect(await receive(urlOf('small'))).toEqual([]);
    expect(running.cloud.queueCounts()['small']).toEqual({ visible: 0, inFlight: 0, delayed: 0 });
  });

  test('long polling answers when a message comes, or empty when none does', async () => {
    const polling = receive(url, { WaitTimeSeconds: 20 });
    await send('awaited');
    expect(await polling).toMatchObject([{ Body: 'awaited' }]);
    const inVain = receive(urlOf('dead'), { WaitTimeSeconds: 20 });
    while (clock.pendingTimers === 0) await new Promise((resolve) => setImmediate(resolve));
    await clock.advance(20_000);
    expect(await inVain).toEqual([]);
  });

  test('batches: each entry stands for itself', async () => {
    const sent = await clients.sqs.send(
      new SendMessageBatchCommand({
        QueueUrl: url,
        Entries: [
          { Id: 'good', MessageBody: 'good' },
          { Id: 'bad', MessageBody: 'a\u0001b' },
          { Id: 'late', MessageBody: 'late', DelaySeconds: 900 },
        ],
      }),
    );
    expect(sent.Successful?.map(({ Id }) => Id)).toEqual(['good', 'late']);
    expect(sent.Failed).toMatchObject([{ Id: 'bad', Code: 'InvalidMessageContents', SenderFault: true }]);
    const [good] = await receive();
    const ReceiptHandle = good?.ReceiptHandle;
    const changed = await clients.sqs.send(
      new ChangeMessageVisibilityBatchCommand({
        QueueUrl: url,
        Entries: [
          { Id: 'one', ReceiptHandle, VisibilityTimeout: 5 },
          { Id: 'two', ReceiptHandle: 'nonsense', VisibilityTimeout: 5 },
        ],
      }),
    );
    expect(changed.Successful).toEqual([{ Id: 'one' }]);
    expect(changed.Failed).toMatchObject([{ Id: 'two', Code: 'ReceiptHandleIsInvalid' }]);
    const deleted = await clients.sqs.send(
      new DeleteMessageBatchCommand({ QueueUrl: url, Entries: [{ Id: 'one', ReceiptHandle }] }),
    );
    expect(deleted).toMatchObject({ Successful: [{ Id: 'one' }], Failed: [] });
  });

  test('message attributes travel, with their own digest', async () => {
    const MessageAttributes = {
      kind: { DataType: 'String', StringValue: 'hint' },
      raw: { DataType: 'Binary', BinaryValue: Buffer.from([0, 255]) },
    };
    const sent = await clients.sqs.send(new SendMessageCommand({ QueueUrl: url, MessageBody: 'a', MessageAttributes }));
    const [message] = await receive(url, { MessageAttributeNames: ['All'] });
    expect(message?.MessageAttributes?.['kind']?.StringValue).toBe('hint');
    expect([...(message?.MessageAttributes?.['raw']?.BinaryValue ?? [])]).toEqual([0, 255]);
    expect(message?.MD5OfMessageAttributes).toBe(sent.MD5OfMessageAttributes);
    // From the formula of the developer guide, worked out with Python's hashlib.
    expect(sent.MD5OfMessageAttributes).toBe('3a1f926808e58c405ccd6378a4a3f5fe');
  });

  test('describes a queue', async () => {
    const { QueueUrl } = await clients.sqs.send(new GetQueueUrlCommand({ QueueName: 'work' }));
    expect(QueueUrl).toBe(url);
    await send('one');
    const { Attributes } = await clients.sqs.send(
      new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['All'] }),
    );
    expect(Attributes).toMatchObject({
      QueueArn: 'arn:aws:sqs:eu-central-1:123456789012:work',
      ApproximateNumberOfMessages: '1',
      VisibilityTimeout: '30',
      RedrivePolicy: '{"deadLetterTargetArn":"arn:aws:sqs:eu-central-1:123456789012:dead","maxReceiveCount":2}',
    });
  });

  const tooLong = 'x'.repeat(1025);
  const refusals: [what: string, run: () => Promise<unknown>, name: string][] = [
    ['an unknown queue', () => send('a', urlOf('nowhere')), 'QueueDoesNotExist'],
    [
      'a queue of another account',
      () => send('a', `${running.cloud.endpointUrl}/999999999999/work`),
      'QueueDoesNotExist',
    ],
    ['an empty body', () => send(''), 'InvalidParameterValue'],
    ['a body with a control character', () => send('a\u0000'), 'InvalidMessageContents'],
    ['a body above the limit', () => send(tooLong, urlOf('small')), 'InvalidParameterValue'],
    [
      'a delay above 15 minutes',
      () => clients.sqs.send(new SendMessageCommand({ QueueUrl: url, MessageBody: 'a', DelaySeconds: 901 })),
      'ValidationException',
    ],
    [
      'FIFO parameters',
      () => clients.sqs.send(new SendMessageCommand({ QueueUrl: url, MessageBody: 'a', MessageGroupId: 'g' })),
      'ValidationException',
    ],
    ['more than ten at once', () => receive(url, { MaxNumberOfMessages: 11 }), 'ValidationException'],
    [
      'an empty batch',
      () => clients.sqs.send(new SendMessageBatchCommand({ QueueUrl: url, Entries: [] })),
      'EmptyBatchRequest',
    ],
    [
      'a batch of eleven',
      () => sendBatch(Array.from({ length: 11 }, (_entry, index) => `m${String(index)}`)),
      'TooManyEntriesInBatchRequest',
    ],
    ['an id twice', () => sendBatch(['m', 'm']), 'BatchEntryIdsNotDistinct'],
    ['an id with a space', () => sendBatch(['m 1']), 'InvalidBatchEntryId'],
    [
      'a batch above the limit',
      () =>
        clients.sqs.send(
          new SendMessageBatchCommand({
            QueueUrl: urlOf('small'),
            Entries: ['a', 'b'].map((Id) => ({ Id, MessageBody: 'x'.repeat(600) })),
          }),
        ),
      'BatchRequestTooLong',
    ],
    [
      'a handle that is none',
      () => clients.sqs.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle: 'x' })),
      'ReceiptHandleIsInvalid',
    ],
    [
      'an unknown attribute',
      () => clients.sqs.send(new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['FifoQueue'] })),
      'InvalidAttributeName',
    ],
    [
      'a second purge within a minute',
      () => clients.sqs.send(new PurgeQueueCommand({ QueueUrl: url })),
      'PurgeQueueInProgress',
    ],
    [
      'what the bot does not call',
      () => clients.sqs.send(new CreateQueueCommand({ QueueName: 'new' })),
      'UnknownOperationException',
    ],
  ];

  function sendBatch(ids: string[]): Promise<unknown> {
    return clients.sqs.send(
      new SendMessageBatchCommand({ QueueUrl: url, Entries: ids.map((Id) => ({ Id, MessageBody: Id })) }),
    );
  }

  test.each(refusals)('refuses %s', async (_what, run, name) => {
    await expect(run()).rejects.toMatchObject({ name });
  });
});
