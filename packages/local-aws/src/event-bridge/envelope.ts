import type { EventEnvelope } from '../activity.ts';
import type { LocalClock } from '../clock.ts';
import type { CloudIdentity } from '../identity.ts';
import { type LocalRandom, randomUuid } from '../random.ts';

/** What a publisher says about an event; the bus fills in the rest. */
export interface EventDraft {
  readonly source: string;
  readonly 'detail-type': string;
  readonly detail: Readonly<Record<string, unknown>>;
  readonly resources?: readonly string[] | undefined;
  readonly id?: string | undefined;
  readonly account?: string | undefined;
  readonly region?: string | undefined;
  /** ISO 8601. */
  readonly time?: string | undefined;
}

/** Completes an event as EventBridge does: identifier, account, region, time to the second. */
export type CompleteEvent = (draft: EventDraft) => EventEnvelope;

/** https://docs.aws.amazon.com/eventbridge/latest/ref/overiew-event-structure.html */
export function createEventCompletion(identity: CloudIdentity, clock: LocalClock, random: LocalRandom): CompleteEvent {
  return (draft) => ({
    version: '0',
    id: draft.id ?? randomUuid(random),
    'detail-type': draft['detail-type'],
    source: draft.source,
    account: draft.account ?? identity.accountId,
    time: draft.time ?? eventTime(clock.nowMs()),
    region: draft.region ?? identity.region,
    resources: draft.resources ?? [],
    detail: draft.detail,
  });
}

/** A time as events carry it, e.g. `2026-11-21T10:00:00Z`. */
export function eventTime(atMs: number): string {
  return `${new Date(atMs).toISOString().slice(0, 19)}Z`;
}
