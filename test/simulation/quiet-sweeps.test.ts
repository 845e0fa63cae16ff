import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { histories } from './histories/history.ts';
import type { Outcome } from './histories/outcome.ts';
import { trailOf } from './histories/outcome.ts';
import { runHistory } from './histories/run.ts';
import { protonScenario } from './scenarios/proton.ts';

/** All that anybody could know of a history afterwards. */
function tracesOf({ world, items, messageOf, acting, attempts, wrongWrites }: Outcome) {
  const targets = [...new Set(items.map(({ key }) => key.target))];
  return {
    items: items.map((item) => ({
      ...item,
      message: messageOf(item),
    })),
    trails: targets.map((target) => trailOf(world, target)),
    messages: world.chat.messages,
    answers: world.chat.answers,
    published: world.published,
    acting,
    attempts,
    wrongWrites,
    injected: world.faults.injected,
    crashes: world.crashes,
  };
}

test('sweeps that can find nothing are left out, and nothing else changes by it', async () => {
  await fc.assert(
    fc.asyncProperty(histories(protonScenario.ingredients), async (history) => {
      const quick = await runHistory(protonScenario, history);
      const whole = await runHistory(protonScenario, history, { leavesOutQuietSweeps: false });
      expect(tracesOf(quick)).toEqual(tracesOf(whole));
    }),
    { numRuns: 200 },
  );
});
