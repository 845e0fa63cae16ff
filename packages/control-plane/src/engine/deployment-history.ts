import type { EngineParts } from './engine-parts.ts';

/**
 * Forgets the oldest deployments of a target when there are more than are to be kept (A51). Those that the target refers to
 * are kept, however old they are, and those that have not ended.
 */
export function forgetOldest(
  { store, deploymentsKeptPerTarget }: Pick<EngineParts, 'store' | 'deploymentsKeptPerTarget'>,
  targetArn: string,
): void {
  let tooMany = store.deployments.countUnder('target', targetArn) - deploymentsKeptPerTarget;
  if (tooMany <= 0) return;
  const target = store.deployables.get(targetArn);
  const referred = new Set([target?.lastAttemptedDeploymentId, target?.lastSucceededDeploymentId]);
  for (const { id, completedAtMs } of store.deployments.under('target', targetArn)) {
    if (tooMany <= 0) return;
    if (completedAtMs === undefined || referred.has(id)) continue;
    store.deployments.delete(id);
    tooMany -= 1;
  }
}
