import { cancelOf } from './alerts.ts';
import { isTrouble } from './audit-words.ts';
import type { Item } from './item.ts';
import { withAudit } from './record.ts';
import { isFinal } from './statuses.ts';

/**
 * A person is on it from now on, which ends its escalations. The first one stays: the same item if there is one.
 *
 * @param requestId - the chat's id of the click
 */
export function withOwner(item: Item, userId: string, requestId: string, nowMs: number): Item {
  if (item.owner !== undefined) return item;
  const { escalations: _over, ...rest } = item;
  const owned: Item = { ...rest, owner: { userId, atMs: nowMs } };
  return withAudit(owned, nowMs, { type: 'person', userId, requestId }, { what: 'owned' });
}

/** Whether somebody should look at it, and nobody has said so far that they do: it failed, hangs, or waits for people. */
export function needsOwner(item: Item): boolean {
  const { subject, owner, claims, escalations = [], verdicts } = item;
  if (owner !== undefined) return false;
  if (escalations.length > 0) return true;
  if (subject.on === 'connection') return false;
  const { phase, needsHuman } = subject.deployment;
  if (phase === 'failed' || (needsHuman && phase !== 'succeeded')) return true;
  if (isFinal(subject)) return phase === 'cancelled' && cancelOf(item) !== undefined;
  const isAsked = Object.values(claims).some(
    ({ state, outcome }) => state === 'awaitingApproval' || (outcome !== undefined && isTrouble(outcome)),
  );
  const isStuck = Object.values(verdicts).some(({ verdict, mode }) => verdict === 'fired' && mode !== 'shadow');
  return isAsked || isStuck || (phase === 'waiting' && item.details.actions.continue?.available === true);
}
