import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import {
  type AttributeValue,
  CreateTableCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  TransactionCanceledException,
  TransactWriteItemsCommand,
  type TransactWriteItemsCommandInput,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTableListener, ManualClock } from '../../src/index.ts';

type Attributes = Record<string, AttributeValue>;

const TableName = 'bot';
const clock = new ManualClock(Date.UTC(2026, 10, 20));
let server: Server;
let client: DynamoDBClient;
let count = 0;

beforeAll(async () => {
  server = createServer(createTableListener(clock)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  client = new DynamoDBClient({
    endpoint: `http://127.0.0.1:${String(port)}`,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  });
  await client.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [
        { AttributeName: 'target', AttributeType: 'S' },
        { AttributeName: 'attempt', AttributeType: 'S' },
        { AttributeName: 'due', AttributeType: 'N' },
      ],
      KeySchema: [
        { AttributeName: 'target', KeyType: 'HASH' },
        { AttributeName: 'attempt', KeyType: 'RANGE' },
      ],
      GlobalSecondaryIndexes: [
        {
          IndexName: 'due',
          KeySchema: [
            { AttributeName: 'target', KeyType: 'HASH' },
            { AttributeName: 'due', KeyType: 'RANGE' },
          ],
          Projection: { ProjectionType: 'ALL' },
        },
      ],
    }),
  );
});

afterAll(async () => {
  client.destroy();
  server.close();
  await once(server, 'close');
});

/** A target of a test's own. */
const freshTarget = () => `target-${String((count += 1))}`;

function item(target: string, attempt: string, more: Attributes = {}): Attributes {
  return { target: { S: target }, attempt: { S: attempt }, ...more };
}

const ifNew = { ConditionExpression: 'attribute_not_exists(target)' };

/** Puts in a transaction; each is new unless something else is said. */
function write(items: readonly Attributes[], more: Omit<TransactWriteItemsCommandInput, 'TransactItems'> = {}) {
  const TransactItems = items.map((Item) => ({ Put: { TableName, Item, ...ifNew } }));
  return client.send(new TransactWriteItemsCommand({ TransactItems, ...more }));
}

async function read(target: string, attempt: string): Promise<Attributes | undefined> {
  const Key = item(target, attempt);
  return (await client.send(new GetItemCommand({ TableName, Key, ConsistentRead: true }))).Item;
}

async function refusalOf(promise: Promise<unknown>): Promise<Error> {
  const [{ status, ...settled }] = await Promise.allSettled([promise]);
  if (status === 'rejected' && 'reason' in settled && settled.reason instanceof Error) return settled.reason;
  throw new Error('it was not refused');
}

async function reasonsOf(promise: Promise<unknown>) {
  const error = await refusalOf(promise);
  if (!(error instanceof TransactionCanceledException)) throw error;
  return { message: error.message, reasons: error.CancellationReasons };
}

