import { clockSkewMs } from './controls.ts';
import { escalationDueAt } from './escalation.ts';
import type { Item } from './item.ts';
import { isFinal, isUnderWay } from './statuses.ts';

/**
 * The earliest moment at which the bot must look at the item again, or `undefined` when nothing is due any more. Reasons are an
 * unsent outbox, an open claim, an approval's expiry, an escalation, a question about what has ended, a deadline, a hold's end, or simply that it
 * is still in progress. An outdated message is due by itself, because its story is in the index. The exception is items whose
 * messages are older than stories.
 */
export function attentionAt(item: Item): number | undefined {
  const moments: number[] = [];
  if (item.outbox.length > 0) moments.push(item.outboxDueAtMs);
  for (const claim of Object.values(item.claims)) {
    if (claim.state === 'settled' || claim.state === 'withdrawn') continue;
    moments.push(claim.dueAtMs);
    // The attempt has ended, so its question is over: it is closed now, and not only at its expiry.
    if (claim.state === 'awaitingApproval' && isFinal(item.subject)) moments.push(item.recheckAtMs);
  }
  for (const message of Object.values(item.messages ?? {})) {
    if (message.dueAtMs !== undefined) moments.push(message.dueAtMs);
  }
  moments.push(...escalationDueAt(item));
  if (isUnderWay(item.subject)) {
    moments.push(item.recheckAtMs);
    if (item.deadlineAtMs !== undefined) moments.push(item.deadlineAtMs);
    for (const { untilMs } of item.holds ?? []) {
      if (untilMs !== undefined) moments.push(untilMs + clockSkewMs);
    }
  }
  return moments.length === 0 ? undefined : Math.min(...moments);
}
