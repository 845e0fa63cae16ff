import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Table } from '../lib/store/index.ts';

type Stored = Record<string, AttributeValue>;

/** The store sent something this table has never been taught: teach it, and let dynalite confirm it in the contract tests. */
export class UnknownExpression extends Error {
  override readonly name = 'UnknownExpression';
  constructor(expression: string | undefined) {
    super(`the in-memory table does not know the expression "${expression ?? '(none)'}"`);
  }
}

/** Tells of every item write: which record, and what it replaces. */
export type WriteObserver = (record: Stored, before: Stored | undefined) => void;

type Condition = (stored: Stored | undefined, values: Stored) => boolean;

/** Exactly the conditions the store sends, and no others. */
const conditions: Readonly<Record<string, Condition>> = {
  'attribute_not_exists(target)': (stored) => stored === undefined,
  'version = :version': (stored, values) => stored?.['version']?.N === values[':version']?.N,
};

type KeyCondition = (stored: Stored, values: Stored) => boolean;

const keyConditions: Readonly<Record<string, KeyCondition>> = {
  'target = :target': (stored, values) => stored['target']?.S === values[':target']?.S,
  'attentionPartition = :partition AND attentionAt <= :until': (stored, values) =>
    stored['attentionPartition']?.S === values[':partition']?.S &&
    numberOf(stored['attentionAt']) <= numberOf(values[':until']),
};

/**
 * A DynamoDB table in memory that evaluates the expressions the store sends. One contract suite runs it and dynalite
 * side by side, so that what the simulation proves holds for the real table.
 */
export function createMemoryTable(onWrite: WriteObserver = () => undefined): Table {
  const records = new Map<string, Stored>();

  function write(record: Stored): void {
    const before = records.get(keyOf(record));
    records.set(keyOf(record), record);
    onWrite(record, before);
  }

  return {
    async getItem({ Key }) {
      const stored = records.get(keyOf(Key ?? {}));
      return stored ? { Item: stored } : {};
    },

    async putItem({ Item, ConditionExpression, ExpressionAttributeValues }) {
      const record = Item ?? {};
      if (ConditionExpression !== undefined) {
        const condition = conditions[ConditionExpression];
        if (condition === undefined) throw new UnknownExpression(ConditionExpression);
        if (!condition(records.get(keyOf(record)), ExpressionAttributeValues ?? {})) throw conditionFailure();
      }
      write(record);
    },

    async query({ KeyConditionExpression, ExpressionAttributeValues, ScanIndexForward, Limit, IndexName }) {
      const condition = keyConditions[KeyConditionExpression ?? ''];
      if (condition === undefined) throw new UnknownExpression(KeyConditionExpression);
      const found = [...records.values()].filter((stored) => condition(stored, ExpressionAttributeValues ?? {}));
      found.sort(IndexName === undefined ? byAttempt : byAttention);
      if (ScanIndexForward === false) found.reverse();
      return { Items: found.slice(0, Limit) };
    },

    async batchWriteItem({ RequestItems }) {
      for (const requests of Object.values(RequestItems ?? {})) {
        for (const request of requests) write(request.PutRequest?.Item ?? {});
      }
      return {};
    },
  };
}

function conditionFailure(): Error {
  const error = new Error('The conditional request failed');
  error.name = 'ConditionalCheckFailedException';
  return error;
}

function keyOf(record: Stored): string {
  return `${record['target']?.S}\n${record['attempt']?.S}`;
}

function numberOf(value: AttributeValue | undefined): number {
  return Number(value?.N ?? Number.NaN);
}

function byAttempt(left: Stored, right: Stored): number {
  return compare(left['attempt']?.S ?? '', right['attempt']?.S ?? '');
}

function byAttention(left: Stored, right: Stored): number {
  return numberOf(left['attentionAt']) - numberOf(right['attentionAt']);
}

function compare(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
