import { describe, expect, test } from '@jest/globals';
import { replyToQuestion } from '../../../src/lib/flow/approvals.ts';
import { putBuildInForce, type Steerer, setKillSwitch } from '../../../src/lib/flow/change-controls.ts';
import { releaseHold, setHold } from '../../../src/lib/flow/holds.ts';
import { holdsOn } from '../../../src/lib/matching/index.ts';
import type { Claim } from '../../../src/lib/model/claim.ts';
import { claimLeaseMs } from '../../../src/lib/model/claims.ts';
import { type Controls, clockSkewMs, noControls, withHold, withoutHold } from '../../../src/lib/model/controls.ts';
import { noDetails } from '../../../src/lib/model/observation.ts';
import type { SubjectReference } from '../../../src/lib/model/reference.ts';
import { deployment, instanceArn, startMs } from '../model/subjects.ts';
import { deadlineMs, Harness, minuteMs, referenceOf, rulesFrom } from './harness.ts';

/**
 * The rules by which claims, controls and approvals work together were model-checked; each of these tests is one of the
 * counterexamples that were found when a rule was left out (`docs/architecture.md`, "Claims, controls, approvals").
 */

const timeout = { result: 'unknown', error: 'TimeoutError' } as const;
const key = 'rule:cancel-stuck:cancel';

function steerer(requestId: string, userId = 'U0CLEO001'): Steerer {
  return { requestId, userId, reason: 'a release is under way' };
}

const onTheInstance = { match: {}, target: instanceArn, name: 'orders/api', askedAtMs: startMs } as const;

/** A deployment that is past its deadline. */
function stuck(): Harness {
  const harness = new Harness();
  harness.deploys();
  harness.nowMs = startMs + deadlineMs + 1;
  return harness;
}

/** Something happens just before the controls are read for the n-th time from now on: 1 is the decision, 2 the fence. */
function beforeControlsRead(harness: Harness, count: number, happens: () => Promise<unknown>): void {
  const { controls } = harness;
  let reads = 0;
  harness.controls = {
    ...controls,
    get: async () => {
      reads += 1;
      if (reads !== count) return controls.get();
      harness.controls = controls;
      await happens();
      return controls.get();
    },
  };
}

async function claimOf(harness: Harness): Promise<Claim | undefined> {
  return (await harness.newest()).claims[key];
}

