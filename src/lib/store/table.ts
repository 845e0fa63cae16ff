import type {
  BatchWriteItemCommandInput,
  BatchWriteItemCommandOutput,
  GetItemCommandInput,
  GetItemCommandOutput,
  PutItemCommandInput,
  QueryCommandInput,
  QueryCommandOutput,
  TransactWriteItemsCommandInput,
} from '@aws-sdk/client-dynamodb';

/**
 * The store's only interface to the outside: five DynamoDB operations. On AWS and in the local cloud it is an SDK client, in the
 * simulation a table in memory that evaluates exactly these expressions.
 *
 * A failed condition rejects with an error whose `name` is `ConditionalCheckFailedException`; in a transaction it is
 * `TransactionCanceledException`, with `CancellationReasons`.
 */
export interface Table {
  getItem(input: GetItemCommandInput): Promise<Pick<GetItemCommandOutput, 'Item'>>;
  putItem(input: PutItemCommandInput): Promise<unknown>;
  /** Several puts as one transaction: all or none. */
  transactWriteItems(input: TransactWriteItemsCommandInput): Promise<unknown>;
  query(input: QueryCommandInput): Promise<Pick<QueryCommandOutput, 'Items' | 'LastEvaluatedKey'>>;
  batchWriteItem(input: BatchWriteItemCommandInput): Promise<Pick<BatchWriteItemCommandOutput, 'UnprocessedItems'>>;
}

/** Names of the table's attributes and of its only index; `serverless.yml` creates them, and a test compares the two. */
export const tableSchema = {
  partitionKey: 'target',
  sortKey: 'attempt',
  attentionIndex: 'attention',
  attentionPartition: 'attentionPartition',
  attentionAt: 'attentionAt',
  expiresAt: 'expiresAt',
} as const;

/** How long ended items and the trail are kept: 400 days by default. */
export const defaultKeptMs = 400 * 24 * 60 * 60_000;

/**
 * The attribute with the expiry of a record, in whole seconds. DynamoDB deletes it within a few days; until then the record is
 * still read (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/TTL.html).
 */
export function expiryAt(atMs: number): { readonly expiresAt: number } {
  return { expiresAt: Math.ceil(atMs / 1000) };
}

/**
 * The index has one partition at first. A partition of DynamoDB allows about 1,000 writes a second
 * (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html); before that is reached, raise
 * this: readers read every partition.
 */
const attentionPartitions = 1;

/**
 * The index partition of a record: a hash of its target, so that load spreads when there are several. What is no longer in
 * progress, and still has something to do, has partitions of its own: so what is in progress is listed without reading the items.
 */
export function attentionPartitionOf(target: string, isUnderWay: boolean): string {
  let hash = 0;
  for (const character of target) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) % 1_000_003;
  return `${isUnderWay ? 'open' : 'rest'}#${hash % attentionPartitions}`;
}

/** Every partition of the attention index with what is in progress. */
export function partitionsUnderWay(): readonly string[] {
  return Array.from({ length: attentionPartitions }, (_, index) => `open#${index}`);
}

/** Every partition of the attention index. */
export function allAttentionPartitions(): readonly string[] {
  return [...partitionsUnderWay(), ...partitionsUnderWay().map((name) => name.replace('open', 'rest'))];
}
