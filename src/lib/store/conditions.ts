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

export function isConditionFailure(error: unknown): boolean {
  return error instanceof Error && error.name === 'ConditionalCheckFailedException';
}
