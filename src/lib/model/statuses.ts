import type { Subject } from './subject.ts';

/** The provider no longer knows the target; also the last event of every deletion (assumptions A3, A16). */
export const deletedStatus = 'DELETED';

/** A newer deployment took this one's place before anybody saw how it ended. */
export const endedUnseenStatus = 'ENDED_UNSEEN';

const finalDeploymentStatuses: ReadonlySet<string> = new Set([
  'SUCCEEDED',
  'FAILED',
  'CANCELLED',
  'DELETE_COMPLETE',
  'DELETE_FAILED',
  deletedStatus,
  endedUnseenStatus,
]);

const finalConnectionStatuses: ReadonlySet<string> = new Set(['REJECTED', deletedStatus]);

/** Whether nothing can follow this status; an attempt in such a status never turns back (invariant I9). */
export function isFinal(subject: Subject): boolean {
  return subject.on === 'deployment'
    ? finalDeploymentStatuses.has(subject.deployment.status)
    : finalConnectionStatuses.has(subject.connection.status);
}

/**
 * Whether the subject must be looked at again although nothing is due: it is under way, or its status is a word
 * that this bot does not know. A CONNECTED connection rests, yet may still be rejected (assumption A28).
 */
export function isUnderWay(subject: Subject): boolean {
  return !isFinal(subject) && statusOf(subject) !== 'CONNECTED';
}

/** Whether a deployment's status says that somebody has cancelled it already. */
export function isCancelled(status: string): boolean {
  return status === 'CANCELLING' || status === 'CANCELLED';
}

export function statusOf(subject: Subject): string {
  return subject.on === 'deployment' ? subject.deployment.status : subject.connection.status;
}

/** The same subject in another status. */
export function withStatus(subject: Subject, status: string): Subject {
  return subject.on === 'deployment'
    ? { on: 'deployment', deployment: { ...subject.deployment, status } }
    : { on: 'connection', connection: { ...subject.connection, status } };
}

export function targetOf(subject: Subject): string {
  return subject.on === 'deployment' ? subject.deployment.target : subject.connection.target;
}

export function environmentOf(subject: Subject): string {
  return subject.on === 'deployment' ? subject.deployment.environment : subject.connection.environment;
}

/** What people call it: `orders/api`, `prod-eu`, or the connection's id. */
export function nameOf(subject: Subject): string {
  return subject.on === 'deployment' ? subject.deployment.name : subject.connection.id;
}
