import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import {
  allowsMore,
  type Controls,
  clockSkewMs,
  effectiveMode,
  type Hold,
  isInForce,
  type ModeOverride,
  noControls,
  rememberedForMs,
  stands,
  withHold,
  withKillSwitch,
  withModeOverride,
  withModeRequest,
  withoutHold,
  withoutKillSwitch,
} from '../../../src/lib/model/controls.ts';
import type { RuleMode } from '../../../src/lib/model/decision.ts';
import { startMs } from './subjects.ts';

function hold(id: string, untilMs?: number): Hold {
  const bare = { id, match: {}, name: 'everything', byUserId: 'U1', reason: 'a release', sinceMs: startMs };
  return untilMs === undefined ? bare : { ...bare, untilMs };
}

function override(id: string, mode: RuleMode, rulesHash = 'rules-1'): ModeOverride {
  return { id, rule: 'stuck', mode, rulesHash, byUserId: 'U1', reason: 'too many', sinceMs: startMs };
}

const rule = { name: 'stuck', mode: 'enforce' } as const;

describe('a hold', () => {
  test('stands until its end, and a second of skew longer', () => {
    expect(stands(hold('h1'), Number.MAX_SAFE_INTEGER)).toBe(true);
    expect(stands(hold('h1', startMs), startMs + clockSkewMs - 1)).toBe(true);
    expect(stands(hold('h1', startMs), startMs + clockSkewMs)).toBe(false);
  });

  test('is set once, however often its request is delivered, also after its end', () => {
    const once = withHold(noControls, hold('h1', startMs + 10), startMs);
    expect(withHold(once, hold('h1', startMs + 10), startMs)).toBe(once);
    const laterMs = startMs + 10 + clockSkewMs;
    const other = withHold(once, hold('h2'), laterMs);
    expect(other.holds.map(({ id }) => id)).toEqual(['h2']);
    expect(withHold(other, hold('h1'), laterMs)).toBe(other);
    expect(withHold(noControls, hold('h1', startMs), laterMs)).toBe(noControls);
  });

  /** Commands as people give them, each delivered any number of times and in any order. */
  const command = fc.record({ set: fc.boolean(), id: fc.constantFrom('h1', 'h2', 'h3') });

  test('that was released never stands again, and no other hold is released with it', () => {
    fc.assert(
      fc.property(fc.array(command, { maxLength: 30 }), (commands) => {
        let controls: Controls = noControls;
        const released = new Set<string>();
        const set = new Set<string>();
        for (const { set: isSet, id } of commands) {
          controls = isSet ? withHold(controls, hold(id), startMs) : withoutHold(controls, id, startMs);
          if (isSet) set.add(id);
          else released.add(id);
          const expected = [...set].filter((one) => !released.has(one)).sort();
          expect(controls.holds.map((one) => one.id).sort()).toEqual(expected);
        }
      }),
    );
  });

  test('is forgotten only when nothing can deliver its request any more', () => {
    const released = withoutHold(withHold(noControls, hold('h1'), startMs), 'h1', startMs);
    const beforeMs = startMs + rememberedForMs - 1;
    expect(withoutHold(released, 'h2', beforeMs).undone.map(({ id }) => id)).toEqual(['h1', 'h2']);
    expect(withoutHold(released, 'h2', beforeMs + 1).undone.map(({ id }) => id)).toEqual(['h2']);
  });
});

describe('the kill switch', () => {
  const killSwitch = { id: 'k1', byUserId: 'U1', reason: 'an incident', sinceMs: startMs };

  test('makes every rule that may act a shadow, whatever the rules and the overrides say', () => {
    const stopped = withKillSwitch(withModeOverride(noControls, override('m1', 'enforce')), killSwitch);
    const modes = (['off', 'shadow', 'approve', 'enforce'] as const).map((mode) =>
      effectiveMode(stopped, { name: 'another', mode }, 'of a deploy'),
    );
    expect(modes).toEqual(['off', 'shadow', 'shadow', 'shadow']);
    expect(effectiveMode(stopped, rule, 'rules-1')).toBe('shadow');
  });

  test('that was lifted is not thrown again by a late delivery', () => {
    const lifted = withoutKillSwitch(withKillSwitch(noControls, killSwitch), startMs);
    expect(lifted.killSwitch).toBeUndefined();
    expect(withKillSwitch(lifted, killSwitch)).toBe(lifted);
    expect(withKillSwitch(lifted, { ...killSwitch, id: 'k2' }).killSwitch?.id).toBe('k2');
    expect(withoutKillSwitch(lifted, startMs)).toBe(lifted);
  });
});

describe('the mode of a rule', () => {
  test('is the override’s for the rules that it overrides, and the file’s after they change', () => {
    const controls = withModeOverride(noControls, override('m1', 'shadow'));
    expect(effectiveMode(controls, rule, 'rules-1')).toBe('shadow');
    expect(effectiveMode(controls, rule, 'rules-2')).toBe('enforce');
    expect(effectiveMode(controls, { ...rule, name: 'another' }, 'rules-1')).toBe('enforce');
  });

  test('an override that was replaced does not come back by a late delivery', () => {
    const first = withModeOverride(noControls, override('m1', 'off'));
    const second = withModeOverride(first, override('m2', 'shadow'));
    expect(withModeOverride(second, override('m1', 'off'))).toBe(second);
    expect(effectiveMode(second, rule, 'rules-1')).toBe('shadow');
  });

  test('a request is not in force; approved, it is, under its own id', () => {
    const asked = withModeRequest(noControls, { ...override('m1', 'enforce'), expiresAtMs: startMs + 1 });
    expect(effectiveMode(asked, { name: 'stuck', mode: 'shadow' }, 'rules-1')).toBe('shadow');
    const approved = withModeOverride(asked, override('m1', 'enforce'));
    expect(approved.modeRequests).toEqual([]);
    expect(effectiveMode(approved, { name: 'stuck', mode: 'shadow' }, 'rules-1')).toBe('enforce');
    expect(withModeRequest(approved, { ...override('m1', 'enforce'), expiresAtMs: startMs + 1 })).toBe(approved);
  });

  test('off < shadow < approve < enforce', () => {
    const order: readonly RuleMode[] = ['off', 'shadow', 'approve', 'enforce'];
    const pairs = order.flatMap((mode, at) => order.map((current, than) => [allowsMore(mode, current), at > than]));
    for (const [more, expected] of pairs) expect(more).toBe(expected);
  });
});

test('the build in force is a pointer: where none is set, every build acts', () => {
  expect(isInForce(noControls, 'a')).toBe(true);
  expect(isInForce({ ...noControls, buildInForce: 'b' }, 'a')).toBe(false);
  expect(isInForce({ ...noControls, buildInForce: 'a' }, 'a')).toBe(true);
});
