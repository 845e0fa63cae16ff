import { attributesOf, type TableRecord } from './attributes.ts';

/** The condition of a write: nobody has written since `version` was read (0: there was nothing). */
export function conditionFor(version: number): {
  ConditionExpression: string;
  ExpressionAttributeValues?: TableRecord;
} {
  if (version === 0) return { ConditionExpression: 'attribute_not_exists(target)' };
  return {
    ConditionExpression: 'version = :version',
    ExpressionAttributeValues: attributesOf({ ':version': version }),
  };
}

/** Why a write failed that somebody else was faster than, or is just faster than: reading again tells what came of it. */
const overtaken: ReadonlySet<unknown> = new Set([
  'ConditionalCheckFailedException',
  // A transaction that holds the record is under way
  // (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html#transaction-conflict-handling).
  'TransactionConflictException',
]);

/** The same among the reasons why a transaction was cancelled, one for each of its writes, `None` where there is nothing against it. */
const overtakenReasons: ReadonlySet<unknown> = new Set(['ConditionalCheckFailed', 'TransactionConflict']);

/**
 * Whether a write failed because of another one. What else may be the matter, such as a throttle, is thrown on: the clients repeat
 * what can be repeated.
 */
export function isOvertaken(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (overtaken.has(error.name)) return true;
  if (error.name !== 'TransactionCanceledException' || !('CancellationReasons' in error)) return false;
  const { CancellationReasons: reasons } = error;
  return Array.isArray(reasons) && reasons.some((reason: unknown) => overtakenReasons.has(codeOf(reason)));
}

function codeOf(reason: unknown): unknown {
  return typeof reason === 'object' && reason !== null && 'Code' in reason ? reason.Code : undefined;
}
