import { AwsError } from '../../endpoint/index.ts';
import { sqsErrors } from '../errors.ts';

interface BatchFailure {
  readonly Id: string;
  readonly SenderFault: true;
  readonly Code: string;
  readonly Message: string;
}

interface BatchResult<Success> {
  readonly Successful: Success[];
  readonly Failed: BatchFailure[];
}

/**
 * Runs each entry of a batch by itself: an entry that fails is listed and does not stop the others.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessageBatch.html
 *
 * @throws AwsError when the batch itself is not acceptable: empty, more than ten, an id twice or not well formed
 */
export function runBatch<Entry extends { readonly Id: string }, Success>(
  entries: readonly Entry[],
  run: (entry: Entry) => Success,
): BatchResult<Success & { Id: string }> {
  checkEntries(entries);
  const result: BatchResult<Success & { Id: string }> = { Successful: [], Failed: [] };
  for (const entry of entries) {
    try {
      result.Successful.push({ Id: entry.Id, ...run(entry) });
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      result.Failed.push({ Id: entry.Id, SenderFault: true, Code: error.code, Message: error.message });
    }
  }
  return result;
}

function checkEntries(entries: readonly { readonly Id: string }[]): void {
  if (entries.length === 0) throw sqsErrors.emptyBatch();
  if (entries.length > 10) throw sqsErrors.tooManyEntries(entries.length);
  const seen = new Set<string>();
  for (const { Id } of entries) {
    if (!/^[\w-]{1,80}$/.test(Id)) throw sqsErrors.invalidBatchEntryId();
    if (seen.has(Id)) throw sqsErrors.batchIdsNotDistinct(Id);
    seen.add(Id);
  }
}
