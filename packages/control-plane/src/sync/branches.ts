import { posix } from 'node:path';
import type { BranchRecord, BranchReference, Revision } from '../store/records.ts';
import type { ControlPlaneStore } from '../store/store.ts';

/** Key under which the newest commit of a branch is kept. */
export function branchKey(accountId: string, { provider, repositoryName, branch }: BranchReference): string {
  return `${accountId} ${provider} ${repositoryName} ${branch}`;
}

/** The newest commit of a branch that was pushed, if any was. */
export function headOf(
  store: Pick<ControlPlaneStore, 'branches'>,
  accountId: string,
  reference: BranchReference,
): BranchRecord | undefined {
  return store.branches.get(branchKey(accountId, reference));
}

/** A path as files of a commit are keyed: no leading `/` or `./`; undefined when it leads out of the repository. */
export function pathInRepository(path: string): string | undefined {
  const normalised = posix.normalize(path).replace(/^\/+/, '').replace(/\/+$/, '');
  return normalised === '..' || normalised.startsWith('../') ? undefined : normalised;
}

/** Where a commit says something about a resource. */
export function revisionOf(head: BranchRecord, directory: string): Revision {
  const { provider, repositoryName, branch, sha } = head;
  return { provider, repositoryName, branch, sha, directory };
}
