import 'aws-sdk-client-mock-jest';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { CreateScheduleCommand, SchedulerClient, UpdateScheduleCommand } from '@aws-sdk/client-scheduler';
import {
  ChangeMessageVisibilityBatchCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { GetParametersCommand, SSMClient } from '@aws-sdk/client-ssm';
import { describe, expect, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import {
  BusRefused,
  createBus,
  createHintQueue,
  createMessageDelay,
  createNotifierWaker,
  createSecrets,
  createTimer,
  EnvironmentIncomplete,
  MessagesNotQueued,
  requireEnvironment,
} from '../../../src/lib/aws/index.ts';
import { detailTypes, notificationDue, takeIn } from '../../../src/lib/aws/messages/index.ts';
import type { Hint } from '../../../src/lib/model/reference.ts';
import type { TrailEntry } from '../../../src/lib/model/trail.ts';

const target = 'arn:aws:proton:eu-central-1:123456789012:environment/prod-eu';
const hint: Hint = {
  cause: 'sweep',
  reference: { on: 'deployment', provider: 'proton', kind: 'environment', name: 'prod-eu' },
};

function entry(id: string): TrailEntry {
  const event = { what: 'observed', status: 'IN_PROGRESS', cause: 'event' } as const;
  return { id, atMs: 0, target, attempt: 'a', name: 'prod-eu', environment: 'prod-eu', actor: { type: 'bot' }, event };
}

describe('messages that are put off', () => {
  const messages = Array.from({ length: 25 }, (_, index) => ({ receiptHandle: `handle-${index}`, delayMs: 10_000 }));

  test('go to the queue ten a call, side by side', async () => {
    const mock = mockClient(SQSClient);
    let waiting = 0;
    const sizes: number[] = [];
    let release = () => {};
    const allAsked = new Promise<void>((resolve) => {
      release = resolve;
    });
    // No call is answered before the last one was made: one after the other, they would wait for ever.
    mock.on(ChangeMessageVisibilityBatchCommand).callsFake(async ({ Entries }) => {
      sizes.push(Entries.length);
      waiting += 1;
      if (waiting === 3) release();
      await allAsked;
      return {};
    });
    const delay = createMessageDelay(new SQSClient({ region: 'eu-central-1' }), 'https://queue');
    expect(await delay.delay(messages)).toEqual({ failed: 0, codes: [] });
    expect(sizes).toEqual([10, 10, 5]);
  });

  test('count as failed where the queue refuses them, one by one or as a whole', async () => {
    const mock = mockClient(SQSClient);
    const Failed = [{ Id: '3', Code: 'ReceiptHandleIsInvalid', SenderFault: true }];
    mock
      .on(ChangeMessageVisibilityBatchCommand)
      .resolvesOnce({ Failed, Successful: [] })
      .rejectsOnce(Object.assign(new Error('no'), { name: 'AccessDenied' }))
      .resolves({});
    const delay = createMessageDelay(new SQSClient({ region: 'eu-central-1' }), 'https://queue');
    expect(await delay.delay(messages)).toEqual({ failed: 11, codes: ['ReceiptHandleIsInvalid', 'AccessDenied'] });
  });
});

describe('the bus', () => {
  test('answers with the entries that PutEvents did not take, although it answered 200', async () => {
    const mock = mockClient(EventBridgeClient);
    mock
      .on(PutEventsCommand)
      .resolves({ FailedEntryCount: 1, Entries: [{ EventId: '1' }, { ErrorCode: 'InternalFailure' }] });
    const bus = createBus(new EventBridgeClient({ region: 'eu-central-1' }), 'proton-bot');
    expect(await bus.publish([entry('one'), entry('two')])).toEqual(['two']);
    const [call] = mock.commandCalls(PutEventsCommand);
    expect(call?.args[0].input.Entries?.[0]).toMatchObject({ Source: 'proton-bot', DetailType: detailTypes.observed });
  });

  test('sends ten entries a call, and no more', async () => {
    const mock = mockClient(EventBridgeClient);
    mock.on(PutEventsCommand).resolves({ FailedEntryCount: 0, Entries: [] });
    const bus = createBus(new EventBridgeClient({ region: 'eu-central-1' }), 'proton-bot');
    await bus.publish(Array.from({ length: 21 }, (_, index) => entry(String(index))));
    expect(mock.commandCalls(PutEventsCommand).map(({ args }) => args[0].input.Entries?.length)).toEqual([10, 10, 1]);
  });

  test('says so when a wake-up was not taken', async () => {
    const mock = mockClient(EventBridgeClient);
    mock.on(PutEventsCommand).resolves({ FailedEntryCount: 1, Entries: [{ ErrorCode: 'ThrottlingException' }] });
    const bus = createBus(new EventBridgeClient({ region: 'eu-central-1' }), 'proton-bot');
    await expect(bus.wakeNotifier({ target, attempt: 'a' })).rejects.toBeInstanceOf(BusRefused);
    expect(mock.commandCalls(PutEventsCommand)[0]?.args[0].input.Entries?.[0]?.DetailType).toBe(notificationDue);
  });
});

describe('the timer', () => {
  test('moves a schedule that is there already, under a name that Scheduler takes', async () => {
    const mock = mockClient(SchedulerClient);
    mock.on(CreateScheduleCommand).rejects(Object.assign(new Error('there'), { name: 'ConflictException' }));
    mock.on(UpdateScheduleCommand).resolves({});
    const options = {
      groupName: 'g',
      targetQueueArn: 'arn:aws:sqs:eu-central-1:1:q',
      roleArn: 'arn:aws:iam::1:role/r',
    };
    const timer = createTimer(new SchedulerClient({ region: 'eu-central-1' }), options);
    await timer.arm({ target, attempt: 'a' }, Date.UTC(2026, 10, 21, 9, 0, 0, 1), hint);
    const input = mock.commandCalls(UpdateScheduleCommand)[0]?.args[0].input;
    expect(input?.ScheduleExpression).toBe('at(2026-11-21T09:00:01)');
    expect(input?.Name).toMatch(/^[0-9a-zA-Z_.-]{1,64}$/);
  });
});

describe('the queue of hints', () => {
  test('sends again what failed, and gives up with an error', async () => {
    const mock = mockClient(SQSClient);
    mock.on(SendMessageBatchCommand).resolves({ Failed: [{ Id: '0', Code: 'InternalError', SenderFault: false }] });
    const queue = createHintQueue(new SQSClient({ region: 'eu-central-1' }), 'https://queue');
    await expect(queue.enqueue([hint, hint])).rejects.toBeInstanceOf(MessagesNotQueued);
    const sizes = mock.commandCalls(SendMessageBatchCommand).map(({ args }) => args[0].input.Entries?.length);
    expect(sizes).toEqual([2, 1, 1]);
  });
});

describe('waking the notifier by its queue', () => {
  test('sends what the notifier takes in as an event of the bus', async () => {
    const mock = mockClient(SQSClient);
    mock.on(SendMessageCommand).resolves({});
    const waker = createNotifierWaker(new SQSClient({ region: 'eu-central-1' }), 'https://queue');
    const key = { target: 'story#attempt#a', attempt: 'b#C1' };
    await waker.wakeNotifier(key);
    const input = mock.commandCalls(SendMessageCommand)[0]?.args[0].input;
    expect(input?.QueueUrl).toBe('https://queue');
    expect(takeIn(input?.MessageBody ?? '', [])).toMatchObject({ kind: 'wakeUp', wakeUp: { key } });
  });
});

describe('secrets and settings', () => {
  test('a failure to read is not kept, a success is', async () => {
    const mock = mockClient(SSMClient);
    mock
      .on(GetParametersCommand)
      .rejectsOnce(new Error('down'))
      .resolves({ Parameters: [{ Name: '/token', Value: 'x' }] });
    const read = createSecrets(new SSMClient({ region: 'eu-central-1' }), { token: '/token' });
    await expect(read()).rejects.toThrow('down');
    expect(await read()).toEqual({ token: 'x' });
    expect(await read()).toEqual({ token: 'x' });
    expect(mock).toHaveReceivedCommandTimes(GetParametersCommand, 2);
  });

  test('every missing variable is named at once', () => {
    expect(() => requireEnvironment(['ONE', 'TWO'], { THREE: '3' })).toThrow(EnvironmentIncomplete);
    expect(() => requireEnvironment(['ONE', 'TWO'], { THREE: '3' })).toThrow('ONE, TWO');
  });
});
