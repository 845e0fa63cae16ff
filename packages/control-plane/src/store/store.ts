import type {
  AccountSettingsRecord,
  BranchRecord,
  ClientTokenRecord,
  ConnectionRecord,
  DeployableRecord,
  DeploymentRecord,
  OutcomeRecord,
  RepositoryRecord,
  RepositorySyncRecord,
  ResourceSyncsRecord,
  ServiceRecord,
  ServiceSyncConfigRecord,
  SyncBlockerRecord,
  TagsRecord,
  TemplateRecord,
  TemplateSyncConfigRecord,
  TemplateVersionRecord,
} from './records.ts';

/** The port behind which one kind of record is kept. A `Map` is one; iteration is in order of first insertion. */
export interface Collection<Record> {
  get(key: string): Record | undefined;
  set(key: string, record: Record): unknown;
  delete(key: string): boolean;
  values(): Iterable<Record>;
  clear(): void;
  /** To be called when records, their number or their absence were read elsewhere, such as in an index beside the collection. */
  scanned?(): void;
}

/** Key of something that an account has, by its name; names have no spaces. */
export const keyIn = (accountId: string, ...names: readonly string[]): string => `${accountId} ${names.join(' ')}`;

/** All state of a control plane. The comment on each collection says what its key is. */
export interface ControlPlaneStore {
  /** ARN; environments, service instances, pipelines and components together. */
  readonly deployables: Collection<DeployableRecord>;
  /** ARN */
  readonly services: Collection<ServiceRecord>;
  /** Deployment id */
  readonly deployments: Collection<DeploymentRecord>;
  /** ARN */
  readonly templates: Collection<TemplateRecord>;
  /** ARN */
  readonly templateVersions: Collection<TemplateVersionRecord>;
  /** Connection id */
  readonly connections: Collection<ConnectionRecord>;
  /** ARN */
  readonly repositories: Collection<RepositoryRecord>;
  /** Account and branch: see `branchKey` */
  readonly branches: Collection<BranchRecord>;
  /** ARN of the template */
  readonly templateSyncConfigs: Collection<TemplateSyncConfigRecord>;
  /** ARN of the service */
  readonly serviceSyncConfigs: Collection<ServiceSyncConfigRecord>;
  /** Sync type, and account and branch */
  readonly repositorySyncs: Collection<RepositorySyncRecord>;
  /** ARN of what is synced */
  readonly resourceSyncs: Collection<ResourceSyncsRecord>;
  /** Blocker id */
  readonly syncBlockers: Collection<SyncBlockerRecord>;
  /** Account id */
  readonly accountSettings: Collection<AccountSettingsRecord>;
  /** ARN of the tagged resource */
  readonly tags: Collection<TagsRecord>;
  /** Account, operation and token */
  readonly clientTokens: Collection<ClientTokenRecord>;
  /** What is scripted, and the ARN of the target: see `outcomeKey` */
  readonly outcomes: Collection<OutcomeRecord>;
}

/** A store in memory. */
export function createMemoryStore(): ControlPlaneStore {
  return {
    deployables: new Map(),
    services: new Map(),
    deployments: new Map(),
    templates: new Map(),
    templateVersions: new Map(),
    connections: new Map(),
    repositories: new Map(),
    branches: new Map(),
    templateSyncConfigs: new Map(),
    serviceSyncConfigs: new Map(),
    repositorySyncs: new Map(),
    resourceSyncs: new Map(),
    syncBlockers: new Map(),
    accountSettings: new Map(),
    tags: new Map(),
    clientTokens: new Map(),
    outcomes: new Map(),
  };
}
