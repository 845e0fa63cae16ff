import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { withQuestion } from '../../../src/lib/model/approvals.ts';
import { attentionAt } from '../../../src/lib/model/attention.ts';
import { claimKey } from '../../../src/lib/model/claim.ts';
import { claimLeaseMs, withClaim, withOutcome, withWithdrawn } from '../../../src/lib/model/claims.ts';
import type { Item } from '../../../src/lib/model/item.ts';
import { isUnderWay } from '../../../src/lib/model/statuses.ts';
import { item as anyItem } from './arbitraries.ts';
import { connectionItem, deploymentItem, startMs } from './subjects.ts';

function atRest(item: Item): Item {
  return { ...item, outbox: [] };
}

describe('attentionAt', () => {
  test('nothing is due for what has ended and was sent', () => {
    expect(attentionAt(atRest(deploymentItem({ status: 'SUCCEEDED' })))).toBeUndefined();
    expect(attentionAt(atRest(connectionItem({ status: 'REJECTED' })))).toBeUndefined();
  });

  test('nor for a connection that is connected, although it may still be rejected', () => {
    expect(attentionAt(atRest(connectionItem({ status: 'CONNECTED' })))).toBeUndefined();
  });

  test('an unsent outbox is due, whatever the status', () => {
    const item = deploymentItem({ status: 'SUCCEEDED' });
    expect(attentionAt(item)).toBe(item.outboxDueAtMs);
  });

  test('what is under way is looked at again, and earlier at its deadline', () => {
    const item = atRest(deploymentItem());
    expect(attentionAt(item)).toBe(item.recheckAtMs);
    expect(attentionAt({ ...item, deadlineAtMs: startMs + 5_000 })).toBe(startMs + 5_000);
    expect(attentionAt(atRest(deploymentItem({ status: 'A_WORD_OF_TOMORROW' })))).toBeDefined();
  });

  test('a deadline of what has ended is nobody’s business', () => {
    expect(attentionAt({ ...atRest(deploymentItem({ status: 'FAILED' })), deadlineAtMs: startMs })).toBeUndefined();
  });

  test('an open claim is due when its lease lapses; a settled one is not', () => {
    const intent = { action: 'cancel', actor: { type: 'bot' }, reason: 'x' } as const;
    const claimed = withClaim(deploymentItem({ status: 'SUCCEEDED' }), intent, 'lease', startMs);
    expect(attentionAt(atRest(claimed))).toBe(startMs + claimLeaseMs);
    const withdrawn = withWithdrawn(claimed, claimKey(intent.actor, 'cancel'), 'on hold', startMs, 'notCalled');
    expect(attentionAt(atRest(withdrawn))).toBeUndefined();
    const settled = withOutcome(claimed, claimKey(intent.actor, 'cancel'), 'tooLate', startMs);
    expect(attentionAt(atRest(settled))).toBeUndefined();
  });

  test('a question is due when it expires, and at once when its attempt has ended', () => {
    const intent = { action: 'cancel', actor: { type: 'rule', rule: 'ask' }, reason: 'x' } as const;
    const question = { id: 'q', ruleHash: 'h', people: 1, expiresAtMs: startMs + 3_600_000, approvedBy: [] };
    const asked = (item: Item) => atRest(withQuestion(item, intent, question, startMs));
    const ended = asked(deploymentItem({ status: 'FAILED' }));
    expect(attentionAt(ended)).toBe(ended.recheckAtMs);
    const connected = asked(connectionItem({ status: 'CONNECTED' }));
    expect(attentionAt(connected)).toBe(question.expiresAtMs);
  });

  test('a message of before there were stories is due when it says so', () => {
    const messages = { deploys: { renderedStateVersion: 0, threadedStateVersion: 0, dueAtMs: startMs + 7 } };
    expect(attentionAt({ ...atRest(deploymentItem({ status: 'FAILED' })), messages })).toBe(startMs + 7);
  });

  test('is the earliest of all moments at which something is due, and exists exactly when something is', () => {
    fc.assert(
      fc.property(anyItem, (item) => {
        const open = Object.values(item.claims).filter(({ state }) => state === 'leased' || state === 'waiting');
        const moments = [
          ...(item.outbox.length > 0 ? [item.outboxDueAtMs] : []),
          ...open.map(({ dueAtMs }) => dueAtMs),
          ...Object.values(item.messages ?? {}).flatMap(({ dueAtMs }) => dueAtMs ?? []),
          ...(isUnderWay(item.subject) ? [item.recheckAtMs, item.deadlineAtMs ?? Number.MAX_SAFE_INTEGER] : []),
        ].sort((left, right) => left - right);
        expect(attentionAt(item)).toBe(moments[0]);
      }),
    );
  });
});
