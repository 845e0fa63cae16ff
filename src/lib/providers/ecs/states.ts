import type { EndCause, Phase } from '../../model/subject.ts';

/**
 * What the states of service deployments and daemon deployments mean
 * (https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-deployment.html). Three words are not ECS's states, but its
 * words for what a deployment that is IN_PROGRESS waits for: its lifecycle stage, or the status of a hook.
 */
const phasesByStatus: ReadonlyMap<string, Phase> = new Map([
  ['PENDING', 'queued'],
  ['IN_PROGRESS', 'running'],
  ['PRODUCTION_TRAFFIC_SHIFT', 'waiting'],
  ['BAKE_TIME', 'waiting'],
  ['AWAITING_ACTION', 'waiting'],
  ['STOP_REQUESTED', 'stopping'],
  ['ROLLBACK_REQUESTED', 'stopping'],
  ['ROLLBACK_IN_PROGRESS', 'stopping'],
  ['SUCCESSFUL', 'succeeded'],
  ['STOPPED', 'cancelled'],
  ['ROLLBACK_SUCCESSFUL', 'failed'],
  ['ROLLBACK_FAILED', 'failed'],
]);

/** How far a deployment is by its status alone; a word that this bot does not know counts as under way. */
export function phaseOf(status: string): Phase {
  return phasesByStatus.get(status) ?? 'running';
}

/** The states in which a service deployment has not ended: what the sweep and every look ask for. */
export const openStatuses = [
  'PENDING',
  'IN_PROGRESS',
  'STOP_REQUESTED',
  'ROLLBACK_REQUESTED',
  'ROLLBACK_IN_PROGRESS',
] as const;

/** The same of daemons, which nobody can ask to roll back. */
export const openDaemonStatuses = ['PENDING', 'IN_PROGRESS', 'STOP_REQUESTED', 'ROLLBACK_IN_PROGRESS'] as const;

/** What an answer says about why a deployment ended or stops. */
export interface EndEvidence {
  readonly status: string;
  /** Whether the circuit breaker has been set off. */
  readonly isBreakerTriggered: boolean;
  /** Whether an alarm has. */
  readonly isAlarmTriggered: boolean;
  /** Whether a lifecycle hook failed, or its time ran out and it rolls back then. */
  readonly hasHookFailed: boolean;
  /** ECS's own words, for what nothing else says. */
  readonly reason: string;
}

/**
 * Every known reason of a failure says "because" of what (circuit breaker, hook, network configuration); what somebody asked for
 * has no known words (assumption E1).
 */
const reasonOfFailure = /\bbecause\b/i;

/**
 * Why a deployment ended or stops, and how far it is by that: what was rolled back by itself has failed, what somebody stopped or
 * rolled back was cancelled, although ECS has the same states for both.
 */
export function endOf(evidence: EndEvidence): { readonly phase: Phase; readonly cause: EndCause } {
  const { status } = evidence;
  const phase = phaseOf(status);
  if (phase === 'queued' || phase === 'running' || phase === 'waiting' || phase === 'succeeded') {
    return { phase, cause: '' };
  }
  const cause = causeOf(evidence);
  if (status === 'ROLLBACK_FAILED' || phase === 'stopping') return { phase, cause };
  return { phase: cause === 'asked' ? 'cancelled' : 'failed', cause };
}

function causeOf({ status, isBreakerTriggered, isAlarmTriggered, hasHookFailed, reason }: EndEvidence): EndCause {
  if (isBreakerTriggered) return 'breaker';
  if (isAlarmTriggered) return 'alarm';
  if (hasHookFailed) return 'unknown';
  if (status === 'STOP_REQUESTED' || status === 'ROLLBACK_REQUESTED') return 'asked';
  return reasonOfFailure.test(reason) ? 'unknown' : 'asked';
}
