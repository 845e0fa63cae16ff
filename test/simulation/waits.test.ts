import { expect, test } from '@jest/globals';
import type { History } from './histories/history.ts';
import { runHistory } from './histories/run.ts';
import { actingInvariants } from './invariants/acting.ts';
import { ecsScenario } from './scenarios/ecs.ts';

const pause = {
  targetType: 'PAUSE',
  lifecycleStages: ['POST_TEST_TRAFFIC_SHIFT'],
  timeoutConfiguration: { timeoutInMinutes: 2, action: 'CONTINUE' },
};

/** Nothing goes wrong in it: a deployment hangs until `hangsMs`, waits two minutes at a pause, and ends some seconds later. */
function pausing(hangsMs: number): History<Parameters<typeof ecsScenario.perform>[1], { readonly lagMs: number }> {
  const configuration = { strategy: 'BLUE_GREEN', bakeTimeInMinutes: 0, lifecycleHooks: [pause] };
  return {
    people: 'permitted',
    meanwhile: undefined,
    clocks: 'right',
    calls: [],
    acting: [],
    aimed: [],
    outage: undefined,
    delaysMs: [],
    events: [],
    timers: [],
    unplannedEvents: 'deliver',
    choices: [],
    settings: { lagMs: 0 },
    steps: [
      { afterMs: 0, step: { type: 'deploy', name: 'orders', outcome: 'hang', configuration } },
      { afterMs: hangsMs, step: { type: 'script', name: 'orders', outcome: 'succeed' } },
    ],
  };
}

const i3 = actingInvariants.find(({ name }) => name === 'I3');

test('what waits on purpose at its deadline is not stuck, and is acted on only where it hangs after the wait', async () => {
  const outcome = await runHistory(ecsScenario, pausing(219_001));
  expect(i3?.check(outcome).problems).toEqual([]);
  const withoutWaits = outcome.attempts.map((attempt) => ({ ...attempt, waits: [] }));
  expect(i3?.check({ ...outcome, attempts: withoutWaits }).problems).toHaveLength(1);
});

test('a wait that begins after somebody must have acted excuses nothing', async () => {
  const outcome = await runHistory(ecsScenario, pausing(600_000));
  expect(i3?.check(outcome).problems).toEqual([]);
  expect(outcome.attempts.flatMap(({ waits = [] }) => waits)).toHaveLength(1);
  const asIfNothingWasDone = { ...outcome, acting: [], itemOf: () => undefined };
  expect(i3?.check(asIfNothingWasDone).problems).not.toEqual([]);
});
