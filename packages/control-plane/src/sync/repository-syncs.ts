import type { EngineContext } from '../engine/engine-context.ts';
import { arnOf, templateSuffix } from '../model/arns.ts';
import type {
  BranchRecord,
  BranchReference,
  DeploymentRecord,
  RepositorySyncRecord,
  Revision,
  ServiceSyncConfigRecord,
  SyncType,
  TemplateSyncConfigRecord,
  TemplateVersionRecord,
} from '../store/records.ts';
import type { SyncActions } from './actions.ts';
import { branchKey, headOf, revisionOf } from './branches.ts';
import type { OpsEntry } from './proton-ops.ts';
import { settleResourceSync } from './resource-syncs.ts';
import { opsEntriesOf, syncServices } from './service-sync.ts';
import { templateDirectories } from './template-directories.ts';
import { syncTemplates } from './template-sync.ts';

/** Template and service sync: what follows from a push, or from a configuration that follows a branch. */
export interface RepositorySyncs {
  /** Takes in a new commit and syncs whatever follows its branch. */
  push(head: BranchRecord): void;
  /** Syncs a branch anew; one that is under way begins again. */
  begin(accountId: string, branch: BranchReference, syncType: SyncType): void;
  latest(accountId: string, branch: BranchReference, syncType: SyncType): RepositorySyncRecord | undefined;
  /** Where the newest commit says what a major version of a template should be. */
  desiredTemplate(config: TemplateSyncConfigRecord, majorVersion: string): Revision | undefined;
  /** Where the newest commit says what a service instance should be. */
  desiredInstance(config: ServiceSyncConfigRecord, serviceInstanceName: string): Revision | undefined;
  /** The instances that the Proton Ops file of a service names. */
  instancesOf(config: ServiceSyncConfigRecord): readonly OpsEntry[];
  deploymentEnded(deployment: DeploymentRecord): void;
  versionRegistered(version: TemplateVersionRecord): void;
  /** Arms the timers of syncs that are under way, after a restore. */
  rearm(): void;
}

export function createRepositorySyncs(parts: EngineContext, actions: SyncActions): RepositorySyncs {
  const { store, clock, timers, outbox, durations } = parts;

  function begin(accountId: string, reference: BranchReference, syncType: SyncType): void {
    const { provider, repositoryName, branch } = reference;
    const nowMs = clock.now();
    const record: RepositorySyncRecord = {
      key: syncKey(accountId, reference, syncType),
      accountId,
      provider,
      repositoryName,
      branch,
      syncType,
      startedAtMs: nowMs,
      status: 'INITIATED',
      events: [{ type: 'INITIATED', event: `The sync of branch ${branch} was asked for`, atMs: nowMs }],
      nextAtMs: nowMs + durations.syncMs / 2,
    };
    // At the end of the order, so that after a restore syncs of the same instant still come in the order they began in.
    store.repositorySyncs.delete(record.key);
    store.repositorySyncs.set(record.key, record);
    arm(record);
  }

  function arm({ key, nextAtMs }: RepositorySyncRecord): void {
    if (nextAtMs === undefined) return;
    timers.arm(`sync ${key}`, nextAtMs, () => {
      const record = store.repositorySyncs.get(key);
      if (record?.status === 'INITIATED') start(record);
      else if (record?.status === 'IN_PROGRESS') finish(record);
      outbox.flush();
    });
  }

  function start(record: RepositorySyncRecord): void {
    const nowMs = clock.now();
    const events = [...record.events, { type: 'STARTED', event: 'The sync has begun', atMs: nowMs }];
    const started = { ...record, status: 'IN_PROGRESS', events, nextAtMs: nowMs + durations.syncMs / 2 } as const;
    store.repositorySyncs.set(started.key, started);
    arm(started);
  }

  function finish(record: RepositorySyncRecord): void {
    const problems = sync(record);
    const nowMs = clock.now();
    const failed = problems.map((event) => ({ type: 'FAILED', event, atMs: nowMs }));
    const succeeded = { type: 'SUCCEEDED', event: 'What changed is being deployed or registered', atMs: nowMs };
    const { nextAtMs: _over, ...rest } = record;
    store.repositorySyncs.set(record.key, {
      ...rest,
      status: failed.length > 0 ? 'FAILED' : 'SUCCEEDED',
      events: [...record.events, ...(failed.length > 0 ? failed : [succeeded])],
    });
  }

  function sync(record: RepositorySyncRecord): string[] {
    const head = headOf(store, record.accountId, record);
    if (head === undefined) return [`No commit of branch ${record.branch} is known: none was pushed`];
    return record.syncType === 'TEMPLATE_SYNC'
      ? syncTemplates(parts, actions, head)
      : syncServices(parts, actions, head);
  }

  return {
    begin,
    push(head) {
      store.branches.set(head.key, head);
      const inRepository = (config: BranchReference & { readonly accountId: string }): boolean =>
        config.accountId === head.accountId &&
        config.provider === head.provider &&
        config.repositoryName === head.repositoryName;
      const templates = [...store.templateSyncConfigs.values()].filter(inRepository);
      if (templates.some((config) => config.branch === head.branch)) begin(head.accountId, head, 'TEMPLATE_SYNC');
      const services = [...store.serviceSyncConfigs.values()].filter(inRepository);
      const follows = (config: ServiceSyncConfigRecord): boolean =>
        config.branch === head.branch || opsEntriesOf(store, config).some((entry) => entry.branch === head.branch);
      if (services.some(follows)) begin(head.accountId, head, 'SERVICE_SYNC');
    },

    latest: (accountId, branch, syncType) => store.repositorySyncs.get(syncKey(accountId, branch, syncType)),

    desiredTemplate(config, majorVersion) {
      const head = headOf(store, config.accountId, config);
      const directory =
        head && templateDirectories(config, head.files).find((one) => one.majorVersion === majorVersion);
      return head && directory && revisionOf(head, directory.directory);
    },

    desiredInstance(config, serviceInstanceName) {
      const entry = opsEntriesOf(store, config).find((one) => one.serviceInstanceName === serviceInstanceName);
      const head = entry && headOf(store, config.accountId, { ...config, branch: entry.branch });
      return entry && head && revisionOf(head, entry.specPath);
    },

    instancesOf: (config) => opsEntriesOf(store, config),

    deploymentEnded({ targetArn, id, status, statusMessage }) {
      const failure = status === 'SUCCEEDED' ? undefined : (statusMessage ?? `The deployment is ${status}`);
      settleResourceSync(store, targetArn, id, { nowMs: clock.now(), failure });
    },

    versionRegistered({ arn, accountId, kind, templateName, majorVersion, status, statusMessage }) {
      const template = arnOf({ region: parts.region, accountId }, templateSuffix(kind, templateName));
      const failure = status === 'REGISTRATION_FAILED' ? (statusMessage ?? 'The registration failed') : undefined;
      settleResourceSync(store, `${template}:${majorVersion}`, arn, { nowMs: clock.now(), failure });
    },

    rearm() {
      for (const record of store.repositorySyncs.values()) arm(record);
    },
  };
}

function syncKey(accountId: string, branch: BranchReference, syncType: SyncType): string {
  return `${syncType} ${branchKey(accountId, branch)}`;
}
