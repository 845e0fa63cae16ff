import type { Phase } from '../../model/subject.ts';

/**
 * What Proton's DeploymentStatus means
 * (https://docs.aws.amazon.com/proton/latest/APIReference/API_Deployment.html). A word that this bot does not know counts as
 * under way (assumption A3).
 */
const phasesByStatus: ReadonlyMap<string, Phase> = new Map([
  ['IN_PROGRESS', 'running'],
  ['CANCELLING', 'stopping'],
  ['SUCCEEDED', 'succeeded'],
  ['FAILED', 'failed'],
  ['CANCELLED', 'cancelled'],
  ['DELETE_IN_PROGRESS', 'running'],
  ['DELETE_COMPLETE', 'succeeded'],
  ['DELETE_FAILED', 'failed'],
  ['DELETED', 'gone'],
]);

/** How far a deployment of Proton is, by its status. */
export function phaseOf(status: string): Phase {
  return phasesByStatus.get(status) ?? 'running';
}
