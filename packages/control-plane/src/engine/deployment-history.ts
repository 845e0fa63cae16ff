import type { DeploymentRecord } from '../store/records.ts';
import type { EngineContext } from './engine-context.ts';

/** So many are forgotten at once at most, where many more than are to be kept have come from elsewhere. */
const MOST_AT_ONCE = 500;

/**
 * Forgets the oldest deployments of a target when there are more than are to be kept (A51). Those that the target refers to
 * are kept, however old they are, and those that have not ended.
 */
export function forgetOldest(
  { store, deploymentsKeptPerTarget }: Pick<EngineContext, 'store' | 'deploymentsKeptPerTarget'>,
  targetArn: string,
): void {
  let tooMany = store.deployments.countUnder('target', targetArn) - deploymentsKeptPerTarget;
  if (tooMany <= 0) return;
  const target = store.deployables.get(targetArn);
  const referred = new Set([target?.lastAttemptedDeploymentId, target?.lastSucceededDeploymentId]);
  for (const deployment of store.deployments.under('target', targetArn)) {
    if (tooMany <= 0) return;
    if (deployment.completedAtMs === undefined || referred.has(deployment.id)) continue;
    forget({ store }, deployment);
    tooMany -= 1;
  }
}

/**
 * Forgets deployments of deleted targets when all of these together have more than are to be kept (A51): those of the target
 * that was deleted first come first, and of these the oldest.
 */
export function forgetOfDeletedTargets({
  store,
  deploymentsKeptOfDeletedTargets,
}: Pick<EngineContext, 'store' | 'deploymentsKeptOfDeletedTargets'>): void {
  const { goneTargets, deployments } = store;
  let tooMany = Math.min(goneTargets.deploymentCount - deploymentsKeptOfDeletedTargets, MOST_AT_ONCE);
  if (tooMany <= 0) return;
  for (const targetArn of goneTargets.arns) {
    for (const deployment of deployments.under('target', targetArn)) {
      if (tooMany <= 0) return;
      if (deployment.completedAtMs === undefined) continue;
      forget({ store }, deployment);
      tooMany -= 1;
    }
  }
}

/** A deployment that is forgotten leaves no tags. */
export function forget({ store }: Pick<EngineContext, 'store'>, { id, arn }: DeploymentRecord): void {
  store.deployments.delete(id);
  store.tags.delete(arn);
}
