import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { type AlertSettings, alertEntries, usualAlerts } from '../../../src/lib/model/alerts.ts';
import type { Item } from '../../../src/lib/model/item.ts';
import * as arbitrary from '../slack/support/arbitraries.ts';
import { claim, connectionItem, deploymentItem, history, type Told } from '../slack/support/examples.ts';

const rule = { type: 'rule', rule: 'cancel-stuck' } as const;
const person = { type: 'person', userId: 'U0ADA0001', requestId: 'r' } as const;
const failure: Told = { what: 'observed', status: 'FAILED', previousStatus: 'IN_PROGRESS' };
const success: Told = { what: 'observed', status: 'SUCCEEDED', previousStatus: 'IN_PROGRESS' };
const settledBy = (
  actor: typeof rule | typeof person,
  outcome: 'accepted' | 'refused' | 'tooLate' | 'expired',
): Told => ({
  what: 'settled',
  action: 'cancel',
  outcome,
  actor,
});
const notifies: Told = {
  what: 'decided',
  actor: rule,
  rule: 'cancel-stuck',
  mode: 'enforce',
  verdict: 'fired',
  actions: [{ type: 'notify', channel: 'deploys', mention: [] }],
  trace: [],
};
const cancelledByRule = deploymentItem(
  { status: 'CANCELLED' },
  { claims: { one: claim({ state: 'settled', outcome: 'accepted' }) } },
);

/** Whether the event of an item is alerted. */
function isAlerted(item: Item, event: Told, settings: Partial<AlertSettings> = {}, isNamed = false, isPart = false) {
  const recipient = { settings: { ...usualAlerts, ...settings }, isNamed: () => isNamed };
  return alertEntries(item, history(event), recipient, isPart).length > 0;
}

const failed = deploymentItem({ status: 'FAILED' });
const succeeded = deploymentItem({ status: 'SUCCEEDED' });
const running = deploymentItem();

describe('by default the channel gets', () => {
  test.each<[string, Item, Told, boolean]>([
    ['a failure', failed, failure, true],
    ['no success: that is an edit', succeeded, success, false],
    ['no failure that is over', running, failure, false],
    ['a cancel of a rule', running, settledBy(rule, 'accepted'), true],
    ['what a rule could not do', running, settledBy(rule, 'refused'), true],
    ['what nobody approved in time', running, settledBy(rule, 'expired'), true],
    ['nothing where a rule came too late', succeeded, settledBy(rule, 'tooLate'), false],
    ['no result of what a person asked for: they have an answer', running, settledBy(person, 'refused'), false],
    ['the end of what the bot cancelled', cancelledByRule, { what: 'observed', status: 'CANCELLED' }, true],
    [
      'the end also while it is not known what became of the call',
      { ...cancelledByRule, claims: { one: claim() } },
      { what: 'observed', status: 'CANCELLED' },
      true,
    ],
    [
      'not the end of what somebody else cancelled',
      deploymentItem({ status: 'CANCELLED' }),
      { what: 'observed', status: 'CANCELLED' },
      false,
    ],
    [
      'what the back end itself rolled back',
      deploymentItem({ status: 'CANCELLED', cause: 'alarm' }),
      { what: 'observed', status: 'CANCELLED' },
      true,
    ],
    [
      'a question',
      running,
      { what: 'approvalAsked', action: 'cancel', reason: '', questionId: 'q', people: 1, expiresAtMs: 1, actor: rule },
      true,
    ],
    ['a rule that cannot be evaluated', running, { ...notifies, verdict: 'error', actions: [] }, true],
    ['no such rule in shadow', running, { ...notifies, verdict: 'error', mode: 'shadow', actions: [] }, false],
    ['no rule that posts elsewhere', running, notifies, false],
    [
      'no decision about a connection',
      connectionItem({ status: 'REJECTED' }),
      { what: 'observed', status: 'REJECTED' },
      false,
    ],
  ])('%s', (_name, item, event, expected) => {
    expect(isAlerted(item, event)).toBe(expected);
  });
});

describe('the route', () => {
  test('gets each end with "all", and nothing with "none"', () => {
    expect(isAlerted(succeeded, success, { alerts: 'all' })).toBe(true);
    expect(isAlerted(failed, failure, { alerts: 'none' })).toBe(false);
  });

  test('gets failures in its quiet hours, and no successes', () => {
    // The examples are from 09:30 UTC.
    const quietHours = { from: '09:00', to: '10:00', zone: 'UTC' };
    expect(isAlerted(failed, failure, { alerts: 'all', quietHours })).toBe(true);
    expect(isAlerted(succeeded, success, { alerts: 'all', quietHours })).toBe(false);
    expect(isAlerted(succeeded, success, { alerts: 'all', quietHours: { ...quietHours, from: '09:45' } })).toBe(true);
  });

  test('does not keep a rule from posting where it names the channel, but in shadow', () => {
    expect(isAlerted(running, notifies, { alerts: 'none' }, true)).toBe(true);
    expect(isAlerted(running, { ...notifies, mode: 'shadow' }, { alerts: 'all' }, true)).toBe(false);
  });
});

test('of a part, the end is left to its whole, and what was done about it is not', () => {
  expect(isAlerted(failed, failure, {}, false, true)).toBe(false);
  expect(isAlerted(running, settledBy(rule, 'refused'), {}, false, true)).toBe(true);
});

test('whatever happened, more alerts are wanted by more of a setting, and only of what happened', () => {
  const named = fc.boolean();
  fc.assert(
    fc.property(arbitrary.item, arbitrary.history, named, fc.boolean(), (item, entries, isNamed, isPart) => {
      const [none, failures, all] = (['none', 'failures', 'all'] as const).map((alerts) =>
        alertEntries(item, entries, { settings: { alerts, alertsAs: 'thread' }, isNamed: () => isNamed }, isPart),
      );
      expect(all).toEqual(expect.arrayContaining([...(failures ?? [])]));
      expect(failures).toEqual(expect.arrayContaining([...(none ?? [])]));
      expect(entries).toEqual(expect.arrayContaining([...(all ?? [])]));
      if (!isNamed) expect(none).toEqual([]);
    }),
  );
});
