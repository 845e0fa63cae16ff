import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Activity } from '../src/index.ts';
import { ManualClock } from '../src/index.ts';
import { createClients } from './fixture/clients.ts';
import { type CloudUnderTest, startCloudUnderTest } from './fixture/cloud.ts';

const isEnd = (functionName: string) => (activity: Activity) =>
  activity.kind === 'invocation' && activity.phase === 'finished' && activity.functionName === functionName;

describe('a cloud deployed from the packaged template', () => {
  let running: CloudUnderTest;
  beforeAll(async () => {
    running = await startCloudUnderTest();
  });
  afterAll(() => running.stop());

  test('carries an aws.proton event over bus and queue to the function', async () => {
    running.cloud.putEvents([
      { source: 'aws.proton', 'detail-type': 'AWS Proton Service Status Change', detail: { n: 1 } },
    ]);
    await running.until((activity) => activity.kind === 'message' && activity.action === 'deleted');
    const story = running.activities.slice(running.activities.findIndex(({ kind }) => kind === 'event'));
    const kinds = story.map((activity) => {
      if ('action' in activity) return activity.action;
      return 'phase' in activity ? activity.phase : activity.kind;
    });
    expect(kinds).toEqual(['event', 'sent', 'received', 'started', 'finished', 'deleted']);
    const { functionName } = await running.untilLogged('AWS Proton Service Status Change');
    expect(functionName).toBe('fixture-dev-observe');
  });

  test('an event that matches no rule goes nowhere', () => {
    running.cloud.putEvents([{ source: 'aws.ecs', 'detail-type': 'T', detail: {} }]);
    expect(running.activities.at(-1)).toMatchObject({ kind: 'event', rules: [] });
  });

  test('knows which function made which AWS call', async () => {
    const clients = createClients(running.cloud.endpointUrl);
    running.cloud.resetCalls();
    const QueueUrl = String(running.cloud.deployment.resources.get('ObserveQueue')?.ref);
    await clients.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: '{"act":"front-prod"}' }));
    await running.until((activity) => activity.kind === 'call' && activity.service === 'proton');
    expect(running.cloud.calls()).toEqual({
      '(outside)': { 'sqs.SendMessage': 1 },
      'fixture-dev-observe': { 'dynamodb.PutItem': 1, 'proton.CancelServiceInstanceDeployment': 1 },
    });
    expect(running.protonCalls.at(-1)?.body).toBe('{"serviceName":"front","serviceInstanceName":"front-prod"}');
    clients.destroy();
  });
});

test('the minute rule invokes the sweep, whose message reaches observe; the hourly schedule its queue', async () => {
  const clock = new ManualClock(Date.parse('2026-11-21T10:00:00Z'));
  const running = await startCloudUnderTest({ clock });
  await clock.advance(60_000);
  await running.until(isEnd('fixture-dev-observe'));
  const sent = running.activities.find((activity) => activity.kind === 'message' && activity.queue === 'observe');
  expect(sent).toMatchObject({ body: '{"swept":"Scheduled Event","by":"fixture-dev-sweep"}' });
  await clock.advance(59 * 60_000);
  expect(running.cloud.queueCounts()['local-NotifyQueue']).toEqual({ visible: 1, inFlight: 0, delayed: 0 });
  await running.stop();
  expect(clock.pendingTimers).toBe(0);
});

test('an asynchronous invocation that fails is tried again after one and after two minutes', async () => {
  const clock = new ManualClock(0);
  const handlers = { sweep: 'exports.handler = async () => { throw new Error("no"); };' };
  const running = await startCloudUnderTest({ clock, handlers });
  const attempts = (): number => running.activities.filter(isEnd('fixture-dev-sweep')).length;
  const untilAttempts = async (count: number): Promise<void> => {
    while (attempts() < count) await new Promise((resolve) => setImmediate(resolve));
  };
  await clock.advance(60_000);
  await untilAttempts(1);
  // The second minute brings the second run and the first run's second attempt.
  await clock.advance(60_000);
  await untilAttempts(3);
  await running.stop();
});

test('stopping ends everything, at any moment and more than once', async () => {
  const running = await startCloudUnderTest();
  const answer = await running.cloud.invoke('probe', { environment: true });
  const environment: Record<string, string> = JSON.parse(answer.outcome === 'succeeded' ? answer.payload : '{}');
  const taskRoot = environment['LAMBDA_TASK_ROOT'] ?? '';
  expect(existsSync(taskRoot)).toBe(true);
  const hanging = running.cloud.invoke('probe', { hang: true });
  await Promise.all([running.cloud.stop(), running.cloud.stop()]);
  expect(await hanging).toMatchObject({ outcome: 'killed' });
  await expect(fetch(running.cloud.endpointUrl)).rejects.toThrow('fetch failed');
  expect(existsSync(dirname(taskRoot))).toBe(false);
  await running.stop();
});
