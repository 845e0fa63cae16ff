import type { EndCause, Phase } from '../../model/subject.ts';

/**
 * What DeploymentStatus means (https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_DeploymentInfo.html). A word that this
 * bot does not know counts as under way.
 */
const phasesByStatus: ReadonlyMap<string, Phase> = new Map([
  ['Created', 'queued'],
  ['Queued', 'queued'],
  ['InProgress', 'running'],
  ['Baking', 'waiting'],
  ['Ready', 'waiting'],
  ['Succeeded', 'succeeded'],
  ['Failed', 'failed'],
  ['Stopped', 'cancelled'],
]);

/** How far a deployment is by its status alone: one that shifts traffic says InProgress, too. */
export function phaseOf(status: string): Phase {
  return phasesByStatus.get(status) ?? 'running';
}

/** The statuses in which a deployment has not ended, as the documentation of `includeOnlyStatuses` has them. */
export const documentedOpenStatuses = ['Created', 'Queued', 'InProgress'] as const;
/** Those that only its type has (assumption A61). */
export const openStatuses = [...documentedOpenStatuses, 'Baking', 'Ready'] as const;

export function isUnderWay(status: string): boolean {
  return !['succeeded', 'failed', 'cancelled'].includes(phaseOf(status));
}

/** Codes of what made a deployment end that somebody asked for: none, or this one. */
const manualStop = 'MANUAL_STOP';

/**
 * Why a deployment ended or stops, and how far it is by that. `Stopped` does not always mean that a person asked: after an alarm
 * it is `Stopped`, too, and only the code shows it (https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_ErrorInformation.html).
 *
 * @param errorCode - of `errorInformation`; empty where there is none
 */
export function endOf(status: string, errorCode: string): { readonly phase: Phase; readonly cause: EndCause } {
  const phase = phaseOf(status);
  if (phase === 'succeeded') return { phase, cause: '' };
  if (phase === 'failed') return { phase, cause: causeOf(errorCode) === 'alarm' ? 'alarm' : 'unknown' };
  const cause = causeOf(errorCode);
  if (phase === 'cancelled') return { phase: cause === 'asked' ? 'cancelled' : 'failed', cause };
  // CodeDeploy has no word for "is being stopped": what shows why it is stopped, and has not ended, is about to (assumption A64).
  return reasonsOfStops.has(errorCode) ? { phase: 'stopping', cause } : { phase, cause: '' };
}

/** Any other error, such as that of one instance, may pass: what has it still runs. */
const reasonsOfStops: ReadonlySet<string> = new Set([manualStop, 'ALARM_ACTIVE']);

function causeOf(errorCode: string): EndCause {
  if (errorCode === 'ALARM_ACTIVE') return 'alarm';
  return errorCode === '' || errorCode === manualStop ? 'asked' : 'unknown';
}
