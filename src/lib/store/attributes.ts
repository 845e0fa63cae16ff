import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';

/** A record as the table takes and gives it. */
export type TableRecord = Record<string, AttributeValue>;

/**
 * Plain JSON as DynamoDB attributes. Absent members are left out, and a map may have a member named `constructor` (a rule
 * may be called so), which `marshall` would otherwise take for an instance of a class and refuse.
 */
export function attributesOf(value: Readonly<Record<string, unknown>>): TableRecord {
  return marshall(value, { removeUndefinedValues: true, convertClassInstanceToMap: true });
}
