import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createDynamoDbClient, createTable } from '../../../src/lib/aws/index.ts';

/** Answers the first calls with cancelled transactions, one for each of these, and then with success. */
let cancellations: (readonly string[])[] = [];
let tokens: unknown[] = [];
let server: Server;
const environment = { ...process.env };

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { ClientRequestToken }: { ClientRequestToken?: unknown } = JSON.parse(await text(request));
  tokens.push(ClientRequestToken);
  const codes = cancellations.shift();
  const body = codes === undefined ? {} : cancelled(codes);
  const headers = { 'content-type': 'application/x-amz-json-1.0' };
  response.writeHead(codes === undefined ? 200 : 400, headers).end(JSON.stringify(body));
}

function cancelled(codes: readonly string[]): object {
  const __type = 'com.amazonaws.dynamodb.v20120810#TransactionCanceledException';
  return { __type, Message: 'Transaction cancelled', CancellationReasons: codes.map((Code) => ({ Code })) };
}

beforeEach(async () => {
  tokens = [];
  server = createServer((request, response) => {
    void answer(request, response);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  process.env['AWS_ENDPOINT_URL_DYNAMODB'] = `http://127.0.0.1:${port}`;
  process.env['AWS_REGION'] = 'eu-central-1';
  process.env['AWS_ACCESS_KEY_ID'] = 'test';
  process.env['AWS_SECRET_ACCESS_KEY'] = 'test';
});

afterEach(async () => {
  process.env = { ...environment };
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
});

async function write(ClientRequestToken: string): Promise<unknown> {
  const client = createDynamoDbClient();
  const Put = { TableName: 'bot', Item: { target: { S: 'one' } } };
  try {
    return await createTable(client).transactWriteItems({ TransactItems: [{ Put }], ClientRequestToken });
  } finally {
    client.destroy();
  }
}

describe('a transaction that was cancelled', () => {
  test.each([['ThrottlingError'], ['ProvisionedThroughputExceeded']])(
    'for %s is repeated by the client, with the same token',
    async (code) => {
      cancellations = [
        ['None', code],
        [code, code],
      ];
      await write('token');
      expect(tokens).toEqual(['token', 'token', 'token']);
    },
  );

  test.each([
    [['ConditionalCheckFailed', 'None']],
    [['TransactionConflict', 'None']],
    [['ConditionalCheckFailed', 'ThrottlingError']],
  ])('for %j is not: what is known has to be read anew', async (codes) => {
    cancellations = [codes];
    await expect(write('token')).rejects.toMatchObject({
      name: 'TransactionCanceledException',
      CancellationReasons: codes.map((Code) => ({ Code })),
    });
    expect(tokens).toEqual(['token']);
  });
});
