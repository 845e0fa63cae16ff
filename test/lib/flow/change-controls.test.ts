import { describe, expect, test } from '@jest/globals';
import {
  approveRuleMode,
  liftKillSwitch,
  type Steerer,
  setKillSwitch,
  setRuleMode,
} from '../../../src/lib/flow/change-controls.ts';
import { listHolds, setHold } from '../../../src/lib/flow/holds.ts';
import { controlsTarget } from '../../../src/lib/model/trail.ts';
import { startMs } from '../model/subjects.ts';
import { deadlineMs, Harness, minuteMs, rulesThatCancel } from './harness.ts';

function steerer(requestId: string, userId = 'U1'): Steerer {
  return { requestId, userId, reason: 'an incident' };
}

function stuck(): Harness {
  const harness = new Harness();
  harness.deploys();
  harness.nowMs = startMs + deadlineMs + 1;
  return harness;
}

const everything = { match: {}, name: 'everything', askedAtMs: startMs } as const;

describe('the kill switch', () => {
  test('makes every rule a shadow until it is lifted; people may still act', async () => {
    const harness = stuck();
    await setKillSwitch(harness.ports, steerer('k1'));
    await harness.observe();
    expect(harness.performed).toEqual([]);
    expect((await harness.newest()).history.at(-1)?.event).toMatchObject({
      what: 'decided',
      verdict: 'fired',
      mode: 'shadow',
    });
    expect(await liftKillSwitch(harness.ports, steerer('k2'))).toEqual({ isChanged: true });
    await harness.observe();
    expect(harness.performed).toHaveLength(1);
  });

  test('is in the trail with who and why, once however often it is delivered', async () => {
    const harness = stuck();
    await setKillSwitch(harness.ports, steerer('k1'));
    await setKillSwitch(harness.ports, steerer('k1'));
    expect(await harness.trail(controlsTarget)).toMatchObject([
      {
        actor: { type: 'person', userId: 'U1' },
        event: { what: 'controlsChanged', change: 'stopped all rules', reason: 'an incident' },
      },
    ]);
  });

  test('stands although the bus fails, and although others write at the same moment', async () => {
    const harness = stuck();
    harness.bus = { ...harness.bus, publish: async () => Promise.reject(new Error('no bus')) };
    const ports = { ...harness.ports, bus: harness.bus };
    await Promise.all([
      setKillSwitch(ports, steerer('k1')),
      setHold(ports, everything, steerer('h1')),
      setHold(ports, everything, steerer('h2')),
    ]);
    const controls = await harness.controls.get();
    expect(controls.killSwitch?.id).toBe('k1');
    expect(controls.holds).toHaveLength(2);
    expect(controls.version).toBe(3);
  });
});

