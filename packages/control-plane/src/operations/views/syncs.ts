import type {
  RepositorySyncRecord,
  ResourceSyncRecord,
  Revision,
  ServiceSyncConfigRecord,
  SyncBlockerRecord,
  SyncEvent,
  TemplateSyncConfigRecord,
} from '../../store/records.ts';
import type { Output } from '../call.ts';
import { optionalSeconds, present, seconds } from './members.ts';

/** TemplateSyncConfig. */
export function templateSyncConfigView(record: TemplateSyncConfigRecord): Output {
  return present({
    branch: record.branch,
    repositoryName: record.repositoryName,
    repositoryProvider: record.provider,
    subdirectory: record.subdirectory,
    templateName: record.templateName,
    templateType: record.kind === 'environment' ? 'ENVIRONMENT' : 'SERVICE',
  });
}

/** ServiceSyncConfig. */
export function serviceSyncConfigView(record: ServiceSyncConfigRecord): Output {
  return {
    branch: record.branch,
    filePath: record.filePath,
    repositoryName: record.repositoryName,
    repositoryProvider: record.provider,
    serviceName: record.serviceName,
  };
}

/** RepositorySyncAttempt. */
export function repositorySyncView({ events, startedAtMs, status }: RepositorySyncRecord): Output {
  return { events: events.map(eventView), startedAt: seconds(startedAtMs), status };
}

/** ResourceSyncAttempt. */
export function resourceSyncView(target: string, record: ResourceSyncRecord): Output {
  return {
    events: record.events.map(eventView),
    initialRevision: revisionView(record.initialRevision),
    startedAt: seconds(record.startedAtMs),
    status: record.status,
    target,
    targetRevision: revisionView(record.targetRevision),
  };
}

/** Revision. */
export function revisionView({ branch, directory, provider, repositoryName, sha }: Revision): Output {
  return { branch, directory, repositoryName, repositoryProvider: provider, sha };
}

function eventView({ type, event, atMs }: SyncEvent): Output {
  return { event, time: seconds(atMs), type };
}

/** SyncBlocker. */
export function syncBlockerView(record: SyncBlockerRecord): Output {
  return present({
    createdAt: seconds(record.createdAtMs),
    createdReason: record.createdReason,
    id: record.id,
    resolvedAt: optionalSeconds(record.resolvedAtMs),
    resolvedReason: record.resolvedReason,
    status: record.resolvedAtMs === undefined ? 'ACTIVE' : 'RESOLVED',
    type: 'AUTOMATED',
  });
}
