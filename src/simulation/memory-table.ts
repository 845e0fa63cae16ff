import type { AttributeValue, PutItemCommandInput } from '@aws-sdk/client-dynamodb';
import type { Controls } from '../lib/model/controls.ts';
import type { DiscoveryRecord } from '../lib/model/discovery.ts';
import { attributesOf, fromControlsRecord, fromDiscoveryRecord, type Table } from '../lib/store/index.ts';

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

/** The condition of a put, by itself or in a transaction. */
type Conditional = Pick<PutItemCommandInput, 'ConditionExpression' | 'ExpressionAttributeValues'>;

type Condition = (stored: Stored | undefined, values: Stored) => boolean;

/** Exactly the conditions the store sends, and no others. */
const conditions: Readonly<Record<string, Condition>> = {
  'attribute_not_exists(target)': (stored) => stored === undefined,
  'version = :version': (stored, values) => stored?.['version']?.N === values[':version']?.N,
};

/** Exactly the questions the store asks, and no others: each finds its records by an index, in the index's order. */
const questions: Readonly<Record<string, (indices: Indices, values: Stored) => readonly Stored[]>> = {
  'target = :target': (indices, values) => indices.ofTarget(values[':target']?.S ?? ''),
  'attentionPartition = :partition AND attentionAt <= :until': (indices, values) =>
    indices.inAttention(values[':partition']?.S ?? '', numberOf(values[':until'])),
};

/** The table, and what only one in memory can say without being asked over a wire. */
export interface MemoryTable extends Table {
  /** How often a record began, or ceased, to ask for attention: until then, a sweep and a listing find the same records open. */
  readonly openChanges: number;
  /** What is remembered of listings; of one source, as the simulation has no more. */
  listing: DiscoveryRecord | undefined;
  /** The earliest moment at which a record asks for attention; infinity where none does. */
  readonly nextAttentionAt: number;
  /** What people have put on hold, stopped, or put in force. */
  readonly controls: Controls | undefined;
  /** Every target that has records. */
  readonly targets: Iterable<string>;
  /** The records of a target, in the order of their sort keys. */
  recordsOf(target: string): readonly Readonly<Stored>[];
}

/**
 * A DynamoDB table in memory that evaluates the expressions the store sends. One contract suite runs it and dynalite
 * side by side, so that what the simulation proves holds for the real table.
 */
export function createMemoryTable(onWrite: WriteObserver = () => undefined): MemoryTable {
  const indices = new Indices();

  /** Tokens of transactions that were carried out: a repetition does nothing, and is answered as the first was. */
  const tokens = new Set<string>();

  function isMet({ ConditionExpression, ExpressionAttributeValues }: Conditional, record: Stored): boolean {
    if (ConditionExpression === undefined) return true;
    const condition = conditions[ConditionExpression];
    if (condition === undefined) throw new UnknownExpression(ConditionExpression);
    return condition(indices.get(record), ExpressionAttributeValues ?? {});
  }

  function write(record: Stored): void {
    onWrite(record, indices.put(record));
  }

  return {
    get openChanges() {
      return indices.openChanges;
    },
    get listing() {
      const [stored] = indices.ofTarget('discovery');
      return stored && fromDiscoveryRecord(stored);
    },
    set listing(record) {
      const [before] = indices.ofTarget('discovery');
      if (before === undefined || record === undefined) return;
      indices.put({ ...before, ...attributesOf({ discovery: record }) });
    },
    get nextAttentionAt() {
      return indices.nextAttentionAt;
    },
    get controls() {
      const [stored] = indices.ofTarget('controls');
      return stored && fromControlsRecord(stored);
    },
    get targets() {
      return indices.targets;
    },
    recordsOf: (target) => indices.ofTarget(target),

    async getItem({ Key }) {
      const stored = indices.get(Key ?? {});
      return stored ? { Item: stored } : {};
    },

    async putItem({ Item: record = {}, ...condition }) {
      if (!isMet(condition, record)) throw conditionFailure;
      write(record);
    },

    async transactWriteItems({ TransactItems = [], ClientRequestToken = '' }) {
      if (tokens.has(ClientRequestToken)) return;
      const puts = TransactItems.map(({ Put }) => Put ?? noPut());
      const reasons = puts.map((put) => (isMet(put, put.Item ?? {}) ? 'None' : 'ConditionalCheckFailed'));
      if (reasons.includes('ConditionalCheckFailed')) throw cancelledTransaction(reasons);
      tokens.add(ClientRequestToken);
      for (const { Item = {} } of puts) write(Item);
    },

    async query({ KeyConditionExpression, ExpressionAttributeValues, ScanIndexForward, Limit }) {
      const question = questions[KeyConditionExpression ?? ''];
      if (question === undefined) throw new UnknownExpression(KeyConditionExpression);
      const found = question(indices, ExpressionAttributeValues ?? {});
      return { Items: (ScanIndexForward === false ? found.toReversed() : found).slice(0, Limit) };
    },

    async batchWriteItem({ RequestItems }) {
      for (const requests of Object.values(RequestItems ?? {})) {
        for (const request of requests) write(request.PutRequest?.Item ?? {});
      }
      return {};
    },
  };
}

