import {
  BatchWriteItemCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  TransactionCanceledException,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import type { Table } from '../store/index.ts';
import { clientSettings } from './client-settings.ts';

/**
 * A client that repeats a throttled transaction, with the same pauses as after other throttles. The SDK does so for single
 * writes, but it checks only the name of an error, and a cancelled transaction has the cause in its reasons.
 */
export function createDynamoDbClient(): DynamoDBClient {
  const client = new DynamoDBClient(clientSettings);
  client.middlewareStack.add(
    (next) => async (call) => {
      try {
        return await next(call);
      } catch (error) {
        throw isThrottledTransaction(error) ? Object.assign(error, { $retryable: { throttling: true } }) : error;
      }
    },
    // Its place: outside the middleware that creates the error, inside the one that repeats the call.
    { name: 'throttledTransactions', step: 'deserialize', priority: 'high' },
  );
  return client;
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html#API_TransactWriteItems_Errors */
const throttles: ReadonlySet<string | undefined> = new Set(['ProvisionedThroughputExceeded', 'ThrottlingError']);

/** If a condition has failed as well, a repetition does not help. */
function isThrottledTransaction(error: unknown): error is TransactionCanceledException {
  if (!(error instanceof TransactionCanceledException)) return false;
  const codes = (error.CancellationReasons ?? []).map(({ Code }) => Code);
  return codes.some((code) => throttles.has(code)) && !codes.includes('ConditionalCheckFailed');
}

/** The store's table interface on DynamoDB. A failed condition rejects with the SDK's own error. */
export function createTable(client: DynamoDBClient): Table {
  return {
    getItem: (input) => client.send(new GetItemCommand(input)),
    putItem: (input) => client.send(new PutItemCommand(input)),
    transactWriteItems: (input) => client.send(new TransactWriteItemsCommand(input)),
    query: (input) => client.send(new QueryCommand(input)),
    batchWriteItem: (input) => client.send(new BatchWriteItemCommand(input)),
  };
}