describe('a transaction', () => {
  test('writes all its items', async () => {
    const target = freshTarget();
    const { $metadata, ...output } = await write([item(target, 'a'), item(target, 'b')]);
    expect($metadata.httpStatusCode).toBe(200);
    expect(output).toEqual({});
    expect([await read(target, 'a'), await read(target, 'b')]).toEqual([item(target, 'a'), item(target, 'b')]);
  });

  test.each([0, 1, 2])('whose condition no. %s fails writes nothing, and says which', async (failing) => {
    const target = freshTarget();
    const attempts = ['a', 'b', 'c'];
    const there = item(target, attempts[failing] ?? '', { state: { S: 'there before' } });
    await client.send(new PutItemCommand({ TableName, Item: there }));
    const codes = attempts.map((_, index) => (index === failing ? 'ConditionalCheckFailed' : 'None'));
    expect(await reasonsOf(write(attempts.map((attempt) => item(target, attempt))))).toEqual({
      message: `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes.join(', ')}]`,
      reasons: codes.map((Code) => (Code === 'None' ? { Code } : { Code, Message: 'The conditional request failed' })),
    });
    const left = await Promise.all(attempts.map((attempt) => read(target, attempt)));
    expect(left).toEqual(attempts.map((_, index) => (index === failing ? there : undefined)));
  });

  test('that is cancelled leaves what it was to replace as it was, in the index too', async () => {
    const target = freshTarget();
    const before = item(target, 'a', { version: { N: '1' }, due: { N: '5' }, text: { S: 'before' } });
    await client.send(new PutItemCommand({ TableName, Item: before }));
    const next = { TableName, Item: item(target, 'a', { version: { N: '2' }, due: { N: '50' } }) };
    const condition = {
      ConditionExpression: 'version = :version',
      ExpressionAttributeValues: { ':version': { N: '1' } },
    };
    const also = { TableName, Item: item(target, 'b'), ConditionExpression: 'attribute_exists(target)' };
    const cancelled = client.send(
      new TransactWriteItemsCommand({ TransactItems: [{ Put: { ...next, ...condition } }, { Put: also }] }),
    );
    expect((await reasonsOf(cancelled)).reasons?.map(({ Code }) => Code)).toEqual(['None', 'ConditionalCheckFailed']);
    expect(await read(target, 'a')).toEqual(before);
    const { Items } = await client.send(
      new QueryCommand({
        TableName,
        IndexName: 'due',
        KeyConditionExpression: 'target = :target AND due > :zero',
        ExpressionAttributeValues: { ':target': { S: target }, ':zero': { N: '0' } },
      }),
    );
    expect(Items).toEqual([before]);
  });

  test('shows the item whose condition failed to those who ask for it', async () => {
    const target = freshTarget();
    const there = item(target, 'a', { version: { N: '7' } });
    await client.send(new PutItemCommand({ TableName, Item: there }));
    const Put = {
      TableName,
      Item: item(target, 'a'),
      ...ifNew,
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
    };
    const { reasons } = await reasonsOf(client.send(new TransactWriteItemsCommand({ TransactItems: [{ Put }] })));
    expect(reasons?.[0]?.Item).toEqual(there);
  });

  test('without a part of a key is cancelled for that', async () => {
    const target = freshTarget();
    const { reasons } = await reasonsOf(write([item(target, 'a'), { target: { S: target } }]));
    expect(reasons).toEqual([
      { Code: 'None' },
      {
        Code: 'ValidationError',
        Message: 'One or more parameter values were invalid: Missing the key attempt in the item',
      },
    ]);
    expect(await read(target, 'a')).toBeUndefined();
  });

  test('whose second condition cannot be read is refused as a whole', async () => {
    const target = freshTarget();
    const TransactItems = [
      { Put: { TableName, Item: item(target, 'a') } },
      { Put: { TableName, Item: item(target, 'b'), ConditionExpression: 'no such thing' } },
    ];
    const error = await refusalOf(client.send(new TransactWriteItemsCommand({ TransactItems })));
    expect(error.name).toBe('ValidationException');
    expect(error.message).toMatch(/^Invalid ConditionExpression: Syntax error/);
    expect(await read(target, 'a')).toBeUndefined();
  });

  test.each<[string, TransactWriteItemsCommandInput['TransactItems'], string]>([
    ['of nothing', [], "1 validation error detected: Value '[]' at 'transactItems' failed to satisfy constraint"],
    [
      'of 101 items',
      Array.from({ length: 101 }, (_, index) => ({ Put: { TableName, Item: item('many', String(index)) } })),
      'Member must have length less than or equal to 100',
    ],
    [
      'of one item twice',
      [
        { Put: { TableName, Item: item('one', 'a') } },
        { Put: { TableName, Item: item('one', 'a', { more: { S: '' } }) } },
      ],
      'Transaction request cannot include multiple operations on one item',
    ],
    ['of an empty part', [{}], 'TransactItems can only contain one of Check, Put, Update or Delete'],
    [
      'with a Delete',
      [{ Delete: { TableName, Key: item('one', 'a') } }],
      'The local cloud knows transactions of Put only, without Delete.',
    ],
  ])('%s is refused', async (_, TransactItems, message) => {
    const error = await refusalOf(client.send(new TransactWriteItemsCommand({ TransactItems })));
    expect(error.name).toBe('ValidationException');
    expect(error.message).toContain(message);
    expect(await read('one', 'a')).toBeUndefined();
    expect(await read('many', '0')).toBeUndefined();
  });

  test('on a table that is not there is refused', async () => {
    const Put = { TableName: 'nowhere', Item: item('a', 'b') };
    const error = await refusalOf(client.send(new TransactWriteItemsCommand({ TransactItems: [{ Put }] })));
    expect([error.name, error.message]).toEqual(['ResourceNotFoundException', 'Requested resource not found']);
  });
});

