import type { Phase, Subject } from './subject.ts';

/** The provider no longer knows the target. It is also the last event of every deletion (assumptions A3, A16). */
export const deletedStatus = 'DELETED';

/** A newer deployment replaced this one before its end was seen. */
export const endedUnseenStatus = 'ENDED_UNSEEN';

const finalPhases: ReadonlySet<Phase> = new Set(['succeeded', 'failed', 'cancelled', 'gone']);
const finalConnectionStatuses: ReadonlySet<string> = new Set(['REJECTED', deletedStatus]);

/** Whether an attempt in this phase has ended. */
export function isFinalPhase(phase: Phase): boolean {
  return finalPhases.has(phase);
}

/** Whether this state is final; such an attempt never changes back (invariant I9). */
export function isFinal(subject: Subject): boolean {
  return subject.on === 'deployment'
    ? isFinalPhase(subject.deployment.phase)
    : finalConnectionStatuses.has(subject.connection.status);
}

/**
 * Whether the subject must be looked at again even if nothing is due, because it is in progress. A CONNECTED connection needs no
 * look, but may still be rejected (assumption A28).
 */
export function isUnderWay(subject: Subject): boolean {
  return !isFinal(subject) && statusOf(subject) !== 'CONNECTED';
}

/** Whether a deployment is in progress and is not being stopped: only then can it be cancelled. */
export function canBeStopped(subject: Subject): boolean {
  return subject.on === 'deployment' && ['queued', 'running', 'waiting'].includes(subject.deployment.phase);
}

/** Whether a deployment's state says that it is already cancelled. */
export function isCancelled(subject: Subject): boolean {
  return subject.on === 'deployment' && ['stopping', 'cancelled'].includes(subject.deployment.phase);
}

/** The provider's own status of the subject. */
export function statusOf(subject: Subject): string {
  return subject.on === 'deployment' ? subject.deployment.status : subject.connection.status;
}

/** The same subject in another state; a connection has no phase. */
export function withStatus(subject: Subject, status: string, phase: Phase): Subject {
  return subject.on === 'deployment'
    ? { on: 'deployment', deployment: { ...subject.deployment, status, phase } }
    : { on: 'connection', connection: { ...subject.connection, status } };
}

export function targetOf(subject: Subject): string {
  return subject.on === 'deployment' ? subject.deployment.target : subject.connection.target;
}

export function environmentOf(subject: Subject): string {
  return subject.on === 'deployment' ? subject.deployment.environment : subject.connection.environment;
}

/** Its name for people: `orders/api`, `prod-eu`, or the connection's id. */
export function nameOf(subject: Subject): string {
  return subject.on === 'deployment' ? subject.deployment.name : subject.connection.id;
}
