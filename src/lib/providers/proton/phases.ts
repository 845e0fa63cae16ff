import type { Phase } from '../../model/subject.ts';

/**
 * What Proton's DeploymentStatus means (https://docs.aws.amazon.com/proton/latest/APIReference/API_Deployment.html). An unknown
 * status counts as in progress (assumption A3).
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

/** The phase of a Proton deployment, by its status. */
export function phaseOf(status: string): Phase {
  return phasesByStatus.get(status) ?? 'running';
}
