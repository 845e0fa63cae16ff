import type { EngineContext } from '../engine/engine-context.ts';
import { arnOf, serviceSuffix } from '../model/arns.ts';
import type { SyncBlockerRecord } from '../store/records.ts';

/** What a blocker keeps from being synced: a service instance, or the service as a whole. */
export interface BlockedPart {
  readonly serviceName: string;
  readonly serviceInstanceName?: string | undefined;
}

/** The blockers of exactly this part that nobody has resolved yet, newest first. */
export function activeBlockers(
  { store }: Pick<EngineContext, 'store'>,
  accountId: string,
  part: BlockedPart,
): SyncBlockerRecord[] {
  return [...store.syncBlockers.values()]
    .filter(
      (blocker) =>
        blocker.accountId === accountId &&
        blocker.resolvedAtMs === undefined &&
        blocker.serviceName === part.serviceName &&
        blocker.serviceInstanceName === part.serviceInstanceName,
    )
    .reverse();
}

/**
 * A change that was made by hand would be undone by the next sync, so it blocks syncs until somebody resolves the blocker
 * (https://docs.aws.amazon.com/proton/latest/userguide/ag-service-sync-configs.html). What service sync does itself is not
 * made by hand, and a service that is not synced has no blockers.
 */
export function blockServiceSync(
  call: { readonly parts: EngineContext; readonly accountId: string; readonly isSync?: boolean },
  part: BlockedPart,
  createdReason: string,
): void {
  const { store, clock, random, region } = call.parts;
  const serviceArn = arnOf({ region, accountId: call.accountId }, serviceSuffix(part.serviceName));
  if (call.isSync === true || store.serviceSyncConfigs.get(serviceArn) === undefined) return;
  if (activeBlockers(call.parts, call.accountId, part).length > 0) return;
  const blocker: SyncBlockerRecord = {
    id: random.uuid(),
    accountId: call.accountId,
    ...part,
    createdAtMs: clock.now(),
    createdReason,
  };
  store.syncBlockers.set(blocker.id, blocker);
}
