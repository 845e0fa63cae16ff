import { beforeEach, describe, expect, test } from '@jest/globals';
import { replyToQuestion } from '../../../src/lib/flow/approvals.ts';
import { attentionAt } from '../../../src/lib/model/attention.ts';
import type { AttemptDetails } from '../../../src/lib/model/observation.ts';
import { noDetails } from '../../../src/lib/model/observation.ts';
import { instanceArn, startMs } from '../model/subjects.ts';
import { deadlineMs, Harness, minuteMs, referenceOf, rulesThatCancel } from './harness.ts';

/** Some things no rule may do without a person's word, whatever its mode: such as to cancel the first deployment of a service. */

const mustAsk: AttemptDetails = {
  ...noDetails,
  actions: { cancel: { available: true, askFirst: 'it is the first deployment of its service' } },
};
const mayAct: AttemptDetails = { ...noDetails, actions: { cancel: { available: true } } };
const key = 'rule:cancel-stuck:cancel';

let harness: Harness;
beforeEach(() => {
  harness = new Harness();
  harness.deploys();
  harness.details = mustAsk;
  harness.nowMs = startMs + deadlineMs + 1;
});

async function claim() {
  return (await harness.newest()).claims[key];
}

async function answer(reply: 'approve' | 'decline', userId = 'U0CLEO001') {
  const item = await harness.newest();
  const questionId = item.claims[key]?.question?.id ?? '';
  const asked = { key: item.key, questionId, answer: reply, userId, requestId: `reply-${userId}` };
  return replyToQuestion(harness.ports, asked, referenceOf(instanceArn));
}

describe('what must be asked first', () => {
  test('is asked, not done, by a rule that would act', async () => {
    await harness.observe();
    expect(harness.performed).toEqual([]);
    expect(await claim()).toMatchObject({ state: 'awaitingApproval', question: { people: 1 } });
  });

  test('is done when a person says yes, and once', async () => {
    await harness.observe();
    expect(await answer('approve')).toMatchObject({ kind: 'acted' });
    await harness.observe();
    expect(harness.performed).toHaveLength(1);
    expect(await harness.told()).toEqual(['accepted']);
  });

  test('is not done when a person says no, nor when nobody says anything', async () => {
    await harness.observe();
    expect(await answer('decline')).toMatchObject({ kind: 'declined' });
    await harness.observe();
    const other = new Harness();
    Object.assign(other, { details: mustAsk, nowMs: startMs + deadlineMs + 1 });
    other.deploys();
    await other.observe();
    other.nowMs += 61 * minuteMs;
    await other.observe();
    await other.observe();
    expect(harness.performed).toEqual([]);
    expect(other.performed).toEqual([]);
    expect(await other.told()).toEqual(['expired']);
  });

  test('a rule in shadow asks nobody', async () => {
    harness.rules = rulesThatCancel('shadow');
    await harness.observe();
    expect(await claim()).toBeUndefined();
  });

  test('a person may do it without being asked', async () => {
    expect(await harness.cancel()).toMatchObject({ kind: 'settled', outcome: 'accepted' });
  });
});

describe('what changes meanwhile', () => {
  test('what needs to be asked no more is not waited for: the question goes, and the rule acts', async () => {
    await harness.observe();
    harness.details = mayAct;
    await harness.observe();
    await harness.observe();
    expect(harness.performed).toHaveLength(1);
  });

  test('what must be asked now is not done by a claim from before: the fence keeps it back', async () => {
    harness.details = mayAct;
    harness.beforeRead = (count) => {
      // The first read decides, the second is the fence's.
      if (count === 2) harness.details = mustAsk;
    };
    await harness.observe();
    expect(harness.performed).toEqual([]);
    expect(await claim()).toMatchObject({ state: 'withdrawn' });
    await harness.observe();
    expect(await claim()).toMatchObject({ state: 'awaitingApproval' });
  });

  test('a question about what a fence saw ended is over at the next look, which is due at once', async () => {
    await harness.observe();
    harness.beforeRead = (count) => {
      // The rule looked, the name is looked up, then it is looked at; the fourth read is the fence's.
      if (count === 4) harness.deploys({ status: 'FAILED', phase: 'failed', endedAtMs: harness.nowMs });
    };
    expect(await harness.cancel()).toMatchObject({ kind: 'settled', outcome: 'tooLate' });
    expect(await claim()).toMatchObject({ state: 'awaitingApproval' });
    expect(attentionAt({ ...(await harness.newest()), outbox: [] })).toBeLessThanOrEqual(harness.nowMs + minuteMs);
    await harness.observe();
    expect(await claim()).toMatchObject({ state: 'settled' });
    expect(attentionAt({ ...(await harness.newest()), outbox: [] })).toBeUndefined();
  });
});
