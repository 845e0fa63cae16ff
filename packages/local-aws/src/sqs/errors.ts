import { AwsError } from '../endpoint/index.ts';

/** The errors SQS answers, with the codes and words of its API reference: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/ */
export const sqsErrors = {
  queueDoesNotExist: () =>
    new AwsError('QueueDoesNotExist', 'The specified queue does not exist.', {
      queryErrorCode: 'AWS.SimpleQueueService.NonExistentQueue',
    }),
  receiptHandleIsInvalid: (receiptHandle: string) =>
    new AwsError(
      'ReceiptHandleIsInvalid',
      `The input receipt handle "${receiptHandle}" is not a valid receipt handle.`,
      {
        statusCode: 404,
      },
    ),
  messageNotInFlight: () =>
    new AwsError('MessageNotInflight', 'The specified message is not in flight.', {
      queryErrorCode: 'AWS.SimpleQueueService.MessageNotInflight',
    }),
  invalidMessageContents: () =>
    new AwsError(
      'InvalidMessageContents',
      'Invalid characters found. Valid unicode characters are #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF.',
    ),
  invalidParameterValue: (message: string) => new AwsError('InvalidParameterValue', message),
  invalidAttributeName: (name: string) => new AwsError('InvalidAttributeName', `Unknown Attribute ${name}.`),
  purgeQueueInProgress: (queueName: string) =>
    new AwsError('PurgeQueueInProgress', `Only one PurgeQueue operation on ${queueName} is allowed every 60 seconds.`, {
      statusCode: 403,
      queryErrorCode: 'AWS.SimpleQueueService.PurgeQueueInProgress',
    }),
  emptyBatch: () =>
    new AwsError('EmptyBatchRequest', 'There should be at least one entry in the request.', {
      queryErrorCode: 'AWS.SimpleQueueService.EmptyBatchRequest',
    }),
  tooManyEntries: (count: number) =>
    new AwsError(
      'TooManyEntriesInBatchRequest',
      `Maximum number of entries per request are 10. You have sent ${String(count)}.`,
      { queryErrorCode: 'AWS.SimpleQueueService.TooManyEntriesInBatchRequest' },
    ),
  batchIdsNotDistinct: (id: string) =>
    new AwsError('BatchEntryIdsNotDistinct', `Id ${id} repeated.`, {
      queryErrorCode: 'AWS.SimpleQueueService.BatchEntryIdsNotDistinct',
    }),
  invalidBatchEntryId: () =>
    new AwsError(
      'InvalidBatchEntryId',
      'A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.',
      { queryErrorCode: 'AWS.SimpleQueueService.InvalidBatchEntryId' },
    ),
  batchTooLong: (maximumBytes: number, sentBytes: number) =>
    new AwsError(
      'BatchRequestTooLong',
      `Batch requests cannot be longer than ${String(maximumBytes)} bytes. You have sent ${String(sentBytes)} bytes.`,
      { queryErrorCode: 'AWS.SimpleQueueService.BatchRequestTooLong' },
    ),
} as const;