describe('controls', () => {
  test('controls in the fence: decided while free, claimed, hold confirmed: not called', async () => {
    const harness = stuck();
    beforeControlsRead(harness, 2, () => setHold(harness.ports, onTheInstance, steerer('h1')));
    await harness.observe();
    expect(harness.performed).toEqual([]);
    expect(await claimOf(harness)).toMatchObject({ state: 'withdrawn', attempts: 0 });
    const events = (await harness.trail()).map(({ event }) => event);
    expect(events).toContainEqual({ what: 'withdrawn', action: 'cancel', reason: 'it is on hold' });
  });

  test("the author's read after the write: whoever claimed before it was written is seen, and the author is not told 'held'", async () => {
    const harness = stuck();
    const { perform } = harness.provider;
    let isCalling: () => void = () => undefined;
    const calling = new Promise<void>((resolve) => {
      isCalling = resolve;
    });
    let answerCall: () => void = () => undefined;
    const answered = new Promise<void>((resolve) => {
      answerCall = resolve;
    });
    harness.provider.perform = async (action, subject) => {
      isCalling();
      await answered;
      return perform(action, subject);
    };
    const { controls } = harness;
    let looking: Promise<unknown> = Promise.resolve();
    const ports = {
      ...harness.ports,
      controls: {
        ...controls,
        put: async (next: Controls) => {
          looking = harness.observe();
          await calling;
          return controls.put(next);
        },
      },
    };
    expect(await setHold(ports, onTheInstance, steerer('h1'))).toMatchObject({
      kind: 'mayBeOnItsWay',
      names: ['orders/api'],
    });
    answerCall();
    await looking;
    expect(harness.performed).toHaveLength(1);
  });

  test('of a target with many attempts under way, the claim of the oldest is seen, too', async () => {
    const harness = stuck();
    harness.traits = { oneAtATime: false, identifiedBy: 'id', idsBeginAgain: false, readLagMs: 0 };
    harness.provider.observeAttempt = async (facts) => ({ subject: deployment(facts), details: noDetails });
    harness.performances.push(timeout);
    await harness.observe();
    for (let number = 2; number <= 8; number += 1) {
      harness.nowMs += 1;
      harness.deploys({ id: `d${number}`, startedAtMs: harness.nowMs });
      await harness.observe();
    }
    expect(await setHold(harness.ports, onTheInstance, steerer('h1'))).toMatchObject({ kind: 'mayBeOnItsWay' });
  });

  test('a hold that nobody has claimed under is held, and neither rule nor button acts on it (I10)', async () => {
    const harness = stuck();
    expect(await setHold(harness.ports, onTheInstance, steerer('h1'))).toMatchObject({ kind: 'held' });
    await harness.observe();
    expect(await harness.cancel()).toMatchObject({ kind: 'onHold', holds: [{ id: 'h1', byUserId: 'U0CLEO001' }] });
    expect(harness.performed).toEqual([]);
    expect((await harness.newest()).holds).toMatchObject([{ id: 'h1', reason: 'a release is under way' }]);
  });

  test('one item, consistent read: while one hold replaces another, every state that a read can show has a hold', async () => {
    const harness = stuck();
    const reads: { readonly target: string | undefined; readonly isConsistent: boolean | undefined }[] = [];
    const { getItem } = harness.table;
    harness.table.getItem = async (input) => {
      const target = input.Key?.['target']?.S;
      if (target === 'controls') reads.push({ target, isConsistent: input.ConsistentRead });
      return getItem(input);
    };
    await harness.observe();
    expect(reads).toEqual([
      { target: 'controls', isConsistent: true },
      { target: 'controls', isConsistent: true },
    ]);
    const hold = { id: 'h1', match: {}, name: 'all', byUserId: 'U1', reason: '', sinceMs: startMs };
    const first = withHold(noControls, hold, startMs);
    const both = withHold(first, { ...hold, id: 'h2' }, startMs);
    const second = withoutHold(both, 'h1', startMs);
    for (const state of [first, both, second]) expect(holdsOn(state, deployment(), startMs)).not.toEqual([]);
  });

  test('release by id: releasing one hold leaves another that was confirmed', async () => {
    const harness = stuck();
    await setHold(harness.ports, onTheInstance, steerer('h1'));
    await setHold(harness.ports, onTheInstance, steerer('h2', 'U0MIA0001'));
    await releaseHold(harness.ports, 'h1', steerer('r1'));
    await harness.observe();
    expect(harness.performed).toEqual([]);
    await releaseHold(harness.ports, 'h2', steerer('r2'));
    await harness.observe();
    expect(harness.performed).toHaveLength(1);
  });

  test('memory of released ids: released, then the hold is delivered again: it does not stand again', async () => {
    const harness = stuck();
    await setHold(harness.ports, onTheInstance, steerer('h1'));
    await releaseHold(harness.ports, 'h1', steerer('r1'));
    expect(await setHold(harness.ports, onTheInstance, steerer('h1'))).toMatchObject({ kind: 'over' });
    // Also a release that overtakes the hold it names.
    await releaseHold(harness.ports, 'h2', steerer('r2'));
    expect(await setHold(harness.ports, onTheInstance, steerer('h2'))).toMatchObject({ kind: 'over' });
    await harness.observe();
    expect(harness.performed).toHaveLength(1);
  });

  test('version and due: withdrawn for a hold, then released: the sweep finds it, and it is called', async () => {
    const harness = stuck();
    // Without this, its provider would have it looked at again in an hour.
    harness.recheckAfterMs = 60 * minuteMs;
    beforeControlsRead(harness, 2, () => setHold(harness.ports, onTheInstance, steerer('h1')));
    await harness.observe();
    await releaseHold(harness.ports, 'h1', steerer('r1'));
    // Nothing else makes it due: its entries have come through the bus, and its message is up to date.
    await harness.notify();
    harness.nowMs += minuteMs;
    await harness.sweepAndFollow();
    expect(harness.performed).toHaveLength(1);
    expect((await harness.newest()).controlsVersion).toBe(2);
  });

  test('the freed key: withdrawn, then released: claimed again, and called once', async () => {
    const harness = stuck();
    beforeControlsRead(harness, 2, () => setHold(harness.ports, onTheInstance, steerer('h1')));
    await harness.observe();
    await releaseHold(harness.ports, 'h1', steerer('r1'));
    await harness.observe();
    await harness.observe();
    expect(harness.performed).toHaveLength(1);
    expect(await harness.told()).toEqual(['accepted']);
  });

  test('calls kept: two unknown, withdrawn, released: one more call and no fourth', async () => {
    const harness = stuck();
    harness.performances.push(timeout, timeout, timeout, timeout);
    await harness.observe();
    harness.nowMs += claimLeaseMs;
    await harness.observe();
    harness.nowMs += claimLeaseMs;
    beforeControlsRead(harness, 2, () => setHold(harness.ports, onTheInstance, steerer('h1')));
    await harness.observe();
    expect(await claimOf(harness)).toMatchObject({ state: 'withdrawn', attempts: 2 });
    await releaseHold(harness.ports, 'h1', steerer('r1'));
    for (let look = 0; look < 4; look += 1) {
      await harness.observe();
      harness.nowMs += claimLeaseMs;
    }
    expect(harness.performed).toHaveLength(3);
    expect(await harness.told()).toEqual(['gaveUp']);
  });

  test('attempt given back: five withdrawals use up nothing: called in the end', async () => {
    const harness = stuck();
    for (let round = 1; round <= 5; round += 1) {
      beforeControlsRead(harness, 2, () => setHold(harness.ports, onTheInstance, steerer(`h${round}`)));
      await harness.observe();
      await releaseHold(harness.ports, `h${round}`, steerer(`r${round}`));
    }
    expect(harness.performed).toEqual([]);
    await harness.observe();
    expect(await harness.told()).toEqual(['accepted']);
  });

  test('the kill switch in the fence: decided, claimed, stopped: not called; it survives other rules until it is lifted', async () => {
    const harness = stuck();
    beforeControlsRead(harness, 2, () => setKillSwitch(harness.ports, steerer('k1')));
    await harness.observe();
    harness.rules = { ...harness.rules, hash: 'of a deploy' };
    await harness.observe();
    expect(harness.performed).toEqual([]);
    expect(await claimOf(harness)).toMatchObject({ state: 'withdrawn' });
    const { killSwitch: _lifted, ...rest } = await harness.controls.get();
    await harness.controls.put(rest);
    await harness.observe();
    expect(harness.performed).toHaveLength(1);
  });

  test('pointer, not number: after a rollback the older build acts on what the newer one had', async () => {
    const harness = stuck();
    await putBuildInForce(harness.ports, 'build-2');
    harness.build = 'build-2';
    harness.performances.push({ result: 'throttled' });
    await harness.observe();
    harness.build = 'build-1';
    await putBuildInForce(harness.ports, 'build-1');
    harness.nowMs += minuteMs;
    await harness.observe();
    expect(harness.performed).toHaveLength(2);
    expect(await harness.told()).toEqual(['accepted']);
  });

  test('pointer in the fence: the newer build is put in force between decision and call: the older one does not call', async () => {
    const harness = stuck();
    beforeControlsRead(harness, 2, () => putBuildInForce(harness.ports, 'build-2'));
    await harness.observe();
    expect(harness.performed).toEqual([]);
    expect(await claimOf(harness)).toMatchObject({ state: 'withdrawn', attempts: 0 });
    // And from then on it only observes.
    harness.deploys({ status: 'FAILED' });
    const { item, decisions } = await harness.observe();
    expect(decisions).toEqual([]);
    expect(item?.subject).toMatchObject({ deployment: { status: 'FAILED' } });
  });
});