describe('a token', () => {
  test('makes a repetition do nothing, for ten minutes', async () => {
    const target = freshTarget();
    const ClientRequestToken = `token-of-${target}`;
    const again = () => write([item(target, 'a')], { ClientRequestToken });
    await again();
    const since = item(target, 'a', { written: { S: 'by somebody else' } });
    await client.send(new PutItemCommand({ TableName, Item: since }));
    await clock.advance(10 * 60_000 - 1);
    await again();
    expect(await read(target, 'a')).toEqual(since);
    await clock.advance(1);
    expect((await reasonsOf(again())).reasons).toMatchObject([{ Code: 'ConditionalCheckFailed' }]);
  });

  test('is refused with other parameters', async () => {
    const target = freshTarget();
    const ClientRequestToken = `token-of-${target}`;
    await write([item(target, 'a')], { ClientRequestToken });
    const error = await refusalOf(write([item(target, 'b')], { ClientRequestToken }));
    expect(error.name).toBe('IdempotentParameterMismatchException');
    expect(await read(target, 'b')).toBeUndefined();
  });

  test('of a cancelled transaction is free: what is repeated is tried anew', async () => {
    const target = freshTarget();
    const ClientRequestToken = `token-of-${target}`;
    const items = [item(target, 'a'), item(target, 'b')];
    const existing = { TableName, Item: item(target, 'a', { gone: { S: 'soon' } }) };
    await client.send(new PutItemCommand(existing));
    expect((await refusalOf(write(items, { ClientRequestToken }))).name).toBe('TransactionCanceledException');
    await write([item(target, 'c')], { ClientRequestToken });
    expect(await read(target, 'c')).toBeDefined();
  });

  test('of more than 36 characters is refused', async () => {
    const error = await refusalOf(write([item(freshTarget(), 'a')], { ClientRequestToken: 'x'.repeat(37) }));
    expect(error.name).toBe('ValidationException');
    expect(error.message).toContain("at 'clientRequestToken' failed to satisfy constraint");
  });
});

describe('side by side', () => {
  test('of many transactions of the same items, one writes', async () => {
    const target = freshTarget();
    const tries = Array.from({ length: 20 }, (_, index) => {
      const by = { by: { N: String(index) } };
      return write([item(target, 'record', by), item(target, `item-${String(index)}`, by)]);
    });
    const settled = await Promise.allSettled(tries);
    expect(settled.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const { Items = [] } = await client.send(
      new QueryCommand({
        TableName,
        KeyConditionExpression: 'target = :target',
        ExpressionAttributeValues: { ':target': { S: target } },
      }),
    );
    expect(Items).toHaveLength(2);
    expect(Items[0]?.['by']).toEqual(Items[1]?.['by']);
  });

  test('nobody sees a half: neither of one that is carried out, nor of one that is cancelled', async () => {
    const target = freshTarget();
    await write([item(target, 'c')]);
    const query = async () => {
      const { Items = [] } = await client.send(
        new QueryCommand({
          TableName,
          KeyConditionExpression: 'target = :target',
          ExpressionAttributeValues: { ':target': { S: target } },
        }),
      );
      return Items.map(({ attempt }) => attempt?.S).join('');
    };
    const seen = new Set<string>();
    const writing = new AbortController();
    const reader = (async () => {
      while (!writing.signal.aborted) seen.add(await query());
    })();
    for (let tries = 0; tries < 20; tries += 1) {
      await refusalOf(write([item(target, 'a'), item(target, 'b'), item(target, 'c')]));
    }
    await write([item(target, 'a'), item(target, 'b')]);
    writing.abort();
    await reader;
    seen.add(await query());
    expect([...seen].sort()).toEqual(['abc', 'c']);
  });
});
