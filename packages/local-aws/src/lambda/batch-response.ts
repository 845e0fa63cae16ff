import { isJsonObject } from '../json.ts';

/**
 * Reads which messages of a batch a function reports as failed. Anything that is not a well-formed report about
 * messages of the batch counts as the failure of all of them.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html#services-sqs-batchfailurereporting
 */
export function failedMessageIds(payload: string, messageIds: readonly string[]): readonly string[] {
  const response: unknown = payload === '' ? null : JSON.parse(payload);
  if (response === null) return [];
  if (!isJsonObject(response)) return messageIds;
  const { batchItemFailures = null } = response;
  if (batchItemFailures === null) return [];
  if (!Array.isArray(batchItemFailures)) return messageIds;
  const failed: string[] = [];
  for (const failure of batchItemFailures as unknown[]) {
    const identifier = isJsonObject(failure) ? failure['itemIdentifier'] : undefined;
    if (typeof identifier !== 'string' || !messageIds.includes(identifier)) return messageIds;
    failed.push(identifier);
  }
  return failed;
}
