import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { awaitedHook, expectedByMs, hasHookFailed, plannedMs } from '../../../../src/lib/providers/ecs/waits.ts';

const minuteMs = 60_000;
const startMs = Date.parse('2026-11-21T09:00:00Z');

describe('how long a deployment waits on purpose', () => {
  test.each([
    [{}, 0],
    [{ strategy: 'ROLLING' as const }, 0],
    [{ strategy: 'ROLLING' as const, bakeTimeInMinutes: 5 }, 5],
    [{ strategy: 'BLUE_GREEN' as const, bakeTimeInMinutes: 15 }, 15],
    // Canary without settings of its own: 10 minutes for the canary.
    [{ strategy: 'CANARY' as const, bakeTimeInMinutes: 5 }, 15],
    [{ strategy: 'CANARY' as const, canaryConfiguration: { canaryPercent: 1, canaryBakeTimeInMinutes: 30 } }, 30],
    // Linear without settings of its own: ten steps, six minutes between them, none behind the last.
    [{ strategy: 'LINEAR' as const }, 54],
    [{ strategy: 'LINEAR' as const, linearConfiguration: { stepPercent: 30, stepBakeTimeInMinutes: 10 } }, 30],
    [
      {
        strategy: 'LINEAR' as const,
        bakeTimeInMinutes: 1,
        linearConfiguration: { stepPercent: 100, stepBakeTimeInMinutes: 10 },
      },
      1,
    ],
  ])('%j: %i minutes', (configuration, minutes) => {
    expect(plannedMs(configuration)).toBe(minutes * minuteMs);
  });

  test('no plan: there is no moment by which it should have ended', () => {
    expect(expectedByMs(startMs, { deploymentConfiguration: { strategy: 'ROLLING' } })).toBe(0);
  });

  test('a pause that was reached counts until it would end by itself; one that is to come does not', () => {
    const deploymentConfiguration = { strategy: 'BLUE_GREEN' as const, bakeTimeInMinutes: 10 };
    const expiresAt = new Date(startMs + 60 * minuteMs);
    const pause = { targetType: 'PAUSE' as const, expiresAt };
    expect(expectedByMs(startMs, { deploymentConfiguration })).toBe(startMs + 10 * minuteMs);
    for (const status of ['AWAITING_ACTION', 'SUCCEEDED'] as const) {
      const lifecycleHookDetails = [{ ...pause, status }];
      expect(expectedByMs(startMs, { deploymentConfiguration, lifecycleHookDetails })).toBe(startMs + 70 * minuteMs);
    }
  });

  test('a function that has answered has no wait to come', () => {
    const expiresAt = new Date(startMs + 24 * 60 * minuteMs);
    const hook = { targetType: 'AWS_LAMBDA' as const, expiresAt };
    expect(expectedByMs(startMs, { lifecycleHookDetails: [{ ...hook, status: 'SUCCEEDED' }] })).toBe(0);
    expect(expectedByMs(startMs, { lifecycleHookDetails: [{ ...hook, status: 'IN_PROGRESS' }] })).toBe(
      expiresAt.getTime(),
    );
  });

  test('whatever is answered, it is a moment that is not before the start, or none', () => {
    const odd = fc.oneof(fc.anything(), fc.integer(), fc.constantFrom('LINEAR', 'CANARY', 'PAUSE', 'AWAITING_ACTION'));
    const configuration = fc.dictionary(
      fc.constantFrom('strategy', 'bakeTimeInMinutes', 'linearConfiguration', 'stepPercent', 'stepBakeTimeInMinutes'),
      fc.oneof(odd, fc.dictionary(fc.constantFrom('stepPercent', 'stepBakeTimeInMinutes'), odd)),
    );
    fc.assert(
      fc.property(configuration, fc.array(odd), (deploymentConfiguration, hooks) => {
        const planned = { deploymentConfiguration, lifecycleHookDetails: hooks.map((hook) => Object(hook)) };
        const atMs = expectedByMs(startMs, planned);
        expect(atMs === 0 || atMs >= startMs).toBe(true);
      }),
    );
  });
});

describe('hooks', () => {
  test('the pause that waits is the one that can be ended', () => {
    const lifecycleHookDetails = [
      { hookId: 'one', targetType: 'PAUSE' as const, status: 'SUCCEEDED' as const },
      { hookId: 'two', targetType: 'PAUSE' as const, status: 'AWAITING_ACTION' as const },
    ];
    expect(awaitedHook({ lifecycleHookDetails })?.hookId).toBe('two');
    expect(awaitedHook({})).toBeUndefined();
  });

  test.each([
    [{ targetType: 'AWS_LAMBDA', status: 'FAILED' }, true],
    // Somebody said no: that was asked for.
    [{ targetType: 'PAUSE', status: 'FAILED' }, false],
    [{ targetType: 'PAUSE', status: 'TIMED_OUT', timeoutAction: 'ROLLBACK' }, true],
    [{ targetType: 'PAUSE', status: 'TIMED_OUT', timeoutAction: 'CONTINUE' }, false],
    [{ targetType: 'PAUSE', status: 'SUCCEEDED' }, false],
  ] as const)('%j: whether it makes the deployment fail: %s', (hook, fails) => {
    expect(hasHookFailed({ lifecycleHookDetails: [hook] })).toBe(fails);
  });
});
