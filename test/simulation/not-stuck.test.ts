import { expect, test } from '@jest/globals';
import type { TrueAttempt } from '../../src/simulation/index.ts';
import type { StackSettings } from './cloudformation/settings.ts';
import { runHistory } from './histories/run.ts';
import { wellGoing } from './histories/well-going.ts';
import { actingInvariants } from './invariants/acting.ts';
import { cloudFormationScenario } from './scenarios/cloudformation.ts';
import { ecsScenario } from './scenarios/ecs.ts';

const pause = {
  targetType: 'PAUSE',
  lifecycleStages: ['POST_TEST_TRAFFIC_SHIFT'],
  timeoutConfiguration: { timeoutInMinutes: 2, action: 'CONTINUE' },
};

type EcsStep = Parameters<typeof ecsScenario.perform>[1];

/** A deployment hangs until `hangsMs`, waits two minutes at a pause, and ends some seconds later. */
function pausing(hangsMs: number) {
  const configuration = { strategy: 'BLUE_GREEN', bakeTimeInMinutes: 0, lifecycleHooks: [pause] };
  return wellGoing<EcsStep, { readonly lagMs: number }>({ lagMs: 0 }, [
    { afterMs: 0, step: { type: 'deploy', name: 'orders', outcome: 'hang', configuration } },
    { afterMs: hangsMs, step: { type: 'script', name: 'orders', outcome: 'succeed' } },
  ]);
}

const i3 = actingInvariants.find(({ name }) => name === 'I3');

function asIfStuck(attempts: readonly TrueAttempt[]): readonly TrueAttempt[] {
  return attempts.map((attempt) => ({ ...attempt, notStuck: [] }));
}

test('what waits on purpose at its deadline is not stuck, and is acted on only where it hangs after the wait', async () => {
  const outcome = await runHistory(ecsScenario, pausing(219_001));
  expect(i3?.check(outcome).problems).toEqual([]);
  expect(i3?.check({ ...outcome, attempts: asIfStuck(outcome.attempts) }).problems).toHaveLength(1);
});

test('a wait that begins after somebody must have acted excuses nothing', async () => {
  const outcome = await runHistory(ecsScenario, pausing(600_000));
  expect(i3?.check(outcome).problems).toEqual([]);
  const pausedAtMs = outcome.attempts.flatMap(({ notStuck = [] }) => notStuck.map(({ fromMs }) => fromMs));
  expect(Math.max(...pausedAtMs)).toBeGreaterThan(outcome.world.options.startMs + 600_000);
  const asIfNothingWasDone = { ...outcome, acting: [], itemOf: () => undefined };
  expect(i3?.check(asIfNothingWasDone).problems).not.toEqual([]);
});

test('what is rolled back by itself before somebody must have acted is not stuck, however long that takes', async () => {
  const history = wellGoing<Parameters<typeof cloudFormationScenario.perform>[1], StackSettings>(
    { lagMs: 0, draws: [0], hasEmptyPages: false },
    [
      { afterMs: 90_000, step: { type: 'remove', name: 'north', outcome: 'succeed' } },
      { afterMs: 90_000, step: { type: 'update', name: 'north', outcome: 'hang', rollback: 'succeed' } },
      // Between the deadline, whose timer is late, and the sweep that finds it.
      { afterMs: 350_000, step: { type: 'finish', name: 'north', outcome: 'fail' } },
    ],
    [
      [0, 'late'],
      [1, 'late'],
    ],
  );
  const outcome = await runHistory(cloudFormationScenario, history);
  expect(i3?.check(outcome).problems).toEqual([]);
  expect(i3?.check({ ...outcome, attempts: asIfStuck(outcome.attempts) }).problems).toHaveLength(1);
});
