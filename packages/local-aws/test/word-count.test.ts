import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { packageExample } from '../examples/word-count/package.mjs';
import { type LocalCloud, startLocalCloud } from '../src/index.ts';
import { createClients } from './fixture/clients.ts';

/** The example, as somebody has it who wants to try a queue, a function and a table, and nothing else. */
let folder: string;
let cloud: LocalCloud;
let clients: ReturnType<typeof createClients>;
let invocations = 0;
let onInvocation: () => void = () => undefined;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'word-count-'));
  await packageExample(folder);
  cloud = await startLocalCloud({
    port: 0,
    packageFolder: folder,
    onActivity(activity) {
      if (activity.kind !== 'invocation' || activity.outcome !== 'succeeded') return;
      invocations += 1;
      onInvocation();
    },
  });
  clients = createClients(cloud.endpointUrl);
});

afterAll(async () => {
  clients.destroy();
  await cloud.stop();
  await rm(folder, { recursive: true, force: true });
});

async function send(body: string): Promise<void> {
  const before = invocations;
  const handled = new Promise<void>((resolve) => {
    onInvocation = () => invocations > before && resolve();
  });
  const QueueUrl = `${cloud.endpointUrl}/123456789012/messages`;
  await clients.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: body }));
  await handled;
}

test('a message goes through the queue to the function, which counts its words in the table', async () => {
  await send('so it goes');
  await send('and so on');
  const { Items = [] } = await clients.dynamodb.send(new ScanCommand({ TableName: 'words' }));
  expect(Object.fromEntries(Items.map(({ word, times }) => [word?.S, times?.N]))).toEqual({
    so: '2',
    it: '1',
    goes: '1',
    and: '1',
    on: '1',
  });
  expect(cloud.calls()['word-count']).toEqual({ 'dynamodb.UpdateItem': 6 });
  expect(cloud.queueCounts()).toEqual({ messages: { visible: 0, inFlight: 0, delayed: 0 } });
});
