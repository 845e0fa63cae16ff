import { z } from 'zod';
import { AwsError, checkInput, createJsonService, type Service } from '../endpoint/index.ts';
import { isJsonObject, type JsonObject } from '../json.ts';
import { type CompleteEvent, eventTime } from './envelope.ts';
import type { EventBuses } from './event-buses.ts';

/** The limit on all entries of a call together. https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevents.html */
const LARGEST_REQUEST_BYTES = 256 * 1024;

const entryShape = z.strictObject({
  Source: z.string().optional(),
  DetailType: z.string().optional(),
  Detail: z.string().optional(),
  EventBusName: z.string().optional(),
  Resources: z.array(z.string()).optional(),
  /** Seconds since 1970, as the JSON protocol carries times. */
  Time: z.number().optional(),
  TraceHeader: z.string().optional(),
});
const putEventsShape = z.strictObject({ Entries: z.array(entryShape).min(1).max(10) });

type Entry = z.output<typeof entryShape>;
type EntryResult = { readonly EventId: string } | { readonly ErrorCode: string; readonly ErrorMessage: string };

/** EventBridge PutEvents: https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html */
export function createEventBridgeService(buses: EventBuses, complete: CompleteEvent): Service {
  return createJsonService({
    name: 'events',
    targetPrefix: 'AWSEvents',
    contentType: 'application/x-amz-json-1.1',
    faultErrors: { throttle: ['ThrottlingException', 400], fail: ['InternalException', 500] },
    operations: {
      PutEvents(input) {
        const { Entries } = checkInput(putEventsShape, input);
        if (Entries.reduce((bytes, entry) => bytes + entryBytes(entry), 0) > LARGEST_REQUEST_BYTES) {
          throw new AwsError('ValidationException', 'Total size of the entries in the request is over the limit.');
        }
        const results = Entries.map((entry) => putEntry(buses, complete, entry));
        return { Entries: results, FailedEntryCount: results.filter((result) => 'ErrorCode' in result).length };
      },
    },
  });
}

/** An entry that cannot be taken fails alone: the call answers 200 and the others go through. */
function putEntry(buses: EventBuses, complete: CompleteEvent, entry: Entry): EntryResult {
  const { Source, DetailType, Detail } = entry;
  if (!Source) return missing('Source');
  if (!DetailType) return missing('DetailType');
  if (!Detail) return missing('Detail');
  // Only AWS itself publishes as aws.*: https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEventsRequestEntry.html
  if (Source.startsWith('aws.')) {
    return { ErrorCode: 'NotAuthorizedForSourceException', ErrorMessage: 'Not authorized for the source.' };
  }
  const detail = parseDetail(Detail);
  if (detail === undefined) return { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' };
  const busName = busNameOf(entry.EventBusName);
  // AWS loses such an event without a word. Here it fails, so that a wrong name shows.
  if (!buses.hasBus(busName)) {
    return { ErrorCode: 'ResourceNotFoundException', ErrorMessage: `Event bus ${busName} does not exist.` };
  }
  const event = complete({
    source: Source,
    'detail-type': DetailType,
    detail,
    resources: entry.Resources,
    time: entry.Time === undefined ? undefined : eventTime(entry.Time * 1000),
  });
  buses.publish(busName, event);
  return { EventId: event.id };
}

function missing(parameter: string): EntryResult {
  return {
    ErrorCode: 'InvalidArgument',
    ErrorMessage: `Parameter ${parameter} is not valid. Reason: ${parameter} is a required argument.`,
  };
}

function parseDetail(text: string): JsonObject | undefined {
  try {
    const detail: unknown = JSON.parse(text);
    return isJsonObject(detail) ? detail : undefined;
  } catch {
    return undefined;
  }
}

/** A bus is named by its name or its ARN. */
function busNameOf(nameOrArn = 'default'): string {
  return nameOrArn.startsWith('arn:') ? nameOrArn.slice(nameOrArn.indexOf('/') + 1) : nameOrArn;
}

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevent-size.html */
function entryBytes({ Source = '', DetailType = '', Detail = '', Resources = [], Time }: Entry): number {
  const texts = [Source, DetailType, Detail, ...Resources];
  return texts.reduce((bytes, text) => bytes + Buffer.byteLength(text), Time === undefined ? 0 : 14);
}
