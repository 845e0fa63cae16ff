import type { PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import type { AuditEvent } from '../../model/audit-event.ts';
import type { Decision } from '../../model/decision.ts';
import type { ItemKey } from '../../model/item.ts';
import type { TrailEntry } from '../../model/trail.ts';

/** The `source` of everything that the bot publishes; `serverless.yml` routes on it. */
export const busSource = 'proton-bot';

/** The `detail-type` of each kind of trail entry. Subscribers use it in their rules. */
export const detailTypes: Readonly<Record<AuditEvent['what'], string>> = {
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
  owned: 'Owner Named',
  escalated: 'Alert Escalated',
  requested: 'Request Received',
  refused: 'Request Refused',
};

/** Nothing happened. The notifier must check whether a message is outdated. */
export const notificationDue = 'Notification Due';

/**
 * The version of `detail`: raised when a member is removed, or changes its meaning. 2: `observed` entries have the full facts,
 * with their own version. If only the facts have changed, `previousStatus` is equal to `status`.
 */
export const busDetailVersion = 2;

/** The `detail` of the bot's events. It has no status messages, because only the people of the routed channels may see them. */
export interface BusDetail {
  /** {@link busDetailVersion}; absent before version 2. */
  readonly version: number;
  /** Absent for a refusal that concerns no known deployment. */
  readonly key?: ItemKey;
  /** Absent if there is no news. */
  readonly entry?: TrailEntry;
}

/** The result of a provider's event; published only if `PROTON_BOT_REPORT_EVENTS` is set. */
export const eventHandled = 'Event Handled';

/** The `detail.report` of {@link eventHandled}: for a replay of events, also of those without news. */
export interface EventReport {
  /** The event's own id; empty if it could not be read. */
  readonly eventId: string;
  /** The id of its queue message. */
  readonly messageId: string;
  readonly result: 'observed' | 'unknownTarget' | 'ignored' | 'malformed' | 'failed';
  readonly reason?: string;
  readonly target?: string;
  readonly status?: string;
  /** Of all rules that match it, also of those that say no. */
  readonly decisions?: readonly Decision[];
}

/** A report as PutEvents takes it. */
export function reportEvent(busName: string, report: EventReport): PutEventsRequestEntry {
  return {
    EventBusName: busName,
    Source: busSource,
    DetailType: eventHandled,
    Detail: JSON.stringify({ version: busDetailVersion, report }),
  };
}

/** A trail entry as PutEvents takes it. */
export function trailEvent(busName: string, entry: TrailEntry): PutEventsRequestEntry {
  const { target, attempt } = entry;
  const detail: BusDetail = {
    version: busDetailVersion,
    ...(attempt === undefined ? {} : { key: { target, attempt } }),
    entry,
  };
  return busEvent(busName, detailTypes[entry.event.what], target, detail, entry.atMs);
}

/** A wake-up for the notifier as PutEvents takes it. */
export function wakeUpEvent(busName: string, key: ItemKey): PutEventsRequestEntry {
  return busEvent(busName, notificationDue, key.target, { version: busDetailVersion, key });
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
