import { createHash } from 'node:crypto';
import type { LocalClock } from '../clock.ts';
import { AwsError, type CallInput } from '../endpoint/index.ts';
import { isJsonObject, type JsonObject } from '../json.ts';
import type { TableEngine } from './table-engine.ts';
import { readTransaction, type TransactionPut } from './transaction-input.ts';

/** How long a token is known (https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html). */
const tokenLifeMs = 10 * 60_000;

/** What became of one put of a transaction. */
interface Tried {
  readonly put: TransactionPut;
  /** Why not; nothing where it was carried out. */
  readonly refusal?: AwsError;
  /** What it replaced. */
  readonly before?: JsonObject;
}

/**
 * TransactWriteItems, which dynalite has not: the puts are tried one after the other, and taken back if one of them is refused.
 * Whoever calls this sees to it that nobody else reads or writes meanwhile. Conflicts between transactions, which DynamoDB cancels,
 * do not occur then: they wait for each other.
 */
export class Transactions {
  readonly #engine: TableEngine;
  readonly #clock: LocalClock;
  /** In the order in which they expire. */
  readonly #tokens = new Map<string, { readonly digest: string; readonly untilMs: number }>();

  constructor(engine: TableEngine, clock: LocalClock) {
    this.#engine = engine;
    this.#clock = clock;
  }

  /** @throws AwsError TransactionCanceledException with the reason of each put, or what is wrong with the parameters */
  async write(input: CallInput): Promise<object> {
    const { puts, token } = readTransaction(input);
    const digest = digestOf(input);
    if (token !== undefined && this.#isRepeated(token, digest)) return {};
    await this.#checkKeys(puts);
    const tried: Tried[] = [];
    try {
      for (const put of puts) tried.push(await this.#try(put));
    } catch (error) {
      await this.#takeBack(tried);
      throw error;
    }
    if (tried.some(({ refusal }) => refusal !== undefined)) {
      await this.#takeBack(tried);
      throw cancelled(await Promise.all(tried.map((one) => this.#reasonOf(one))));
    }
    if (token !== undefined) this.#tokens.set(token, { digest, untilMs: this.#clock.nowMs() + tokenLifeMs });
    return {};
  }

  /** @throws AwsError IdempotentParameterMismatchException */
  #isRepeated(token: string, digest: string): boolean {
    for (const [known, { untilMs }] of this.#tokens) {
      if (untilMs > this.#clock.nowMs()) break;
      this.#tokens.delete(known);
    }
    const first = this.#tokens.get(token);
    if (first === undefined || first.digest === digest) return first !== undefined;
    throw new AwsError(
      'IdempotentParameterMismatchException',
      'DynamoDB rejected the request because you retried a request with a different payload but with an idempotent token that was already used.',
    );
  }

  /** @throws AwsError ValidationException where two of the puts are of one item */
  async #checkKeys(puts: readonly TransactionPut[]): Promise<void> {
    const keys = new Set<string>();
    for (const { tableName, item } of puts) {
      const names = await this.#keyNames(tableName);
      keys.add(JSON.stringify([tableName, ...names.map((name) => item[name])]));
    }
    if (keys.size === puts.length) return;
    const message = 'Transaction request cannot include multiple operations on one item';
    throw new AwsError('ValidationException', message);
  }

  async #keyNames(tableName: string): Promise<readonly string[]> {
    try {
      const { Table } = await this.#engine.run('DescribeTable', { TableName: tableName });
      const schema: unknown = isJsonObject(Table) ? Table['KeySchema'] : undefined;
      const parts: readonly unknown[] = Array.isArray(schema) ? schema : [];
      return parts.flatMap((part) => (isJsonObject(part) ? String(part['AttributeName']) : []));
    } catch (error) {
      const isMissing = error instanceof AwsError && error.code === 'ResourceNotFoundException';
      throw isMissing ? new AwsError(error.code, 'Requested resource not found') : error;
    }
  }

  async #try(put: TransactionPut): Promise<Tried> {
    try {
      const { Attributes } = await this.#engine.run('PutItem', { ...put.parameters, ReturnValues: 'ALL_OLD' });
      return { put, ...(isJsonObject(Attributes) ? { before: Attributes } : {}) };
    } catch (error) {
      if (error instanceof AwsError && codeOf(error) !== undefined) return { put, refusal: error };
      throw error;
    }
  }

  async #takeBack(tried: readonly Tried[]): Promise<void> {
    for (const { put, refusal, before } of tried.toReversed()) {
      if (refusal !== undefined) continue;
      const { tableName: TableName } = put;
      if (before !== undefined) await this.#engine.run('PutItem', { TableName, Item: before });
      else await this.#engine.run('DeleteItem', { TableName, Key: await this.#keyOf(put) });
    }
  }

  async #keyOf({ tableName, item }: TransactionPut): Promise<JsonObject> {
    const names = await this.#keyNames(tableName);
    return Object.fromEntries(names.map((name) => [name, item[name]]));
  }

  async #reasonOf({ put, refusal }: Tried): Promise<object> {
    if (refusal === undefined) return { Code: 'None' };
    const reason = { Code: codeOf(refusal), Message: refusal.message };
    if (!put.returnsOld || reason.Code !== 'ConditionalCheckFailed') return reason;
    const Key = await this.#keyOf(put);
    const { Item } = await this.#engine.run('GetItem', { TableName: put.tableName, Key, ConsistentRead: true });
    return Item === undefined ? reason : { ...reason, Item };
  }
}

/** The code of a refusal that cancels the transaction; any other error is one of the request itself. */
function codeOf({ code, message }: AwsError): string | undefined {
  if (code === 'ConditionalCheckFailedException') return 'ConditionalCheckFailed';
  // Only the table knows which attributes are keys, so AWS finds this when the transaction is under way.
  return /^One or more parameter values were invalid: (?:Missing the key|Type mismatch for)/.test(message)
    ? 'ValidationError'
    : undefined;
}

function cancelled(reasons: readonly object[]): AwsError {
  const codes = reasons.map((reason) => ('Code' in reason ? String(reason.Code) : 'None'));
  const message = `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes.join(', ')}]`;
  return new AwsError('TransactionCanceledException', message, { members: { CancellationReasons: reasons } });
}

function digestOf({ ClientRequestToken: _token, ...parameters }: CallInput): string {
  return createHash('sha256').update(JSON.stringify(parameters)).digest('base64');
}
