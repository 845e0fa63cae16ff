import { EventBridgeClient, PutEventsCommand, type PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import { BotError } from '../model/errors.ts';
import type { TrailEntry } from '../model/trail.ts';
import type { Bus } from '../ports.ts';
import { clientSettings } from './client-settings.ts';
import { type EventReport, reportEvent, trailEvent, wakeUpEvent } from './messages/bus-event.ts';

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html */
const maximumEntries = 10;

/**
 * EventBridge now accepts 1 MB, but an older target, such as an SQS queue, may still be limited to 256 KB.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevents.html#eb-putevent-size
 */
const maximumBytes = 256 * 1024;

/** A timestamp always counts as 14 bytes (same page). */
const timeBytes = 14;

/** The bus answered, and did not accept the event. */
export class BusRefused extends BotError {
  override readonly name = 'BusRefused';
  override readonly retryable = true;
  /** EventBridge's short code, such as `InternalFailure`. */
  readonly code: string;
  constructor(code: string) {
    super(`the event bus did not take the event: ${code}; it is sent again when the item is next looked at`);
    this.code = code;
  }
}

export function createEventBridgeClient(): EventBridgeClient {
  return new EventBridgeClient(clientSettings);
}

/** The bot's own bus on EventBridge. */
export function createBus(client: EventBridgeClient, busName: string): Bus {
  return {
    async publish(entries) {
      const refused: string[] = [];
      for (const batch of batches(entries, busName)) {
        const { FailedEntryCount, Entries } = await client.send(
          new PutEventsCommand({ Entries: batch.map(({ event }) => event) }),
        );
        // PutEvents answers 200 even if entries failed. The results are in the order of the entries.
        if (FailedEntryCount === 0) continue;
        const failed = batch.filter((_, index) => Entries?.[index]?.EventId === undefined);
        refused.push(...failed.map(({ entry }) => entry.id));
      }
      return refused;
    },

    async wakeNotifier(key) {
      const { FailedEntryCount, Entries } = await client.send(
        new PutEventsCommand({ Entries: [wakeUpEvent(busName, key)] }),
      );
      if (FailedEntryCount !== 0) throw new BusRefused(Entries?.[0]?.ErrorCode ?? 'no code given');
    },
  };
}

/** Publishes the result of a provider's event. It is for people who watch, so the caller only logs a failure. */
export function createEventReporter(
  client: EventBridgeClient,
  busName: string,
): (report: EventReport) => Promise<void> {
  return async (report) => {
    const { FailedEntryCount, Entries } = await client.send(
      new PutEventsCommand({ Entries: [reportEvent(busName, report)] }),
    );
    if (FailedEntryCount !== 0) throw new BusRefused(Entries?.[0]?.ErrorCode ?? 'no code given');
  };
}

interface Outgoing {
  readonly entry: TrailEntry;
  readonly event: PutEventsRequestEntry;
}

/** As few calls as the limits allow, in order. */
function batches(entries: readonly TrailEntry[], busName: string): readonly (readonly Outgoing[])[] {
  const all: Outgoing[][] = [];
  let bytes = 0;
  for (const entry of entries) {
    const event = trailEvent(busName, entry);
    const size = sizeOf(event);
    const current = all.at(-1);
    if (current === undefined || current.length === maximumEntries || bytes + size > maximumBytes) {
      all.push([{ entry, event }]);
      bytes = size;
    } else {
      current.push({ entry, event });
      bytes += size;
    }
  }
  return all;
}

function sizeOf({ Source = '', DetailType = '', Detail = '', Resources = [], Time }: PutEventsRequestEntry): number {
  const texts = [Source, DetailType, Detail, ...Resources];
  return texts.reduce((sum, text) => sum + Buffer.byteLength(text), Time === undefined ? 0 : timeBytes);
}
