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

/** The errors of a write if another writer was faster, or is writing now. A new read shows the result. */
const overtaken: ReadonlySet<unknown> = new Set([
  'ConditionalCheckFailedException',
  // A transaction on the record is in progress
  // (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html#transaction-conflict-handling).
  'TransactionConflictException',
]);

/**
 * The same among the reasons of a cancelled transaction. There is one reason for each of its writes; `None` if that write was
 * possible.
 */
const overtakenReasons: ReadonlySet<unknown> = new Set(['ConditionalCheckFailed', 'TransactionConflict']);

/**
 * Whether a write failed because of another one. Other errors, such as a throttle, are thrown to the caller: the clients have
 * already repeated what can be repeated.
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
