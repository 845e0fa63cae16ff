import type { EngineContext } from '../engine/engine-context.ts';
import { digestOf } from '../model/digest.ts';
import { ProtonError } from '../model/errors.ts';
import type { BranchRecord, TemplateSyncConfigRecord } from '../store/records.ts';
import type { SyncActions } from './actions.ts';
import { revisionOf } from './branches.ts';
import { beginResourceSync, failResourceSync, isSynced } from './resource-syncs.ts';
import { type TemplateDirectory, templateDirectories } from './template-directories.ts';

/**
 * Makes a version of every template that follows the branch, for each major whose directory has changed.
 * @returns what went wrong, in words; nothing when all of it is under way
 */
export function syncTemplates(parts: EngineContext, actions: SyncActions, head: BranchRecord): string[] {
  const problems: string[] = [];
  for (const config of parts.store.templateSyncConfigs.values()) {
    const isFollowing =
      config.accountId === head.accountId &&
      config.provider === head.provider &&
      config.repositoryName === head.repositoryName &&
      config.branch === head.branch;
    if (!isFollowing) continue;
    for (const directory of templateDirectories(config, head.files)) {
      const problem = syncMajor(parts, actions, head, config, directory);
      if (problem !== undefined) problems.push(`${directory.directory}: ${problem}`);
    }
  }
  return problems;
}

function syncMajor(
  { store, clock }: EngineContext,
  actions: SyncActions,
  head: BranchRecord,
  config: TemplateSyncConfigRecord,
  directory: TemplateDirectory,
): string | undefined {
  const target = `${config.key}:${directory.majorVersion}`;
  const contentDigest = digestOf([...directory.files]);
  if (isSynced(store, target, contentDigest) && !isDeleted(store, target)) return undefined;
  const revision = revisionOf(head, directory.directory);
  const beginning = { target, revision, contentDigest, nowMs: clock.now() };
  try {
    beginResourceSync(store, beginning, actions.createTemplateVersion(config, directory));
    return undefined;
  } catch (error) {
    if (!(error instanceof ProtonError)) throw error;
    failResourceSync(store, beginning, error.message);
    return error.message;
  }
}

/** Whether the version that was made of a commit is gone, so that the same content is to be made a version again. */
function isDeleted(store: EngineContext['store'], target: string): boolean {
  const { awaits, made = awaits } = store.resourceSyncs.get(target)?.latest ?? {};
  return made !== undefined && store.templateVersions.get(made) === undefined;
}
