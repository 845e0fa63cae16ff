import type { Phase } from '../../model/subject.ts';

/** Of a blocker that nobody has resolved, and of one that somebody has. */
export const blockedStatus = 'BLOCKED';
export const resolvedStatus = 'RESOLVED';

/**
 * What the states of syncs mean (https://docs.aws.amazon.com/codeconnections/latest/APIReference/API_ResourceSyncAttempt.html), and two
 * words for blockers.
 */
const phasesByStatus: ReadonlyMap<string, Phase> = new Map([
  ['QUEUED', 'queued'],
  ['INITIATED', 'queued'],
  ['IN_PROGRESS', 'running'],
  ['SUCCEEDED', 'succeeded'],
  ['FAILED', 'failed'],
  [blockedStatus, 'waiting'],
  [resolvedStatus, 'succeeded'],
]);

/** How far a sync is by its status; a word that this bot does not know counts as under way. */
export function phaseOf(status: string): Phase {
  return phasesByStatus.get(status) ?? 'running';
}

/** Why a sync cannot be cancelled: CodeConnections has no such operation. The update that it makes can be cancelled at the stack. */
export const noStop = 'Git sync has no operation that stops a sync; the update of the stack can be cancelled';
