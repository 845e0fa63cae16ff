import { type CloudIdentity, localArn } from '../identity.ts';
import type { RepositoryLink, SyncAttempt, SyncBlocker, SyncConfiguration } from './state.ts';

/** The only type of syncs there is. */
export const syncType = 'CFN_STACK_SYNC';

const seconds = (ms: number): number => ms / 1000;

export function linkArn(identity: CloudIdentity, { id }: Pick<RepositoryLink, 'id'>): string {
  return localArn(identity, 'codeconnections', `repository-link/${id}`);
}

/** Members as the API model has them: https://docs.aws.amazon.com/codeconnections/latest/APIReference/API_RepositoryLinkInfo.html */
export function linkView(identity: CloudIdentity, link: RepositoryLink): object {
  return {
    ConnectionArn: link.connectionArn,
    OwnerId: link.ownerId,
    ProviderType: link.providerType,
    RepositoryLinkArn: linkArn(identity, link),
    RepositoryLinkId: link.id,
    RepositoryName: link.repositoryName,
  };
}

/** https://docs.aws.amazon.com/codeconnections/latest/APIReference/API_SyncConfiguration.html */
export function configurationView(sync: SyncConfiguration, link: RepositoryLink): object {
  return {
    Branch: sync.branch,
    ConfigFile: sync.configFile,
    OwnerId: link.ownerId,
    ProviderType: link.providerType,
    RepositoryLinkId: link.id,
    RepositoryName: link.repositoryName,
    ResourceName: sync.stack,
    RoleArn: sync.roleArn,
    SyncType: syncType,
  };
}

function revisionView(sync: SyncConfiguration, link: RepositoryLink, commit: string): object {
  return {
    Branch: sync.branch,
    Directory: '/',
    OwnerId: link.ownerId,
    ProviderType: link.providerType,
    RepositoryName: link.repositoryName,
    Sha: commit,
  };
}

/** https://docs.aws.amazon.com/codeconnections/latest/APIReference/API_GetResourceSyncStatus.html */
export function statusView(sync: SyncConfiguration, link: RepositoryLink, latest: SyncAttempt): object {
  const good = sync.attempts.findLast(({ status }) => status === 'SUCCEEDED');
  return {
    DesiredState: revisionView(sync, link, sync.commit),
    ...(good === undefined ? {} : { LatestSuccessfulSync: attemptView(sync, link, good) }),
    LatestSync: attemptView(sync, link, latest),
  };
}

function attemptView(sync: SyncConfiguration, link: RepositoryLink, attempt: SyncAttempt): object {
  const { startedAtMs, status, commit, commitBefore, events } = attempt;
  return {
    Events: events.map(({ atMs, type, text }) => ({ Event: text, Time: seconds(atMs), Type: type })),
    InitialRevision: revisionView(sync, link, commitBefore),
    StartedAt: seconds(startedAtMs),
    Status: status,
    Target: sync.stack,
    TargetRevision: revisionView(sync, link, commit),
  };
}

/** https://docs.aws.amazon.com/codeconnections/latest/APIReference/API_SyncBlocker.html */
export function blockerView(sync: SyncConfiguration, blocker: SyncBlocker): object {
  const { id, status, createdAtMs, createdReason, resolvedAtMs, resolvedReason } = blocker;
  return {
    Id: id,
    Type: 'AUTOMATED',
    Status: status,
    CreatedReason: createdReason,
    CreatedAt: seconds(createdAtMs),
    Contexts: [{ Key: 'StackName', Value: sync.stack }],
    ...(resolvedReason === undefined ? {} : { ResolvedReason: resolvedReason }),
    ...(resolvedAtMs === undefined ? {} : { ResolvedAt: seconds(resolvedAtMs) }),
  };
}
