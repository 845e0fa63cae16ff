import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { ChatBusy } from '../../../src/lib/ports.ts';
import { ChannelRateLimiter } from '../../../src/lib/slack/channel-rate-limiter.ts';

function start() {
  const time = { nowMs: 1_000_000 };
  return { time, pace: new ChannelRateLimiter({ now: () => time.nowMs }) };
}

/** How long somebody must wait; nothing where the channel may be written to. */
function waitOf(pace: ChannelRateLimiter, channel = 'C1'): number | undefined {
  try {
    pace.enter(channel);
    return undefined;
  } catch (error) {
    if (error instanceof ChatBusy) return error.retryAfterMs;
    throw error;
  }
}

describe('nobody waits', () => {
  test('as long as Slack does not ask for it', () => {
    const { pace } = start();
    expect([waitOf(pace), waitOf(pace), waitOf(pace)]).toEqual([undefined, undefined, undefined]);
  });

  test('for another channel', () => {
    const { pace } = start();
    pace.limited('C1', 5_000);
    expect(waitOf(pace, 'C2')).toBeUndefined();
  });

  test('longer than Slack asked for', () => {
    const { pace, time } = start();
    pace.limited('C1', 5_000);
    time.nowMs += 4_999;
    expect(waitOf(pace)).toBeDefined();
    time.nowMs += 1;
    expect(waitOf(pace)).toBeUndefined();
  });

  test('because of a line from before the clock jumped back', () => {
    const { pace, time } = start();
    pace.limited('C1', 5_000);
    time.nowMs -= 3_600_000;
    expect(waitOf(pace)).toBeUndefined();
    expect(pace.limited('C1', 2_000)).toBe(2_000);
  });
});

describe('when Slack asks to wait', () => {
  test('each gets a second of its own, and who is refused again goes to the end of the line', () => {
    const { pace, time } = start();
    expect(pace.limited('C1', 3_000)).toBe(3_000);
    expect([waitOf(pace), waitOf(pace)]).toEqual([4_000, 5_000]);
    time.nowMs += 3_000;
    expect(pace.limited('C1', 1_000)).toBe(3_000);
    expect(waitOf(pace)).toBe(4_000);
  });

  test('the line is forgotten when its last one has had their turn', () => {
    const { pace, time } = start();
    pace.limited('C1', 1_000);
    waitOf(pace);
    time.nowMs += 60_000;
    expect(pace.limited('C1', 1_000)).toBe(1_000);
  });

  test('no two wait for the same moment, and none for a moment that is too early, whatever happens', () => {
    const step = fc.record({ afterMs: fc.nat(5_000), retryAfterMs: fc.option(fc.integer({ min: 1, max: 30_000 })) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const { pace, time } = start();
        const moments: number[] = [];
        let freeAtMs = 0;
        for (const { afterMs, retryAfterMs } of steps) {
          time.nowMs += afterMs;
          const waitMs = retryAfterMs === null ? waitOf(pace) : pace.limited('C1', retryAfterMs);
          if (retryAfterMs !== null) freeAtMs = time.nowMs + retryAfterMs;
          if (waitMs === undefined) continue;
          expect(time.nowMs + waitMs).toBeGreaterThanOrEqual(freeAtMs);
          moments.push(time.nowMs + waitMs);
        }
        expect(new Set(moments).size).toBe(moments.length);
      }),
    );
  });
});
