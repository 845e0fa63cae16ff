import type {
  AccountSettingsRecord,
  ClientTokenRecord,
  ConnectionRecord,
  DeployableRecord,
  DeploymentRecord,
  OutcomeRecord,
  ServiceRecord,
  TagsRecord,
  TemplateRecord,
  TemplateVersionRecord,
} from './records.ts';

/** The port behind which one kind of record is kept. A `Map` is one; iteration is in order of first insertion. */
export interface Collection<Record> {
  get(key: string): Record | undefined;
  set(key: string, record: Record): unknown;
  delete(key: string): boolean;
  values(): Iterable<Record>;
  clear(): void;
}

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
    accountSettings: new Map(),
    tags: new Map(),
    clientTokens: new Map(),
    outcomes: new Map(),
  };
}