/** The records by their two keys, and those that ask for attention by when. */
class Indices {
  readonly #targets = new Map<string, Map<string, Stored>>();
  /** In the order of their sort keys; made anew at the first question after a record was added. */
  readonly #sorted = new Map<string, readonly Stored[]>();
  readonly #attention = new Set<Stored>();
  openChanges = 0;

  get(key: Stored): Stored | undefined {
    return this.#targets.get(key['target']?.S ?? '')?.get(key['attempt']?.S ?? '');
  }

  /** @returns what it replaces */
  put(record: Stored): Stored | undefined {
    const target = record['target']?.S ?? '';
    const attempt = record['attempt']?.S ?? '';
    let attempts = this.#targets.get(target);
    if (attempts === undefined) this.#targets.set(target, (attempts = new Map()));
    const before = attempts.get(attempt);
    attempts.set(attempt, record);
    this.#sorted.delete(target);
    if (before !== undefined) this.#attention.delete(before);
    if (record['attentionAt'] !== undefined) this.#attention.add(record);
    if ((before?.['attentionAt'] === undefined) !== (record['attentionAt'] === undefined)) this.openChanges += 1;
    return before;
  }

  get targets(): Iterable<string> {
    return this.#targets.keys();
  }

  get nextAttentionAt(): number {
    let next = Number.POSITIVE_INFINITY;
    for (const { attentionAt } of this.#attention) next = Math.min(next, numberOf(attentionAt));
    return next;
  }

  ofTarget(target: string): readonly Stored[] {
    const known = this.#sorted.get(target);
    if (known !== undefined) return known;
    const sorted = [...(this.#targets.get(target)?.values() ?? [])].sort(byAttempt);
    this.#sorted.set(target, sorted);
    return sorted;
  }

  inAttention(partition: string, untilMs: number): readonly Stored[] {
    if (this.#attention.size === 0) return [];
    return [...this.#attention]
      .filter(
        ({ attentionPartition, attentionAt }) =>
          attentionPartition?.S === partition && numberOf(attentionAt) <= untilMs,
      )
      .sort(byAttention);
  }
}

/** Conditions fail all the time, and an error's stack takes as long to make as the rest of a write: one does for all. */
const conditionFailure = Object.assign(new Error('The conditional request failed'), {
  name: 'ConditionalCheckFailedException',
});

/**
 * A transaction that was cancelled, as DynamoDB words it
 * (https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html#API_TransactWriteItems_Errors).
 *
 * @param codes - of each of its writes, in their order
 */
export function cancelledTransaction(codes: readonly string[]): Error {
  const message = `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes.join(', ')}]`;
  const CancellationReasons = codes.map((Code) => ({ Code }));
  return Object.assign(new Error(message), { name: 'TransactionCanceledException', CancellationReasons });
}

function noPut(): never {
  throw new UnknownExpression('a transaction with something other than a put');
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
