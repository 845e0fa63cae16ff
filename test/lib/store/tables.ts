import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { CreateTableCommand, type CreateTableCommandInput, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createTableListener, systemClock } from '@proton-bot/local-aws';
import { parse } from 'yaml';
import { createTable } from '../../../src/lib/aws/index.ts';
import type { Table } from '../../../src/lib/store/index.ts';
import { createMemoryTable } from '../../../src/simulation/index.ts';

/** A table to hold a contract against, and how to get rid of it. */
export interface TableUnderTest {
  readonly table: Table;
  close(): Promise<void>;
}

export const tableName = 'bot';

export async function memoryTable(): Promise<TableUnderTest> {
  return { table: createMemoryTable(), close: async () => undefined };
}

/** The local cloud's dynalite behind the real SDK client, with the table that `infrastructure/table.yml` describes. */
export async function dynaliteTable(): Promise<TableUnderTest> {
  const server = createServer(createTableListener(systemClock));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const client = new DynamoDBClient({
    endpoint: `http://127.0.0.1:${portOf(server)}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  });
  await client.send(new CreateTableCommand({ ...(await tableProperties()), TableName: tableName }));
  return {
    table: createTable(client),
    close: async () => {
      client.destroy();
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** What CreateTable and the template's resource have in common: keys, indexes and the billing mode. */
export async function tableProperties(): Promise<CreateTableCommandInput> {
  const text = await readFile(new URL('../../../infrastructure/table.yml', import.meta.url), 'utf8');
  const { Resources } = parse(text, { customTags: [{ tag: '!Sub', resolve: (value: string) => value }] });
  const { Properties } = Resources.Table;
  const { AttributeDefinitions, KeySchema, GlobalSecondaryIndexes, BillingMode } = Properties;
  return { TableName: tableName, AttributeDefinitions, KeySchema, GlobalSecondaryIndexes, BillingMode };
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server does not listen on a port');
  return address.port;
}
