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
 * The store's one seam to the outside: five DynamoDB operations. On AWS and in the local cloud an SDK client stands behind
 * it, in the simulation a table in memory that evaluates exactly these expressions.
 *
 * A failed condition rejects with an error whose `name` is `ConditionalCheckFailedException`; in a transaction it is
 * `TransactionCanceledException`, with `CancellationReasons`.
 */
export interface Table {
  getItem(input: GetItemCommandInput): Promise<Pick<GetItemCommandOutput, 'Item'>>;
  putItem(input: PutItemCommandInput): Promise<unknown>;
  /** Several puts, all or none, at one moment. */
  transactWriteItems(input: TransactWriteItemsCommandInput): Promise<unknown>;
  query(input: QueryCommandInput): Promise<Pick<QueryCommandOutput, 'Items' | 'LastEvaluatedKey'>>;
  batchWriteItem(input: BatchWriteItemCommandInput): Promise<Pick<BatchWriteItemCommandOutput, 'UnprocessedItems'>>;
}

/** Names of the table's attributes and of its one index; `serverless.yml` creates them, and a test compares the two. */
export const tableSchema = {
  partitionKey: 'target',
  sortKey: 'attempt',
  attentionIndex: 'attention',
  attentionPartition: 'attentionPartition',
  attentionAt: 'attentionAt',
  expiresAt: 'expiresAt',
} as const;

/** How long what has ended is kept, and the trail: 400 days, where nothing else is said. */
export const defaultKeptMs = 400 * 24 * 60 * 60_000;

/**
 * The attribute by which the table forgets a record, in whole seconds. DynamoDB takes up to some days for it; until then the
 * record is still read (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/TTL.html).
 */
export function expiryAt(atMs: number): { readonly expiresAt: number } {
  return { expiresAt: Math.ceil(atMs / 1000) };
}

/**
 * The index has one partition at first. DynamoDB gives a partition about 1,000 writes a second
 * (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html); before that is reached,
 * raise this: readers ask every partition.
 */
const attentionPartitions = 1;

/** The index partition of an item: a hash of its target, so that load spreads when there are several. */
export function attentionPartitionOf(target: string): string {
  let hash = 0;
  for (const character of target) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) % 1_000_003;
  return `open#${hash % attentionPartitions}`;
}

/** Every partition of the attention index. */
export function allAttentionPartitions(): readonly string[] {
  return Array.from({ length: attentionPartitions }, (_, index) => `open#${index}`);
}
