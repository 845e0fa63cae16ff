import {
  CreateScheduleCommand,
  type CreateScheduleCommandInput,
  DeleteScheduleCommand,
  GetScheduleCommand,
  ListSchedulesCommand,
  UpdateScheduleCommand,
} from '@aws-sdk/client-scheduler';
import { ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ManualClock } from '../../src/index.ts';
import { createClients } from '../fixture/clients.ts';
import { type CloudUnderTest, startCloudUnderTest } from '../fixture/cloud.ts';

const template = {
  Resources: {
    Queue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'observe' } },
    Group: { Type: 'AWS::Scheduler::ScheduleGroup', Properties: { Name: 'deadlines' } },
  },
};

describe('the Scheduler client', () => {
  const startMs = Date.parse('2026-11-21T10:00:00Z');
  const clock = new ManualClock(startMs);
  let running: CloudUnderTest;
  let clients: ReturnType<typeof createClients>;
  let counter = 0;

  beforeAll(async () => {
    running = await startCloudUnderTest({ template, clock });
    clients = createClients(running.cloud.endpointUrl);
  });
  afterAll(async () => {
    clients.destroy();
    await running.stop();
    expect(clock.pendingTimers).toBe(0);
  });

  /** A one-shot schedule so many seconds from now, to the observe queue. */
  const oneShot = (inSeconds: number, more: Partial<CreateScheduleCommandInput> = {}): CreateScheduleCommandInput => ({
    Name: `deadline-${String((counter += 1))}`,
    ScheduleExpression: `at(${new Date(clock.nowMs() + inSeconds * 1000).toISOString().slice(0, 19)})`,
    FlexibleTimeWindow: { Mode: 'OFF' },
    ActionAfterCompletion: 'DELETE',
    Target: {
      Arn: 'arn:aws:sqs:eu-central-1:123456789012:observe',
      RoleArn: 'arn:aws:iam::123456789012:role/schedule',
      Input: '{"due":true}',
    },
    ...more,
  });
  const create = (input: CreateScheduleCommandInput) => clients.scheduler.send(new CreateScheduleCommand(input));
  const get = (Name: string | undefined, GroupName?: string) =>
    clients.scheduler.send(new GetScheduleCommand({ Name, GroupName }));
  const received = async (): Promise<string[]> => {
    const QueueUrl = `${running.cloud.endpointUrl}/123456789012/observe`;
    const { Messages = [] } = await clients.sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: 43_200 }),
    );
    return Messages.map(({ Body = '' }) => Body);
  };

  test('fires once, at its time in UTC, and deletes itself', async () => {
    const schedule = oneShot(90);
    const { ScheduleArn } = await create(schedule);
    expect(ScheduleArn).toBe(`arn:aws:scheduler:eu-central-1:123456789012:schedule/default/${schedule.Name ?? ''}`);
    expect(await get(schedule.Name)).toMatchObject({
      State: 'ENABLED',
      ActionAfterCompletion: 'DELETE',
      Target: schedule.Target,
    });
    await clock.advance(89_000);
    expect(await received()).toEqual([]);
    await clock.advance(1000);
    expect(await received()).toEqual(['{"due":true}']);
    await expect(get(schedule.Name)).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      $metadata: { httpStatusCode: 404 },
    });
  });

  test('an update moves the time, in its group', async () => {
    const schedule = oneShot(10, { GroupName: 'deadlines' });
    await create(schedule);
    await clients.scheduler.send(
      new UpdateScheduleCommand({ ...oneShot(100), Name: schedule.Name, GroupName: 'deadlines' }),
    );
    await clock.advance(99_000);
    expect(await received()).toEqual([]);
    await clock.advance(1000);
    expect(await received()).toHaveLength(1);
  });

  test('a deleted or disabled schedule does not fire; one without DELETE stays', async () => {
    const deleted = oneShot(10);
    const disabled = oneShot(10, { State: 'DISABLED' });
    const kept = oneShot(10, { ActionAfterCompletion: 'NONE' });
    for (const schedule of [deleted, disabled, kept]) await create(schedule);
    await clients.scheduler.send(new DeleteScheduleCommand({ Name: deleted.Name }));
    await clock.advance(20_000);
    expect(await received()).toHaveLength(1);
    expect(await get(kept.Name)).toMatchObject({ Name: kept.Name });
    await clock.advance(3_600_000);
    expect(await received()).toEqual([]);
  });

  test('a name that is taken is a conflict, unless the call is a repetition', async () => {
    const schedule = oneShot(86_400, { ClientToken: 'first' });
    await create(schedule);
    await create(schedule);
    await expect(create({ ...schedule, ClientToken: 'second' })).rejects.toMatchObject({
      name: 'ConflictException',
      $metadata: { httpStatusCode: 409 },
    });
  });

  test('fills in the context attributes, and notifies when there is no input', async () => {
    const { Arn, RoleArn } = oneShot(1).Target ?? { Arn: '', RoleArn: '' };
    await create(
      oneShot(1, { Target: { Arn, RoleArn, Input: '<aws.scheduler.scheduled-time> <aws.scheduler.attempt-number>' } }),
    );
    await create(oneShot(1, { Target: { Arn, RoleArn } }));
    const time = `${new Date(clock.nowMs() + 1000).toISOString().slice(0, 19)}Z`;
    await clock.advance(1000);
    const [filled, notification = '{}'] = await received();
    expect(filled).toBe(`${time} 1`);
    expect(JSON.parse(notification)).toMatchObject({
      source: 'aws.scheduler',
      'detail-type': 'Scheduled Event',
      time,
      detail: '{}',
    });
  });

  test('repeats a rate', async () => {
    const schedule = oneShot(0, { ScheduleExpression: 'rate(5 minutes)' });
    await create(schedule);
    await clock.advance(15 * 60_000);
    await clients.scheduler.send(new DeleteScheduleCommand({ Name: schedule.Name }));
    expect(await received()).toHaveLength(3);
  });

  test('what it delivers to nobody goes to the log', async () => {
    const target = {
      Arn: 'arn:aws:sqs:eu-central-1:123456789012:nowhere',
      RoleArn: 'arn:aws:iam::123456789012:role/schedule',
    };
    await create(oneShot(1, { Target: target }));
    await clock.advance(1000);
    expect(running.logLines).toContainEqual({
      functionName: '(local cloud)',
      stream: 'stderr',
      line: expect.stringContaining(target.Arn),
    });
  });

  const refusals: [what: string, change: Partial<CreateScheduleCommandInput>, message: RegExp][] = [
    ['a time in the past', { ScheduleExpression: 'at(2020-01-01T00:00:00)' }, /Invalid Schedule Expression/],
    ['a day that is none', { ScheduleExpression: 'at(2027-02-30T00:00:00)' }, /Invalid Schedule Expression/],
    ['a time with a zone', { ScheduleExpression: 'at(2027-02-01T00:00:00Z)' }, /Invalid Schedule Expression/],
    ['a cron expression', { ScheduleExpression: 'cron(0 * * * ? *)' }, /not cron/],
    ['another time zone', { ScheduleExpressionTimezone: 'Europe/Berlin' }, /ScheduleExpressionTimezone/],
    ['a name with a space', { Name: 'a b' }, /Name/],
    ['a name above 64 characters', { Name: 'a'.repeat(65) }, /Name/],
    ['what the local cloud does not know', { KmsKeyArn: 'arn:aws:kms:eu-central-1:123456789012:key/x' }, /KmsKeyArn/],
  ];

  test.each(refusals)('refuses %s', async (_what, change, message) => {
    await expect(create(oneShot(60, change))).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringMatching(message),
    });
  });

  test('refuses a group that is not there, and what the bot does not call', async () => {
    await expect(create(oneShot(60, { GroupName: 'nowhere' }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
    await expect(clients.scheduler.send(new UpdateScheduleCommand(oneShot(60)))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
    await expect(clients.scheduler.send(new ListSchedulesCommand({}))).rejects.toMatchObject({
      name: 'UnknownOperationException',
    });
  });
});
