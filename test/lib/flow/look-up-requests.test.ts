import { beforeEach, describe, expect, test } from '@jest/globals';
import { type Steerer, setKillSwitch } from '../../../src/lib/flow/change-controls.ts';
import type { AttemptDetails } from '../../../src/lib/model/observation.ts';
import { noDetails } from '../../../src/lib/model/observation.ts';
import { connectionArn, instanceArn, startMs } from '../model/subjects.ts';
import { deadlineMs, Harness, minuteMs, referenceOf, rulesFrom, rulesThatCancel } from './harness.ts';

/** What people ask only to understand: nothing of it may change anything. */

let harness: Harness;
beforeEach(() => {
  harness = new Harness();
  harness.deploys();
});

function typed(name: string, target = 'orders/api') {
  return harness.request({ type: 'command', command: { name, target } }, `${name} ${target}`);
}

async function why(target?: string) {
  const answer = await typed('why', target);
  if (answer.kind !== 'why') throw new Error(`the answer is ${answer.kind}`);
  return answer;
}

const steerer: Steerer = { userId: 'U0CLEO001', requestId: 'stop-1', reason: '' };

const mustAsk: AttemptDetails = {
  ...noDetails,
  actions: { cancel: { available: true, askFirst: 'it is the first deployment of its service' } },
};

describe('why', () => {
  test('a rule that waits says until when, with what it sees', async () => {
    harness.nowMs = startMs + 10 * minuteMs;
    const { item, rules, areRulesStopped, isBuildInForce } = await why();
    expect(item.key.target).toBe(instanceArn);
    expect([areRulesStopped, isBuildInForce]).toEqual([false, true]);
    expect(rules).toHaveLength(1);
    expect(rules[0]).toMatchObject({
      decision: { rule: 'cancel-stuck', mode: 'enforce', verdict: 'waiting', deadlineAtMs: startMs + deadlineMs + 1 },
      claims: [],
    });
    expect(rules[0]?.decision.trace.map(({ outcome }) => outcome)).toEqual([true, false]);
  });

  test('a rule in shadow that would act does not, and the mode is that of now', async () => {
    harness.rules = rulesThatCancel('shadow');
    harness.nowMs = startMs + deadlineMs + 1;
    expect((await why()).rules[0]?.decision).toMatchObject({ mode: 'shadow', verdict: 'fired' });
    harness.rules = rulesThatCancel('enforce');
    await setKillSwitch(harness.ports, steerer);
    const stopped = await why();
    expect(stopped.areRulesStopped).toBe(true);
    expect(stopped.rules[0]?.decision.mode).toBe('shadow');
  });

  test('what a rule has asked for, and what came of it, is told with it', async () => {
    harness.nowMs = startMs + deadlineMs + 1;
    await harness.observe();
    const [rule] = (await why()).rules;
    expect(rule?.claims).toMatchObject([{ action: 'cancel', state: 'settled', outcome: 'accepted' }]);
  });

  test('it makes no decision take effect, records nothing, and calls nothing', async () => {
    await harness.observe();
    const before = await harness.newest();
    harness.refusedActions = ['cancel'];
    await why();
    expect(await harness.newest()).toEqual(before);
    expect(harness.performed).toEqual([]);
  });

  test('only rules about such a subject are told', async () => {
    harness.connects();
    harness.rules = rulesFrom(`
  - { name: of-connections, on: connection, when: 'true', do: [{ accept: {} }], mode: shadow }
  - { name: of-deployments, on: deployment, when: 'false', do: [{ notify: { channel: "#x" } }], mode: shadow }
  - { name: not-in-force, on: deployment, when: 'false', do: [{ notify: { channel: "#x" } }], mode: off }
`);
    expect((await why()).rules.map(({ decision }) => decision.rule)).toEqual(['of-deployments']);
    expect((await why(connectionArn)).rules.map(({ decision }) => decision.rule)).toEqual(['of-connections']);
  });

  test('what nobody knows is not found', async () => {
    expect(await typed('why', 'orders/nowhere')).toEqual({ kind: 'notFound', name: 'orders/nowhere' });
  });
});

describe('history', () => {
  test('has the newest entries of the trail, oldest first, and how many there are', async () => {
    harness.nowMs = startMs + deadlineMs + 1;
    await harness.observe();
    for (let count = 0; count < 25; count += 1) {
      harness.refusedActions = ['cancel'];
      await harness.cancel(`trigger-${count}`);
    }
    const trail = await harness.trail();
    const answer = await typed('history');
    if (answer.kind !== 'history') throw new Error(answer.kind);
    expect(answer.total).toBe(trail.length);
    expect(answer.entries).toEqual(trail.slice(-20));
    expect(answer.entries).toHaveLength(20);
  });
});

describe('approvals', () => {
  test('lists what a back end itself waits for: a connection, a pause', async () => {
    harness.connects();
    await harness.observe({ reference: referenceOf(connectionArn) });
    harness.details = { ...noDetails, actions: { continue: { available: true, about: 'a-pause' } } };
    await harness.observe();
    const answer = await harness.request({ type: 'command', command: { name: 'approvals' } });
    if (answer.kind !== 'approvals') throw new Error(answer.kind);
    expect([answer.total, answer.questions]).toEqual([2, []]);
    expect(answer.waits.map(({ key }) => key.target).sort()).toEqual([connectionArn, instanceArn].sort());
  });

  test('lists the questions that are open, and no others', async () => {
    expect(await harness.request({ type: 'command', command: { name: 'approvals' } })).toEqual({
      kind: 'approvals',
      questions: [],
      waits: [],
      total: 0,
      modes: [],
    });
    harness.details = mustAsk;
    harness.nowMs = startMs + deadlineMs + 1;
    await harness.observe();
    const answer = await harness.request({ type: 'command', command: { name: 'approvals' } }, 'second');
    expect(answer).toMatchObject({
      kind: 'approvals',
      total: 1,
      questions: [{ claim: { action: 'cancel', state: 'awaitingApproval' }, question: { people: 1, approvedBy: [] } }],
    });
    const id = (await harness.newest()).claims['rule:cancel-stuck:cancel']?.question?.id ?? '';
    await harness.request({ type: 'command', command: { name: 'decline', id } }, 'third');
    expect(await harness.request({ type: 'command', command: { name: 'approvals' } }, 'fourth')).toMatchObject({
      total: 0,
    });
  });
});
