import type { EngineContext } from '../engine/engine-context.ts';
import { arnOf, serviceInstanceSuffix } from '../model/arns.ts';
import { digestOf } from '../model/digest.ts';
import { ProtonError } from '../model/errors.ts';
import type { BranchRecord, ServiceSyncConfigRecord } from '../store/records.ts';
import type { ControlPlaneStore } from '../store/store.ts';
import type { SyncActions } from './actions.ts';
import { activeBlockers } from './blockers.ts';
import { headOf, pathInRepository, revisionOf } from './branches.ts';
import { type OpsEntry, readProtonOps } from './proton-ops.ts';
import { beginResourceSync, failResourceSync, isSynced } from './resource-syncs.ts';

/** The instances of the service that its Proton Ops file names; none while there is no such file, or it is unreadable. */
export function opsEntriesOf(
  store: Pick<ControlPlaneStore, 'branches'>,
  config: ServiceSyncConfigRecord,
): readonly OpsEntry[] {
  const entries = readOpsOf(store, config);
  return typeof entries === 'string' ? [] : entries;
}

function readOpsOf(
  store: Pick<ControlPlaneStore, 'branches'>,
  config: ServiceSyncConfigRecord,
): readonly OpsEntry[] | string {
  const path = pathInRepository(config.filePath) ?? '';
  const text = headOf(store, config.accountId, config)?.files[path];
  if (text === undefined) return `branch ${config.branch} has no Proton Ops file at ${config.filePath}`;
  const entries = readProtonOps(text);
  return typeof entries === 'string' ? entries : entries.filter((entry) => entry.serviceName === config.serviceName);
}

/**
 * Deploys the spec of every service instance that follows the branch and is not what the commit says.
 * @returns what went wrong, in words; nothing when all of it is under way
 */
export function syncServices(parts: EngineContext, actions: SyncActions, head: BranchRecord): string[] {
  const problems: string[] = [];
  for (const config of parts.store.serviceSyncConfigs.values()) {
    const isOurs =
      config.accountId === head.accountId &&
      config.provider === head.provider &&
      config.repositoryName === head.repositoryName;
    if (!isOurs) continue;
    const entries = readOpsOf(parts.store, config);
    if (typeof entries === 'string') {
      if (config.branch === head.branch) problems.push(`service ${config.serviceName}: ${entries}`);
      continue;
    }
    for (const entry of entries) {
      // A change of the Proton Ops file concerns all of its instances, a change of a branch those that follow it.
      const follows = entry.branch === head.branch || config.branch === head.branch;
      const problem = follows ? syncInstance(parts, actions, config, entry) : undefined;
      if (problem !== undefined) problems.push(`${entry.serviceName}/${entry.serviceInstanceName}: ${problem}`);
    }
  }
  return problems;
}

function syncInstance(
  parts: EngineContext,
  actions: SyncActions,
  config: ServiceSyncConfigRecord,
  entry: OpsEntry,
): string | undefined {
  const { store, clock, region } = parts;
  const { accountId } = config;
  const head = headOf(store, accountId, { ...config, branch: entry.branch });
  if (head === undefined) return `no commit of branch ${entry.branch} is known`;
  if (isBlocked(parts, accountId, entry)) return undefined;
  const target = arnOf({ region, accountId }, serviceInstanceSuffix(entry.serviceName, entry.serviceInstanceName));
  const spec = head.files[entry.specPath];
  const contentDigest = digestOf(spec ?? '');
  if (isSynced(store, target, contentDigest)) return undefined;
  const beginning = { target, revision: revisionOf(head, entry.specPath), contentDigest, nowMs: clock.now() };
  try {
    if (spec === undefined) throw new SpecMissing(entry);
    beginResourceSync(store, beginning, actions.deployServiceInstance(accountId, entry, spec));
    return undefined;
  } catch (error) {
    if (!(error instanceof ProtonError || error instanceof SpecMissing)) throw error;
    failResourceSync(store, beginning, error.message);
    return error.message;
  }
}

/** A Proton Ops file names a spec that its branch does not have. */
class SpecMissing extends Error {
  override readonly name = 'SpecMissing';
  constructor({ branch, specPath }: OpsEntry) {
    super(`branch ${branch} has no file ${specPath}`);
  }
}

function isBlocked(parts: EngineContext, accountId: string, { serviceName, serviceInstanceName }: OpsEntry): boolean {
  return (
    activeBlockers(parts, accountId, { serviceName }).length > 0 ||
    activeBlockers(parts, accountId, { serviceName, serviceInstanceName }).length > 0
  );
}
