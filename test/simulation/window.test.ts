import { describe, expect, test } from '@jest/globals';
import {
  createProtonWorld,
  durations,
  noFaults,
  type ProtonWorld,
  startMs,
  startUpdate,
  targetArns,
} from '../../src/simulation/index.ts';
import { deadlineAfterMs } from './histories/history.ts';
import { trailOf } from './histories/outcome.ts';
import { preparedState, simulatedRules } from './scenarios/rules.ts';

async function worldWith(
  beforeCall: (label: string) => void,
  options: { readonly honourExpectedDeployment?: boolean } = {},
): Promise<ProtonWorld> {
  const state = await preparedState();
  return createProtonWorld(
    {
      startMs,
      rules: simulatedRules(),
      faults: noFaults,
      choose: () => 0,
      channelsFor: () => ['deploys'],
      beforeCall,
    },
    { durations, state, ...options },
  );
}

/**
 * A stuck deployment ends, and the next one begins, in the one moment that no reader can close: after the fence has read
 * and before the cancel arrives.
 */
async function raceInsideTheWindow(honourExpectedDeployment: boolean): Promise<ProtonWorld> {
  const world: ProtonWorld = await worldWith(
    (label) => {
      if (label !== 'Proton CancelServiceInstanceDeployment' || world.backEnd.attempts().length > 1) return;
      world.backEnd.controlPlane.script(targetArns.instance, 'succeed');
      startUpdate(world, 'instance');
    },
    { honourExpectedDeployment },
  );
  world.backEnd.controlPlane.script(targetArns.instance, 'hang');
  startUpdate(world, 'instance');
  await world.pass(deadlineAfterMs + 10 * 60_000);
  return world;
}

describe('I1 the window between fence and call', () => {
  test('is closed where the expected-deployment header is honoured: the next deployment is not touched', async () => {
    const world = await raceInsideTheWindow(true);
    const [first, second] = [...world.backEnd.attempts()].sort((left, right) => left.startedAtMs - right.startedAtMs);
    expect([first?.status, second?.status]).toEqual(['SUCCEEDED', 'SUCCEEDED']);
    const outcomes = trailOf(world, targetArns.instance).flatMap(({ event, attempt }) =>
      event.what === 'settled'
        ? [
            {
              outcome: event.outcome,
              isAboutFirst: attempt?.startsWith(new Date(first?.startedAtMs ?? 0).toISOString()),
            },
          ]
        : [],
    );
    expect(outcomes).toEqual([{ outcome: 'superseded', isAboutFirst: true }]);
  });

  test('is open where it is not, as on AWS: the cancel hits the next deployment', async () => {
    const world = await raceInsideTheWindow(false);
    const [first, second] = [...world.backEnd.attempts()].sort((left, right) => left.startedAtMs - right.startedAtMs);
    expect([first?.status, second?.status]).toEqual(['SUCCEEDED', 'CANCELLED']);
  });
});

describe('I1 two deployments of one instance in a row', () => {
  test('the first ends between decision and call: the fence leaves the second alone, and the trail says why', async () => {
    let gets = 0;
    const world: ProtonWorld = await worldWith((label) => {
      const isPastDeadline = world.clock.now() > startMs + deadlineAfterMs;
      if (label !== 'Proton GetServiceInstance' || !isPastDeadline) return;
      gets += 1;
      // The first read decides; the second is the fence.
      if (gets !== 2) return;
      world.backEnd.controlPlane.script(targetArns.instance, 'succeed');
      startUpdate(world, 'instance');
    });
    world.backEnd.controlPlane.script(targetArns.instance, 'hang');
    startUpdate(world, 'instance');
    await world.pass(deadlineAfterMs + 5 * 60_000);
    expect(world.backEnd.attempts().map(({ status }) => status)).toEqual(['SUCCEEDED', 'SUCCEEDED']);
    expect(world.backEnd.wire.filter(({ operation }) => operation.startsWith('Cancel'))).toEqual([]);
    const settled = trailOf(world, targetArns.instance).filter(({ event }) => event.what === 'settled');
    expect(settled.map(({ event, actor }) => ({ event, actor }))).toEqual([
      {
        event: { what: 'settled', action: 'cancel', outcome: 'superseded' },
        actor: { type: 'rule', rule: 'cancel-stuck' },
      },
    ]);
  });
});
