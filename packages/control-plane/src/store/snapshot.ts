import { fitsOutline, isObject, RECORD_OUTLINES } from './record-outlines.ts';
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
import { type Collection, type ControlPlaneStore, createMemoryStore } from './store.ts';

/** The whole state of a control plane as JSON-safe data; give it back to `restore`, do not edit it. */
export interface ControlPlaneState {
  readonly format: 1;
  readonly deployables: readonly DeployableRecord[];
  readonly services: readonly ServiceRecord[];
  readonly deployments: readonly DeploymentRecord[];
  readonly templates: readonly TemplateRecord[];
  readonly templateVersions: readonly TemplateVersionRecord[];
  readonly connections: readonly ConnectionRecord[];
  readonly repositories: readonly RepositoryRecord[];
  readonly branches: readonly BranchRecord[];
  readonly templateSyncConfigs: readonly TemplateSyncConfigRecord[];
  readonly serviceSyncConfigs: readonly ServiceSyncConfigRecord[];
  readonly repositorySyncs: readonly RepositorySyncRecord[];
  readonly resourceSyncs: readonly ResourceSyncsRecord[];
  readonly syncBlockers: readonly SyncBlockerRecord[];
  readonly accountSettings: readonly AccountSettingsRecord[];
  readonly tags: readonly TagsRecord[];
  readonly clientTokens: readonly ClientTokenRecord[];
  readonly outcomes: readonly OutcomeRecord[];
}

/** The state handed to `restore` is not one that `snapshot` gave. */
export class UnreadableStateError extends Error {
  override readonly name = 'UnreadableStateError';
  readonly reason: string;
  constructor(reason: string) {
    super(`This is not a state of the control plane: ${reason}. Start without it, or restore an unedited snapshot.`);
    this.reason = reason;
  }
}

/** Copies everything out of the store. */
export function takeSnapshot(store: ControlPlaneStore): ControlPlaneState {
  return structuredClone(viewState(store));
}

/** Everything in the store, sharing its records: to be written down at once, and not to be changed. */
export function viewState(store: ControlPlaneStore): ControlPlaneState {
  return {
    format: 1,
    deployables: [...store.deployables.values()],
    services: [...store.services.values()],
    deployments: [...store.deployments.values()],
    templates: [...store.templates.values()],
    templateVersions: [...store.templateVersions.values()],
    connections: [...store.connections.values()],
    repositories: [...store.repositories.values()],
    branches: [...store.branches.values()],
    templateSyncConfigs: [...store.templateSyncConfigs.values()],
    serviceSyncConfigs: [...store.serviceSyncConfigs.values()],
    repositorySyncs: [...store.repositorySyncs.values()],
    resourceSyncs: [...store.resourceSyncs.values()],
    syncBlockers: [...store.syncBlockers.values()],
    accountSettings: [...store.accountSettings.values()],
    tags: [...store.tags.values()],
    clientTokens: [...store.clientTokens.values()],
    outcomes: [...store.outcomes.values()],
  };
}

/**
 * Replaces everything in the store.
 * @throws UnreadableStateError when it is not a snapshot; the store is then unchanged
 */
export function applySnapshot(store: ControlPlaneStore, state: unknown): void {
  checkState(state);
  const copy = structuredClone(state);
  fill(store.deployables, copy.deployables, (record) => record.arn);
  fill(store.services, copy.services, (record) => record.arn);
  fill(store.deployments, copy.deployments, (record) => record.id);
  fill(store.templates, copy.templates, (record) => record.arn);
  fill(store.templateVersions, copy.templateVersions, (record) => record.arn);
  fill(store.connections, copy.connections, (record) => record.id);
  fill(store.repositories, copy.repositories, (record) => record.arn);
  fill(store.branches, copy.branches, (record) => record.key);
  fill(store.templateSyncConfigs, copy.templateSyncConfigs, (record) => record.key);
  fill(store.serviceSyncConfigs, copy.serviceSyncConfigs, (record) => record.key);
  fill(store.repositorySyncs, copy.repositorySyncs, (record) => record.key);
  fill(store.resourceSyncs, copy.resourceSyncs, (record) => record.target);
  fill(store.syncBlockers, copy.syncBlockers, (record) => record.id);
  fill(store.accountSettings, copy.accountSettings, (record) => record.accountId);
  fill(store.tags, copy.tags, (record) => record.resourceArn);
  fill(store.clientTokens, copy.clientTokens, (record) => record.key);
  fill(store.outcomes, copy.outcomes, (record) => record.key);
}

/** Forgets everything. */
export function emptyStore(store: ControlPlaneStore): void {
  applySnapshot(store, viewState(createMemoryStore()));
}

function fill<Record>(
  collection: Collection<Record>,
  records: readonly Record[],
  keyOf: (record: Record) => string,
): void {
  collection.clear();
  for (const record of records) collection.set(keyOf(record), record);
}

/** A state comes from a file that anything may have written to, so its outline is looked at before it is taken over. */
function checkState(state: unknown): asserts state is ControlPlaneState {
  if (!isObject(state)) throw new UnreadableStateError('it is not an object');
  if (state['format'] !== 1) throw new UnreadableStateError('its format is not 1');
  for (const [name, outline] of Object.entries(RECORD_OUTLINES)) {
    const records = state[name];
    if (!Array.isArray(records)) throw new UnreadableStateError(`"${name}" is not a list`);
    const wrong = records.findIndex((record: unknown) => !fitsOutline(record, outline));
    if (wrong !== -1) throw new UnreadableStateError(`"${name}" holds something that is not a record, at ${wrong}`);
  }
}
