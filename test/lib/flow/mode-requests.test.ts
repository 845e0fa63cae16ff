import { beforeEach, describe, expect, test } from '@jest/globals';
import { setKillSwitch } from '../../../src/lib/flow/change-controls.ts';
import { handleDelivery } from '../../../src/lib/flow/index.ts';
import type { Interaction } from '../../../src/lib/model/request.ts';
import { startMs } from '../model/subjects.ts';
import { deadlineMs, Harness, minuteMs, rulesThatCancel } from './harness.ts';

let harness: Harness;
let count = 0;
beforeEach(() => {
  harness = new Harness();
  harness.deploys();
  harness.nowMs = startMs + deadlineMs + 1;
});

/** Typed by somebody; who that is, is in the request's user. */
function type(command: { readonly name: string } & Readonly<Record<string, string>>, id?: string) {
  count += 1;
  const interaction: Interaction = { type: 'command', command };
  return harness.request(interaction, id ?? `typed-${count}`);
}

function typeAs(userId: string, command: { readonly name: string } & Readonly<Record<string, string>>, id: string) {
  const request = {
    id,
    receivedAtMs: harness.nowMs,
    interaction: { type: 'command', command } as const,
    userId,
    teamId: 'T0ACME',
    channelId: 'C0DEPLOYS',
    responseUrl: 'https://hooks.slack.com/commands/T0ACME/1/x',
  };
  return handleDelivery(harness.ports, request, 1);
}

describe('the mode of a rule', () => {
  test('that does less counts at once: the rule does not act any more', async () => {
    expect(await type({ name: 'mode', rule: 'cancel-stuck', mode: 'Shadow' })).toEqual({
      kind: 'mode',
      rule: 'cancel-stuck',
      mode: 'shadow',
      result: 'changed',
    });
    await harness.observe();
    expect(harness.performed).toEqual([]);
    expect(await type({ name: 'rules' })).toMatchObject({
      kind: 'ruleList',
      areStopped: false,
      rules: [{ name: 'cancel-stuck', mode: 'enforce', currentMode: 'shadow' }],
    });
  });

  test('that does more waits for another person: neither who asked, nor who may not, can approve it', async () => {
    harness.rules = rulesThatCancel('shadow');
    const asked = await typeAs('U0ADA0001', { name: 'mode', rule: 'cancel-stuck', mode: 'enforce' }, 'ask');
    expect(asked).toMatchObject({ kind: 'mode', result: 'approvalNeeded', id: 'ask' });
    await harness.observe();
    expect(harness.performed).toEqual([]);
    expect(await typeAs('U0ADA0001', { name: 'approvals' }, 'list')).toMatchObject({
      modes: [{ id: 'ask', rule: 'cancel-stuck', mode: 'enforce', byUserId: 'U0ADA0001' }],
    });
    const approve = { name: 'approve', id: 'ask' };
    expect(await typeAs('U0ADA0001', approve, 'own')).toMatchObject({ kind: 'modeApproval', result: 'ownRequest' });
    harness.refusedActions = ['steer'];
    expect(await typeAs('U0BEN0001', approve, 'refused')).toMatchObject({ kind: 'refused' });
    await harness.observe();
    expect(harness.performed).toEqual([]);
    harness.refusedActions = [];
    const approved = { kind: 'modeApproval', rule: 'cancel-stuck', mode: 'enforce', result: 'approved' };
    expect(await typeAs('U0BEN0001', approve, 'other')).toEqual(approved);
    // Another delivery of it finds it done, and says the same.
    expect(await typeAs('U0BEN0001', approve, 'again')).toEqual(approved);
    await harness.observe();
    expect(harness.performed).toHaveLength(1);
  });

  test('that was asked for ends with its time, and with the rules that it was asked for', async () => {
    harness.rules = rulesThatCancel('shadow');
    await typeAs('U0ADA0001', { name: 'mode', rule: 'cancel-stuck', mode: 'enforce' }, 'ask');
    const { rules } = harness;
    harness.rules = { ...rules, hash: 'others' };
    const approve = { name: 'approve', id: 'ask' };
    expect(await typeAs('U0BEN0001', approve, 'one')).toMatchObject({ result: 'outdated' });
    harness.rules = rules;
    harness.nowMs += 61 * minuteMs;
    expect(await typeAs('U0BEN0001', approve, 'two')).toMatchObject({ result: 'expired' });
    expect(await type({ name: 'approvals' })).toMatchObject({ modes: [] });
  });

  test('under the kill switch is kept for afterwards', async () => {
    await setKillSwitch(harness.ports, { userId: 'U0ADA0001', requestId: 'stop', reason: '' });
    expect(await type({ name: 'rules' })).toMatchObject({
      areStopped: true,
      rules: [{ mode: 'enforce', currentMode: 'shadow' }],
    });
    expect(await type({ name: 'mode', rule: 'cancel-stuck', mode: 'approve' })).toMatchObject({ result: 'changed' });
    await type({ name: 'resume-rules' });
    expect(await type({ name: 'rules' })).toMatchObject({ areStopped: false, rules: [{ currentMode: 'approve' }] });
  });

  test('bad input is answered with what to type, and nothing changes', async () => {
    expect(await type({ name: 'mode', rule: 'cancel-stuck', mode: 'on' })).toEqual({
      kind: 'help',
      problem: 'A mode is one of off, shadow, approve, enforce, not "on"',
    });
    expect(await type({ name: 'mode', rule: 'no-such-rule', mode: 'off' })).toMatchObject({ result: 'noSuchRule' });
    expect(await type({ name: 'mode', rule: 'cancel-stuck', mode: 'enforce' })).toMatchObject({ result: 'sameMode' });
    harness.refusedActions = ['steer'];
    expect(await type({ name: 'mode', rule: 'cancel-stuck', mode: 'off' })).toMatchObject({ kind: 'refused' });
    expect(await harness.controls.get()).toMatchObject({ version: 0 });
  });
});