describe('the mode of a rule', () => {
  const toShadow = { rule: 'cancel-stuck', mode: 'shadow' } as const;
  const toEnforce = { rule: 'cancel-stuck', mode: 'enforce' } as const;

  test('towards shadow it changes at once, for these rules', async () => {
    const harness = stuck();
    const answer = await setRuleMode(harness.ports, harness.rules, toShadow, steerer('m1'));
    expect(answer).toMatchObject({ kind: 'changed', override: { mode: 'shadow' } });
    await harness.observe();
    expect(harness.performed).toEqual([]);
    harness.rules = { ...harness.rules, hash: 'of other rules' };
    await harness.observe();
    expect(harness.performed).toHaveLength(1);
  });

  test('towards enforce another person must approve it, in time and for the same rules', async () => {
    const harness = stuck();
    harness.rules = rulesThatCancel('shadow');
    const answer = await setRuleMode(harness.ports, harness.rules, toEnforce, steerer('m1'));
    expect(answer).toMatchObject({ kind: 'approvalNeeded', request: { id: 'm1' } });
    await harness.observe();
    expect(harness.performed).toEqual([]);
    const approve = (userId: string, rules = harness.rules) =>
      approveRuleMode(harness.ports, rules, 'm1', steerer('a1', userId));
    expect(await approve('U1')).toBe('ownRequest');
    expect(await approve('U2', { ...harness.rules, hash: 'of other rules' })).toBe('outdated');
    expect(await approveRuleMode(harness.ports, harness.rules, 'm0', steerer('a1', 'U2'))).toBe('notAsked');
    const atMs = harness.nowMs;
    harness.nowMs += 60 * minuteMs;
    expect(await approve('U2')).toBe('expired');
    harness.nowMs = atMs;
    expect(await approve('U2')).toBe('approved');
    await harness.observe();
    expect(harness.performed).toHaveLength(1);
  });

  test('that has ended with its rules, or with another mode, does not count as changed when its request comes again', async () => {
    const harness = stuck();
    const ofOthers = { ...harness.rules, hash: 'of other rules' };
    const { ports, rules } = harness;
    expect(await setRuleMode(ports, rules, toShadow, steerer('m1'))).toMatchObject({ kind: 'changed' });
    expect(await setRuleMode(ports, ofOthers, toShadow, steerer('m1'))).toEqual({ kind: 'over' });
    expect(await setRuleMode(ports, rules, toShadow, steerer('m1'))).toEqual({ kind: 'sameMode' });
    const toOff = { rule: 'cancel-stuck', mode: 'off' } as const;
    expect(await setRuleMode(ports, ofOthers, toOff, steerer('m2'))).toMatchObject({ kind: 'changed' });
    expect(await setRuleMode(ports, rules, toShadow, steerer('m1'))).toEqual({ kind: 'over' });
    expect((await harness.controls.get()).version).toBe(2);
  });

  test('a step up does not look like one down while all rules are stopped', async () => {
    const harness = stuck();
    harness.rules = rulesThatCancel('shadow');
    await setKillSwitch(harness.ports, steerer('k1'));
    expect(await setRuleMode(harness.ports, harness.rules, toEnforce, steerer('m1'))).toMatchObject({
      kind: 'approvalNeeded',
    });
  });

  test('that it has already, of a rule that is off or is not there, is no change', async () => {
    const harness = stuck();
    expect(await setRuleMode(harness.ports, harness.rules, toEnforce, steerer('m1'))).toEqual({ kind: 'sameMode' });
    const unknown = { rule: 'nobody', mode: 'shadow' } as const;
    expect(await setRuleMode(harness.ports, harness.rules, unknown, steerer('m2'))).toEqual({ kind: 'noSuchRule' });
    const [rule] = harness.rules.document.rules;
    if (rule === undefined) throw new Error('there is no rule');
    const off = {
      ...harness.rules,
      document: { ...harness.rules.document, rules: [{ ...rule, mode: 'off' as const }] },
    };
    expect(await setRuleMode(harness.ports, off, toEnforce, steerer('m3'))).toEqual({ kind: 'offInFile' });
    expect((await harness.controls.get()).version).toBe(0);
  });
});

describe('holds', () => {
  test('end by time: the sweep looks at that moment, and the rule acts', async () => {
    const harness = stuck();
    harness.recheckAfterMs = 24 * 60 * minuteMs;
    const untilMs = harness.nowMs + 10 * minuteMs;
    await setHold(harness.ports, { ...everything, untilMs }, steerer('h1'));
    await harness.observe();
    await harness.notify();
    harness.nowMs = untilMs;
    await harness.sweepAndFollow();
    expect(harness.performed).toEqual([]);
    harness.nowMs = untilMs + 1_000;
    await harness.sweepAndFollow();
    expect(harness.performed).toHaveLength(1);
    expect((await harness.newest()).holds).toBeUndefined();
    expect(await listHolds(harness.ports)).toEqual([]);
  });

  test('of patterns are on what matches, and on nothing else', async () => {
    const harness = stuck();
    await setHold(harness.ports, { ...everything, match: { environment: ['nowhere*'] } }, steerer('h1'));
    await harness.observe();
    expect(harness.performed).toHaveLength(1);
  });

  test('of patterns are also told when an action may be on its way', async () => {
    const harness = stuck();
    harness.performances.push({ result: 'unknown', error: 'TimeoutError' });
    await harness.observe();
    expect(await setHold(harness.ports, everything, steerer('h1'))).toMatchObject({
      kind: 'mayBeOnItsWay',
      names: ['orders/api'],
    });
  });

  test('no more than the record can hold, with the number', async () => {
    const harness = stuck();
    const hold = { id: 'h', match: {}, name: 'x', byUserId: 'U1', reason: '', sinceMs: startMs };
    const holds = Array.from({ length: 200 }, (_, number) => ({ ...hold, id: `h${number}` }));
    await harness.controls.put({ ...(await harness.controls.get()), holds });
    expect(await setHold(harness.ports, everything, steerer('more'))).toEqual({ kind: 'tooManyHolds', maximum: 200 });
  });

  test('set and lifted are seen in the item, and its message follows', async () => {
    const harness = stuck();
    await setHold(harness.ports, everything, steerer('h1'));
    await harness.observe();
    const held = await harness.newest();
    expect(held.holds).toMatchObject([{ id: 'h1' }]);
    await harness.notify();
    expect(harness.shown.at(-1)?.stateVersion).toBe(held.stateVersion);
  });
});
