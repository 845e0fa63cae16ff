import type { ResourceSyncRecord, Revision } from '../store/records.ts';
import type { ControlPlaneStore } from '../store/store.ts';

/** What an attempt to sync a resource is about. */
export interface ResourceSyncBeginning {
  /** ARN of the template with `:<major>`, or of the service instance. */
  readonly target: string;
  readonly revision: Revision;
  readonly contentDigest: string;
  readonly nowMs: number;
}

type Store = Pick<ControlPlaneStore, 'resourceSyncs'>;

/** Whether a target was brought to this content already, or is on its way there. What failed may be tried again. */
export function isSynced(store: Store, target: string, contentDigest: string): boolean {
  const latest = store.resourceSyncs.get(target)?.latest;
  return latest?.contentDigest === contentDigest && latest.status !== 'FAILED';
}

/** Records an attempt that is under way. @param awaits whose end is its end */
export function beginResourceSync(store: Store, beginning: ResourceSyncBeginning, awaits: string): void {
  const { nowMs } = beginning;
  const event = { type: 'STARTED', event: `Started syncing ${beginning.revision.sha}`, atMs: nowMs };
  put(store, beginning, { status: 'IN_PROGRESS', events: [event], awaits });
}

/** Records an attempt that could not be begun. */
export function failResourceSync(store: Store, beginning: ResourceSyncBeginning, reason: string): void {
  put(store, beginning, { status: 'FAILED', events: [{ type: 'FAILED', event: reason, atMs: beginning.nowMs }] });
}

function put(
  store: Store,
  { target, revision, contentDigest, nowMs }: ResourceSyncBeginning,
  attempt: Pick<ResourceSyncRecord, 'status' | 'events' | 'awaits'>,
): void {
  const before = store.resourceSyncs.get(target);
  const initialRevision = before?.latestSuccessful?.targetRevision ?? revision;
  const latest = { ...attempt, startedAtMs: nowMs, initialRevision, targetRevision: revision, contentDigest };
  store.resourceSyncs.set(target, { target, latest, latestSuccessful: before?.latestSuccessful });
}

/** Ends the attempt that waits for `awaited`, if one does. @param failure the reason, or undefined for success */
export function settleResourceSync(
  store: Store,
  target: string,
  awaited: string,
  { nowMs, failure }: { readonly nowMs: number; readonly failure?: string | undefined },
): void {
  const record = store.resourceSyncs.get(target);
  if (record?.latest.awaits !== awaited) return;
  const { awaits: made, ...latest } = record.latest;
  const ended: ResourceSyncRecord = {
    ...latest,
    made,
    status: failure === undefined ? 'SUCCEEDED' : 'FAILED',
    events: [
      ...latest.events,
      failure === undefined
        ? { type: 'SUCCEEDED', event: 'The resource is as the commit says', atMs: nowMs }
        : { type: 'FAILED', event: failure, atMs: nowMs },
    ],
  };
  store.resourceSyncs.set(target, {
    target,
    latest: ended,
    latestSuccessful: failure === undefined ? ended : record.latestSuccessful,
  });
}