describe('claims', () => {
  test("the lease's length: accepted late, answer lost, reads that lag: no second call is accepted", async () => {
    const harness = stuck();
    harness.traits = { ...harness.traits, readLagMs: 30_000 };
    let shownFromMs = Number.POSITIVE_INFINITY;
    harness.performances.push(() => {
      // The invocation used nearly all of its time, the call lands 30 s after it was given up, and reads lag by 30 s.
      harness.nowMs += 29_999;
      shownFromMs = harness.nowMs + 30_000 + 30_000;
      return timeout;
    });
    await harness.observe();
    for (let second = 0; second < 180; second += 1) {
      harness.nowMs += 1_000;
      // Asked for just before the state of that moment is shown.
      if (harness.nowMs > shownFromMs) harness.deploys({ status: 'CANCELLING' });
      await harness.observe();
    }
    expect(harness.performed).toHaveLength(1);
    expect(await harness.told()).toEqual(['observed']);
  });
});

describe('approvals', () => {
  const asking = (text = 'stuck', mode = 'approve', approval = '') =>
    rulesFrom(`
  - name: cancel-stuck
    on: deployment
    when: deployment.status == "IN_PROGRESS"
    do: [{ cancel: { reason: ${text} } }]
    mode: ${mode}
${approval}`);

  async function asked(rules = asking()): Promise<{ harness: Harness; questionId: string }> {
    const harness = new Harness();
    harness.rules = rules;
    harness.deploys();
    await harness.observe();
    return { harness, questionId: await questionOf(harness) };
  }

  async function questionOf(harness: Harness): Promise<string> {
    const id = (await claimOf(harness))?.question?.id;
    if (id === undefined) throw new Error('nobody was asked');
    return id;
  }

  let clicks = 0;
  async function click(
    harness: Harness,
    questionId: string,
    userId: string,
    answer: 'approve' | 'decline' = 'approve',
  ) {
    clicks += 1;
    const { key: itemKey } = await harness.newest();
    const reply = { key: itemKey, questionId, answer, userId, requestId: `click-${clicks}` };
    return replyToQuestion(harness.ports, reply, referenceOf(instanceArn));
  }

  test('a rule in the mode approve asks, and what was shown is done when a person approves, once', async () => {
    const { harness, questionId } = await asked();
    await harness.observe();
    expect(harness.performed).toEqual([]);
    expect(await questionOf(harness)).toBe(questionId);
    expect(await click(harness, questionId, 'U1')).toMatchObject({ kind: 'acted' });
    expect(harness.performed).toHaveLength(1);
    expect(await harness.told()).toEqual(['accepted']);
    expect(await click(harness, questionId, 'U2')).toMatchObject({ kind: 'over', outcome: 'accepted' });
    expect(harness.performed).toHaveLength(1);
  });

  test('two people are needed: one who approves twice is one', async () => {
    const { harness, questionId } = await asked(asking('stuck', 'approve', '    approval: { people: 2 }\n'));
    expect(await click(harness, questionId, 'U1')).toMatchObject({ kind: 'moreNeeded', approvedBy: ['U1'], people: 2 });
    expect(await click(harness, questionId, 'U1')).toMatchObject({ kind: 'approvedAlready' });
    expect(harness.performed).toEqual([]);
    expect(await click(harness, questionId, 'U2')).toMatchObject({ kind: 'acted' });
    expect(harness.performed).toHaveLength(1);
  });

  test("the question's id: outdated, asked anew: the old card approves nothing", async () => {
    const { harness, questionId } = await asked();
    harness.rules = asking('stuck for too long');
    await harness.observe();
    expect(await harness.told()).toEqual(['outdated']);
    expect(await questionOf(harness)).not.toBe(questionId);
    expect(await click(harness, questionId, 'U1')).toBeUndefined();
    expect(harness.performed).toEqual([]);
  });

  test.each([
    ['the text', () => asking('another reason')],
    ['the mode', () => asking('stuck', 'enforce')],
    ['the rule', () => rulesFrom('')],
  ])('text, mode, attempt in the fence: %s changed before the click: not called', async (_what, changed) => {
    const { harness, questionId } = await asked();
    harness.rules = changed();
    expect(await click(harness, questionId, 'U1')).toMatchObject({ kind: 'over', outcome: 'outdated' });
    expect(harness.performed).toEqual([]);
  });

  test('text, mode, attempt in the fence: the text changed between the click and the fence: not called', async () => {
    const { harness, questionId } = await asked();
    const { ports } = harness;
    let asksForRules = 0;
    const { key: itemKey } = await harness.newest();
    const reply = { key: itemKey, questionId, answer: 'approve', userId: 'U1', requestId: 'click' } as const;
    const rules = async () => ((asksForRules += 1) > 1 ? asking('another reason') : harness.rules);
    await replyToQuestion({ ...ports, rules }, reply, referenceOf(instanceArn));
    expect(harness.performed).toEqual([]);
    expect(await harness.told()).toEqual(['outdated']);
  });

  test('text, mode, attempt in the fence: all rules are stopped between the click and the fence: not called, and free again', async () => {
    const { harness, questionId } = await asked();
    beforeControlsRead(harness, 2, () => setKillSwitch(harness.ports, steerer('k1')));
    await click(harness, questionId, 'U1');
    expect(harness.performed).toEqual([]);
    expect((await claimOf(harness))?.state).toBe('withdrawn');
  });

  test('text, mode, attempt in the fence: another attempt took its place: superseded, and not touched', async () => {
    const { harness, questionId } = await asked();
    harness.nowMs += 5 * minuteMs;
    harness.deploys({ id: 'd2', startedAtMs: harness.nowMs - minuteMs });
    await click(harness, questionId, 'U1');
    expect(harness.performed).toEqual([]);
    expect(await harness.told()).toEqual(['superseded']);
  });

  test('conditional click: of opposite clicks one wins, and what it was answered is what happens', async () => {
    const { harness, questionId } = await asked();
    const [declined, approved] = await Promise.all([
      click(harness, questionId, 'U1', 'decline'),
      click(harness, questionId, 'U2', 'approve'),
    ]);
    const hasActed = harness.performed.length > 0;
    expect(approved?.kind).toBe(hasActed ? 'acted' : 'over');
    expect(declined?.kind).toBe(hasActed ? 'over' : 'declined');
    expect([approved?.kind, declined?.kind]).toContain('over');
  });

  test('conditional click: declined while the approval is being judged: not called', async () => {
    const { harness, questionId } = await asked();
    beforeControlsRead(harness, 1, () => click(harness, questionId, 'U1', 'decline'));
    expect(await click(harness, questionId, 'U2')).toMatchObject({ kind: 'over', outcome: 'declined' });
    expect(harness.performed).toEqual([]);
  });

  test('requester check: own approval calls nothing; another person may approve it', async () => {
    const { harness, questionId } = await asked();
    const item = await harness.newest();
    const claim = item.claims[key];
    if (claim?.question === undefined) throw new Error('nobody was asked');
    const question = { ...claim.question, requesterId: 'U1' };
    await harness.store.put({ ...item, claims: { [key]: { ...claim, question } } });
    expect(await click(harness, questionId, 'U1')).toMatchObject({ kind: 'ownRequest' });
    expect(harness.performed).toEqual([]);
    expect(await click(harness, questionId, 'U2')).toMatchObject({ kind: 'acted' });
    expect(harness.performed).toHaveLength(1);
  });

  test('the margin for skew: a click by a clock that is behind comes too late', async () => {
    const { harness, questionId } = await asked();
    const expiresAtMs = (await claimOf(harness))?.question?.expiresAtMs ?? 0;
    harness.nowMs = expiresAtMs - clockSkewMs;
    expect(await click(harness, questionId, 'U1')).toMatchObject({ kind: 'over', outcome: 'expired' });
    expect(harness.performed).toEqual([]);
    harness.nowMs = expiresAtMs - clockSkewMs - 1;
    await click(harness, questionId, 'U1');
    expect(harness.performed).toHaveLength(1);
  });

  test('the last check of the clock: the time passes between the fence and the call: not called, told as expired', async () => {
    const { harness, questionId } = await asked();
    const expiresAtMs = (await claimOf(harness))?.question?.expiresAtMs ?? 0;
    harness.nowMs = expiresAtMs - 10_000;
    const { ports } = harness;
    const { observe } = harness.provider;
    let isTicking = false;
    // The fence's answer came just in time; from then on every look at the clock finds a second gone.
    const now = () => (isTicking ? (harness.nowMs += 1_000) : harness.nowMs);
    const provider = {
      ...harness.provider,
      observe: async (reference: SubjectReference) => {
        const state = await observe(reference);
        harness.nowMs = expiresAtMs - clockSkewMs - 1_500;
        isTicking = true;
        return state;
      },
    };
    const { key: itemKey } = await harness.newest();
    const reply = { key: itemKey, questionId, answer: 'approve', userId: 'U1', requestId: 'click' } as const;
    await replyToQuestion({ ...ports, provider, clock: { now } }, reply, referenceOf(instanceArn));
    expect(harness.performed).toEqual([]);
    expect(await harness.told()).toEqual(['expired']);
  });

  test('expiry in the fence: approved, the approver died, the lease lapsed after the time: not called', async () => {
    const { harness, questionId } = await asked();
    const expiresAtMs = (await claimOf(harness))?.question?.expiresAtMs ?? 0;
    harness.nowMs = expiresAtMs - 10_000;
    beforeControlsRead(harness, 2, async () => Promise.reject(new Error('dead')));
    await click(harness, questionId, 'U1');
    expect(await claimOf(harness)).toMatchObject({ state: 'leased' });
    harness.nowMs += claimLeaseMs;
    await harness.observe();
    expect(harness.performed).toEqual([]);
    expect(await harness.told()).toEqual(['expired']);
  });

  test('expiry in the sweep: a question that nobody answers is settled and told when its time has passed', async () => {
    const harness = new Harness();
    harness.rules = asking();
    harness.recheckAfterMs = 24 * 60 * minuteMs;
    harness.deploys();
    await harness.observe();
    await harness.notify();
    harness.nowMs = (await claimOf(harness))?.question?.expiresAtMs ?? 0;
    await harness.sweepAndFollow();
    expect(await harness.told()).toEqual(['expired']);
    await harness.observe();
    expect((await claimOf(harness))?.state).toBe('settled');
  });

  test('awaiting approval is in nobody’s way, and whoever acts settles it', async () => {
    const { harness } = await asked();
    expect(await harness.cancel()).toMatchObject({ kind: 'settled', outcome: 'accepted' });
    expect(await claimOf(harness)).toMatchObject({ state: 'settled', outcome: 'alreadyDone' });
  });

  test('a button approves once and is answered once; without the right it does nothing, and that is in the trail', async () => {
    const { harness, questionId } = await asked();
    const { key: itemKey } = await harness.newest();
    const interaction = { type: 'reply', answer: 'approve', questionId, key: itemKey } as const;
    harness.permission = { allowed: false, reason: 'You may not.' };
    expect(await harness.request(interaction, 'click-a')).toMatchObject({ kind: 'refused', reason: 'You may not.' });
    expect((await harness.trail()).map(({ event }) => event.what)).toContain('refused');
    harness.permission = { allowed: true };
    expect(await harness.request(interaction, 'click-b')).toMatchObject({ kind: 'settled', outcome: 'accepted' });
    expect(await harness.request(interaction, 'click-b')).toMatchObject({ kind: 'settled', outcome: 'accepted' });
    expect(harness.performed).toHaveLength(1);
    expect((await harness.trail()).map(({ event }) => event.what)).toContain('approvalAnswered');
  });

  test('people who may override a hold, with a reason that is in the trail; a later hold still stops them', async () => {
    const harness = new Harness();
    harness.rules = rulesFrom('');
    harness.deploys();
    await setHold(harness.ports, onTheInstance, steerer('h1'));
    const interaction = {
      type: 'command',
      command: { name: 'override', target: 'orders/api', reason: 'it burns' },
    } as const;
    beforeControlsRead(harness, 3, () => setHold(harness.ports, onTheInstance, steerer('h2')));
    expect(await harness.request(interaction, 'o1')).toMatchObject({ kind: 'withdrawn', reason: 'it is on hold' });
    expect(harness.performed).toEqual([]);
    expect(await harness.request(interaction, 'o2')).toMatchObject({ kind: 'settled', outcome: 'accepted' });
    const overrode = (await harness.trail()).filter(({ event }) => event.what === 'overrode');
    expect(overrode.at(-1)?.event).toMatchObject({ holds: ['h1', 'h2'], reason: 'it burns' });
    expect(harness.asked.map(({ action }) => action)).toEqual(['override', 'override']);
  });

  test('a hold takes the question back, and its release asks anew', async () => {
    const { harness, questionId } = await asked();
    await setHold(harness.ports, onTheInstance, steerer('h1'));
    expect(await click(harness, questionId, 'U1')).toMatchObject({ kind: 'onHold' });
    await harness.observe();
    expect((await claimOf(harness))?.state).toBe('withdrawn');
    await releaseHold(harness.ports, 'h1', steerer('r1'));
    await harness.observe();
    expect(await questionOf(harness)).not.toBe(questionId);
    expect(harness.performed).toEqual([]);
  });
});
