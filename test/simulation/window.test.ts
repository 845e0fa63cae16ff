import { describe, expect, test } from '@jest/globals';
import { durations, noFaults, startMs, startUpdate, targetArns, World } from '../../src/simulation/index.ts';
import { deadlineAfterMs, preparedState, simulatedRules } from './support/rules.ts';
import { trailOf, trueDeployments } from './support/truth.ts';

/**
 * A stuck deployment ends, and the next one begins, in the one moment that no reader can close: after the fence has read
 * and before the cancel arrives.
 */
async function raceInsideTheWindow(honourExpectedDeployment: boolean): Promise<World> {
  const world: World = new World({
    startMs,
    rules: simulatedRules(),
    faults: noFaults,
    choose: () => 0,
    channelsFor: () => ['deploys'],
    durations,
    state: await preparedState(),
    honourExpectedDeployment,
    beforeCall: (label) => {
      if (label !== 'Proton CancelServiceInstanceDeployment' || trueDeployments(world).length > 1) return;
      world.controlPlane.script(targetArns.instance, 'succeed');
      startUpdate(world, 'instance');
    },
  });
  world.controlPlane.script(targetArns.instance, 'hang');
  startUpdate(world, 'instance');
  await world.pass(deadlineAfterMs + 10 * 60_000);
  return world;
}

describe('I1 the window between fence and call', () => {
  test('is closed where the expected-deployment header is honoured: the next deployment is not touched', async () => {
    const world = await raceInsideTheWindow(true);
    const [first, second] = [...trueDeployments(world)].sort((left, right) => left.startedAtMs - right.startedAtMs);
    expect([first?.status, second?.status]).toEqual(['SUCCEEDED', 'SUCCEEDED']);
    const outcomes = (await trailOf(world, targetArns.instance)).flatMap(({ event, attempt }) =>
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
    const [first, second] = [...trueDeployments(world)].sort((left, right) => left.startedAtMs - right.startedAtMs);
    expect([first?.status, second?.status]).toEqual(['SUCCEEDED', 'CANCELLED']);
  });
});

describe('I1 two deployments of one instance in a row', () => {
  test('the first ends between decision and call: the fence leaves the second alone, and the trail says why', async () => {
    let gets = 0;
    const world: World = new World({
      startMs,
      rules: simulatedRules(),
      faults: noFaults,
      choose: () => 0,
      channelsFor: () => ['deploys'],
      durations,
      state: await preparedState(),
      beforeCall: (label) => {
        const isPastDeadline = world.clock.now() > startMs + deadlineAfterMs;
        if (label !== 'Proton GetServiceInstance' || !isPastDeadline) return;
        gets += 1;
        // The first read decides; the second is the fence.
        if (gets !== 2) return;
        world.controlPlane.script(targetArns.instance, 'succeed');
        startUpdate(world, 'instance');
      },
    });
    world.controlPlane.script(targetArns.instance, 'hang');
    startUpdate(world, 'instance');
    await world.pass(deadlineAfterMs + 5 * 60_000);
    expect(trueDeployments(world).map(({ status }) => status)).toEqual(['SUCCEEDED', 'SUCCEEDED']);
    expect(world.wire.filter(({ operation }) => operation.startsWith('Cancel'))).toEqual([]);
    const settled = (await trailOf(world, targetArns.instance)).filter(({ event }) => event.what === 'settled');
    expect(settled.map(({ event, actor }) => ({ event, actor }))).toEqual([
      {
        event: { what: 'settled', action: 'cancel', outcome: 'superseded' },
        actor: { type: 'rule', rule: 'cancel-stuck' },
      },
    ]);
  });
});
