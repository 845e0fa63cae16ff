import { DeleteTableCommand, GetItemCommand, PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { GetParameterCommand, GetParametersCommand, PutParameterCommand } from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createClients } from '../fixture/clients.ts';
import { type CloudUnderTest, startCloudUnderTest } from '../fixture/cloud.ts';
import { fixtureTemplate } from '../fixture/template.ts';

let running: CloudUnderTest;
let clients: ReturnType<typeof createClients>;

beforeAll(async () => {
  const { Resources } = fixtureTemplate();
  const withoutReaders = Object.fromEntries(Object.entries(Resources).filter(([name]) => name !== 'ObserveMapping'));
  running = await startCloudUnderTest({
    template: { ...fixtureTemplate(), Resources: withoutReaders },
    parameters: [{ name: '/bot/slack-token', value: 'made-up', type: 'SecureString' }],
  });
  clients = createClients(running.cloud.endpointUrl);
});
afterAll(async () => {
  clients.destroy();
  await running.stop();
});

async function bodiesIn(queueName: string): Promise<unknown[]> {
  const QueueUrl = `${running.cloud.endpointUrl}/123456789012/${queueName}`;
  const { Messages = [] } = await clients.sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
  return Messages.map(({ Body = '' }) => JSON.parse(Body));
}

describe('EventBridge PutEvents', () => {
  test('answers 200 with the failed entries, in order, and delivers the others', async () => {
    const good = { Source: 'proton-bot', DetailType: 'Decided', Detail: '{"a":1}', EventBusName: 'fixture-bus' };
    const answer = await clients.events.send(
      new PutEventsCommand({
        Entries: [
          { ...good, Source: undefined },
          good,
          { ...good, Detail: '[1]' },
          { ...good, Detail: 'not json' },
          { ...good, Source: 'aws.proton' },
          { ...good, EventBusName: 'nowhere' },
          { ...good, DetailType: '' },
          {
            ...good,
            EventBusName: 'arn:aws:events:eu-central-1:123456789012:event-bus/fixture-bus',
            Detail: '{"a":2}',
          },
        ],
      }),
    );
    expect(answer.FailedEntryCount).toBe(6);
    expect(answer.Entries?.map(({ ErrorCode, EventId }) => ErrorCode ?? typeof EventId)).toEqual([
      'InvalidArgument',
      'string',
      'MalformedDetail',
      'MalformedDetail',
      'NotAuthorizedForSourceException',
      'ResourceNotFoundException',
      'InvalidArgument',
      'string',
    ]);
    // The rule's InputPath leaves only the detail.
    expect(await bodiesIn('local-NotifyQueue')).toEqual([{ a: 1 }, { a: 2 }]);
  });

  test('refuses a call above the limits', async () => {
    const entry = { Source: 's', DetailType: 't', Detail: '{}' };
    const put = (Entries: object[]) => clients.events.send(new PutEventsCommand({ Entries }));
    await expect(put([])).rejects.toMatchObject({ name: 'ValidationException' });
    await expect(put(Array.from({ length: 11 }, () => entry))).rejects.toMatchObject({ name: 'ValidationException' });
    await expect(put([{ ...entry, Detail: JSON.stringify({ long: 'x'.repeat(256 * 1024) }) }])).rejects.toThrow(
      /over the limit/,
    );
  });

  test('an event of AWS comes from inside, complete', async () => {
    running.cloud.putEvents([
      { source: 'aws.proton', 'detail-type': 'T', detail: { a: 1 }, time: '2026-11-21T10:00:00Z' },
    ]);
    expect(await bodiesIn('observe')).toEqual([
      {
        version: '0',
        id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/),
        'detail-type': 'T',
        source: 'aws.proton',
        account: '123456789012',
        time: '2026-11-21T10:00:00Z',
        region: 'eu-central-1',
        resources: [],
        detail: { a: 1 },
      },
    ]);
  });
});

describe('SSM', () => {
  test('gives a secret decrypted to those who ask for that, and cipher text to others', async () => {
    const get = async (WithDecryption: boolean): Promise<string | undefined> =>
      (await clients.ssm.send(new GetParameterCommand({ Name: '/bot/slack-token', WithDecryption }))).Parameter?.Value;
    expect(await get(true)).toBe('made-up');
    expect(await get(false)).not.toContain('made-up');
  });

  test('lists unknown names, and throws for a single one', async () => {
    const { Parameters, InvalidParameters } = await clients.ssm.send(
      new GetParametersCommand({ Names: ['/nowhere', '/bot/slack-token'], WithDecryption: true }),
    );
    expect(Parameters?.map(({ Name, Value }) => [Name, Value])).toEqual([['/bot/slack-token', 'made-up']]);
    expect(InvalidParameters).toEqual(['/nowhere']);
    await expect(clients.ssm.send(new GetParameterCommand({ Name: '/nowhere' }))).rejects.toMatchObject({
      name: 'ParameterNotFound',
    });
  });

  test('writes versions', async () => {
    const put = (more: object) => clients.ssm.send(new PutParameterCommand({ Name: '/bot/new', Value: 'v', ...more }));
    await expect(put({})).rejects.toThrow(/type is required/);
    expect(await put({ Type: 'String' })).toMatchObject({ Version: 1 });
    await expect(put({ Type: 'String' })).rejects.toMatchObject({ name: 'ParameterAlreadyExists' });
    expect(await put({ Overwrite: true })).toMatchObject({ Version: 2 });
  });
});

describe('DynamoDB', () => {
  test('has the table of the template, its condition writes and its sparse index', async () => {
    const TableName = 'deployments';
    const put = (Item: Record<string, { S: string } | { N: string }>) =>
      clients.dynamodb.send(
        new PutItemCommand({ TableName, Item, ConditionExpression: 'attribute_not_exists(target)' }),
      );
    await put({ target: { S: 'due' }, attentionPartition: { S: 'open#0' }, attentionAt: { N: '5' } });
    await put({ target: { S: 'later' }, attentionPartition: { S: 'open#0' }, attentionAt: { N: '50' } });
    await put({ target: { S: 'never' } });
    await expect(put({ target: { S: 'due' } })).rejects.toMatchObject({ name: 'ConditionalCheckFailedException' });
    const { Items } = await clients.dynamodb.send(
      new QueryCommand({
        TableName,
        IndexName: 'attention',
        KeyConditionExpression: 'attentionPartition = :partition AND attentionAt <= :now',
        ExpressionAttributeValues: { ':partition': { S: 'open#0' }, ':now': { N: '10' } },
      }),
    );
    expect(Items?.map(({ target }) => target)).toEqual([{ S: 'due' }]);
    const { Item } = await clients.dynamodb.send(
      new GetItemCommand({ TableName, Key: { target: { S: 'never' } }, ConsistentRead: true }),
    );
    expect(Item).toEqual({ target: { S: 'never' } });
    await expect(clients.dynamodb.send(new DeleteTableCommand({ TableName: 'nowhere' }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });
});
