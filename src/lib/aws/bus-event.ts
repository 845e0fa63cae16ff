import type { PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import type { ItemKey } from '../model/item.ts';
import type { TrailEntry, TrailEvent } from '../model/trail.ts';

/** The `source` of everything that the bot publishes; `serverless.yml` routes on it. */
export const busSource = 'proton-bot';

/** The `detail-type` of each sort of trail entry: what subscribers put into their rules. */
export const detailTypes: Readonly<Record<TrailEvent['what'], string>> = {
  observed: 'Status Observed',
  decided: 'Rule Decided',
  claimed: 'Action Claimed',
  settled: 'Action Settled',
  withdrawn: 'Action Withdrawn',
  approvalAsked: 'Approval Asked',
  approvalAnswered: 'Approval Answered',
  overrode: 'Hold Overridden',
  onHold: 'Hold Observed',
  controlsChanged: 'Controls Changed',
  requested: 'Request Received',
  refused: 'Request Refused',
};

/** Nothing happened; the notifier shall look whether a message is behind. */
export const notificationDue = 'Notification Due';

/** The `detail` of the bot's events. Status messages are not in it: they are for the people of the routed channels only. */
export interface BusDetail {
  /** Absent for a refusal that concerns no known deployment. */
  readonly key?: ItemKey;
  /** Absent where there is nothing new to tell. */
  readonly entry?: TrailEntry;
}

/** A trail entry as PutEvents takes it. */
export function trailEvent(busName: string, entry: TrailEntry): PutEventsRequestEntry {
  const { target, attempt } = entry;
  const detail: BusDetail = { ...(attempt === undefined ? {} : { key: { target, attempt } }), entry };
  return busEvent(busName, detailTypes[entry.event.what], target, detail, entry.atMs);
}

/** A wake-up for the notifier as PutEvents takes it. */
export function wakeUpEvent(busName: string, key: ItemKey): PutEventsRequestEntry {
  return busEvent(busName, notificationDue, key.target, { key });
}

function busEvent(
  busName: string,
  detailType: string,
  target: string,
  detail: BusDetail,
  atMs?: number,
): PutEventsRequestEntry {
  return {
    EventBusName: busName,
    Source: busSource,
    DetailType: detailType,
    ...(target.startsWith('arn:') ? { Resources: [target] } : {}),
    Detail: JSON.stringify(detail),
    ...(atMs === undefined ? {} : { Time: new Date(atMs) }),
  };
}
