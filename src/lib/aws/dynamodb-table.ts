import {
  BatchWriteItemCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
} from '@aws-sdk/client-dynamodb';
import type { Table } from '../store/index.ts';
import { clientSettings } from './client-settings.ts';

export function createDynamoDbClient(): DynamoDBClient {
  return new DynamoDBClient(clientSettings);
}

/** The store's seam on DynamoDB itself. A failed condition rejects with the SDK's `ConditionalCheckFailedException`. */
export function createTable(client: DynamoDBClient): Table {
  return {
    getItem: (input) => client.send(new GetItemCommand(input)),
    putItem: (input) => client.send(new PutItemCommand(input)),
    query: (input) => client.send(new QueryCommand(input)),
    batchWriteItem: (input) => client.send(new BatchWriteItemCommand(input)),
  };
}
