import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { createCallRate } from '../../../src/lib/providers/call-rate.ts';

/** A clock that stands but for the waiting. */
function start(callsPerSecond?: number) {
  const time = { nowMs: 1_000_000 };
  const rate = createCallRate({
    clock: { now: () => time.nowMs },
    wait: async (durationMs) => {
      time.nowMs += durationMs;
    },
    ...(callsPerSecond === undefined ? {} : { callsPerSecond }),
  });
  return { time, rate };
}

test('the first call goes at once, and two a second after it', async () => {
  const { time, rate } = start();
  const wentAtMs: number[] = [];
  for (let call = 0; call < 5; call += 1) {
    await rate();
    wentAtMs.push(time.nowMs - 1_000_000);
  }
  expect(wentAtMs).toEqual([0, 500, 1_000, 1_500, 2_000]);
});

test('whoever comes later than its turn does not wait', async () => {
  const { time, rate } = start();
  await rate();
  time.nowMs += 700;
  await rate();
  expect(time.nowMs).toBe(1_000_700);
  await rate();
  expect(time.nowMs).toBe(1_001_200);
});

test('however calls come, no second has more than the rate, and one that begins it', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 50 }),
      fc.array(fc.nat(900), { maxLength: 60 }),
      async (most, pauses) => {
        const { time, rate } = start(most);
        const wentAtMs: number[] = [];
        for (const pauseMs of pauses) {
          time.nowMs += pauseMs;
          await rate();
          wentAtMs.push(time.nowMs);
        }
        for (const fromMs of wentAtMs) {
          const within = wentAtMs.filter((atMs) => atMs >= fromMs && atMs < fromMs + 1_000);
          expect(within.length).toBeLessThanOrEqual(most + 1);
        }
      },
    ),
  );
});
