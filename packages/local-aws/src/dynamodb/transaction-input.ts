import { AwsError, type CallInput } from '../endpoint/index.ts';
import { isJsonObject, type JsonObject } from '../json.ts';

/** One write of a transaction. */
export interface TransactionPut {
  readonly tableName: string;
  readonly item: JsonObject;
  /** What `PutItem` takes, too. */
  readonly parameters: JsonObject;
  /** Whether a failed condition shows the item as it is. */
  readonly returnsOld: boolean;
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html */
const mostItems = 100;
const longestToken = 36;
const kinds = ['ConditionCheck', 'Put', 'Delete', 'Update'];

/**
 * Reads the parameters of TransactWriteItems. The words of errors are AWS's, but for what the local cloud does not know.
 *
 * @throws AwsError ValidationException
 */
export function readTransaction(input: CallInput): {
  readonly puts: readonly TransactionPut[];
  readonly token: string | undefined;
} {
  const { TransactItems: items, ClientRequestToken: token } = input;
  if (items === undefined || items === null) throw violation('null', 'transactItems', 'not be null');
  if (!Array.isArray(items)) throw new AwsError('SerializationException', 'TransactItems is no list.');
  const all: readonly unknown[] = items;
  const { length } = all;
  if (length === 0) throw violation("'[]'", 'transactItems', 'have length greater than or equal to 1');
  if (length > mostItems) {
    throw violation("'[...]'", 'transactItems', `have length less than or equal to ${String(mostItems)}`);
  }
  for (const name of ['ReturnConsumedCapacity', 'ReturnItemCollectionMetrics']) {
    if ((input[name] ?? 'NONE') !== 'NONE') throw unknownToTheLocalCloud(name);
  }
  return { puts: all.map((item) => readPut(item)), token: readToken(token) };
}

function readToken(token: unknown): string | undefined {
  if (token === undefined || token === null) return undefined;
  if (typeof token !== 'string') throw new AwsError('SerializationException', 'ClientRequestToken is no text.');
  const value = `'${token}'`;
  if (token === '') throw violation(value, 'clientRequestToken', 'have length greater than or equal to 1');
  if (token.length > longestToken) {
    throw violation(value, 'clientRequestToken', `have length less than or equal to ${String(longestToken)}`);
  }
  return token;
}

function readPut(item: unknown): TransactionPut {
  const present = isJsonObject(item) ? kinds.filter((kind) => isJsonObject(item[kind])) : [];
  const [kind] = present;
  if (!isJsonObject(item) || kind === undefined || present.length > 1) {
    throw new AwsError('ValidationException', 'TransactItems can only contain one of Check, Put, Update or Delete');
  }
  if (kind !== 'Put') throw unknownToTheLocalCloud(kind);
  const put = item[kind];
  if (!isJsonObject(put)) throw unknownToTheLocalCloud(kind);
  const { ReturnValuesOnConditionCheckFailure: onFailure = 'NONE', ...parameters } = put;
  const { TableName: tableName, Item: content } = parameters;
  if (typeof tableName !== 'string') throw violation('null', 'transactItems.1.member.put.tableName', 'not be null');
  if (!isJsonObject(content)) throw violation('null', 'transactItems.1.member.put.item', 'not be null');
  return { tableName, item: content, parameters, returnsOld: onFailure === 'ALL_OLD' };
}

function violation(value: string, member: string, constraint: string): AwsError {
  const message = `1 validation error detected: Value ${value} at '${member}' failed to satisfy constraint: Member must ${constraint}`;
  return new AwsError('ValidationException', message);
}

function unknownToTheLocalCloud(what: string): AwsError {
  return new AwsError('ValidationException', `The local cloud knows transactions of Put only, without ${what}.`);
}
