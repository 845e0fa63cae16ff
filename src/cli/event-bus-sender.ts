import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import type { EventSender } from '@proton-bot/control-plane/standalone';
import { clientSettings } from '../lib/aws/index.ts';

/** Where the control plane's events go, and as whose. */
export interface EventBusOptions {
  /** Its name or its ARN. */
  readonly bus: string;
  /** Their `source`; `aws.*` is AWS's own (https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEventsRequestEntry.html). */
  readonly source: string;
  readonly region: string;
}

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html. Ten of these events have less than 20 KB. */
const mostEvents = 10;

/**
 * Sends events of the control plane to EventBridge, with the credentials of whoever runs this. On a bus, account, Region and id
 * are those that EventBridge gives: the account and the Region of the resource are in its ARN, and the id in `detail.eventId`.
 */
export function createEventBusSender({ bus, source, region }: EventBusOptions): EventSender {
  const client = new EventBridgeClient({ ...clientSettings, region });
  return {
    name: `the event bus ${bus}`,
    mostEvents,
    async send(events) {
      const entries = events.map((event) => ({
        EventBusName: bus,
        Source: source,
        DetailType: event['detail-type'],
        Detail: JSON.stringify({ ...event.detail, eventId: event.id }),
        Resources: [...event.resources],
        Time: new Date(event.time),
      }));
      const { Entries = [] } = await client.send(new PutEventsCommand({ Entries: entries }));
      // PutEvents answers 200 even if entries were refused. The results are in the order of the entries.
      return events.map((_event, index) => {
        const result = Entries[index];
        return result?.EventId === undefined ? (result?.ErrorCode ?? 'no result') : undefined;
      });
    },
  };
}
