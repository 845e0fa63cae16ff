import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import type { ProtonEvent } from '../../../src/control-plane/index.ts';
import { runs } from '../support/properties.ts';
import { anyStep, type Step } from '../support/random-walk.ts';
import { countingRandom, createShop, createWorld, listOf, type World } from '../support/world.ts';

const walks = fc.array(anyStep, { minLength: 5, maxLength: 40 });

/** Where a deployed resource may go from each status; `DELETED` and its beginnings are the same for all. */
const NEXT: Readonly<Record<string, readonly string[]>> = {
  IN_PROGRESS: ['SUCCEEDED', 'FAILED', 'CANCELLING'],
  CANCELLING: ['CANCELLED'],
  SUCCEEDED: ['IN_PROGRESS', 'DELETE_IN_PROGRESS'],
  FAILED: ['IN_PROGRESS', 'DELETE_IN_PROGRESS'],
  CANCELLED: ['IN_PROGRESS', 'DELETE_IN_PROGRESS'],
  // A removal that is called off brings the earlier status back.
  DELETE_IN_PROGRESS: ['DELETED', 'DELETE_FAILED', 'SUCCEEDED', 'FAILED', 'CANCELLED'],
  DELETE_FAILED: ['DELETE_IN_PROGRESS', 'IN_PROGRESS'],
};

function start(): World {
  const world = createWorld();
  createShop(world, ['blue', 'green'], true);
  return world;
}

function walk(world: World, steps: readonly Step[], after: () => void = () => undefined): void {
  for (const step of steps) {
    step.run(world);
    after();
  }
}

const deployed = /^AWS Proton (?:Environment|Service Instance|Service Pipeline|Component) Status Change$/;

describe('whatever happens to a service', () => {
  test('the events of a resource are one chain of legal transitions, with their ids and accounts', () => {
    fc.assert(
      fc.property(walks, (steps) => {
        const world = start();
        const statuses = statusesOf(world);
        walk(world, steps);
        world.clock.settle();
        expect(new Set(world.events.map((event) => event.id)).size).toBe(world.events.length);
        for (const event of world.events) follow(statuses, event);
      }),
      runs(150),
    );
  });

  test('what Get says is what the last event said', () => {
    fc.assert(
      fc.property(walks, (steps) => {
        const world = start();
        const statuses = statusesOf(world);
        walk(world, steps, () => {
          for (const event of world.events.splice(0)) follow(statuses, event);
          expect(Object.fromEntries([...statuses].filter(([, status]) => status !== 'DELETED'))).toEqual(
            Object.fromEntries(statusesOf(world)),
          );
        });
      }),
      runs(60),
    );
  });

  test('attempts move forward in time, and the newest deployment of a resource is the one it names', () => {
    fc.assert(
      fc.property(walks, (steps) => {
        const world = start();
        const newest = new Map<string, { id: unknown; at: number }>();
        walk(world, steps, () => {
          for (const resource of resourcesOf(world)) {
            const arn = String(resource['arn']);
            const at = Number(resource['lastDeploymentAttemptedAt']);
            const id = resource['lastAttemptedDeploymentId'];
            const known = newest.get(arn);
            if (known !== undefined && known.id !== id) expect(at).toBeGreaterThanOrEqual(known.at);
            if (known !== undefined && known.id === id) expect(at).toBe(known.at);
            newest.set(arn, { id, at });
            const deployment = world.get('GetDeployment', { id });
            expect(deployment).toMatchObject({ targetArn: arn, deploymentStatus: resource['deploymentStatus'] });
          }
        });
      }),
      runs(60),
    );
  });

  test('a restore continues exactly as if there had been none', () => {
    fc.assert(
      fc.property(walks, walks, (before, after) => {
        const world = start();
        walk(world, before);
        const restored = createWorld({ random: countingRandom(1_000_000) });
        restored.clock.advanceTo(world.clock.now());
        restored.plane.restore(JSON.parse(JSON.stringify(world.plane.snapshot())));
        expect(restored.clock.pending).toBe(world.clock.pending);
        world.events.length = 0;
        walk(world, after);
        walk(restored, after);
        world.clock.settle();
        restored.clock.settle();
        const story = (from: World): string[] =>
          from.events.map(
            (event) => `${event.time} ${event['detail-type']} ${event.detail['status']} ${event.detail['name']}`,
          );
        expect(story(restored)).toEqual(story(world));
      }),
      runs(60),
    );
  });

  test('it comes to rest: once nothing hangs, nothing is in progress', () => {
    fc.assert(
      fc.property(walks, (steps) => {
        const world = start();
        walk(world, steps);
        for (const { key } of listTargets()) {
          world.plane.script(key, 'succeed');
          world.plane.script(key, 'succeed', { on: 'deletion' });
        }
        world.clock.settle();
        const states = [
          ...resourcesOf(world).map((resource) => resource['deploymentStatus']),
          ...listOf(world.call('ListServices')['services']).map((service) => service['status']),
          ...listOf(world.call('ListDeployments')['deployments']).map((deployment) => deployment['deploymentStatus']),
        ];
        expect(states.filter((status) => /IN_PROGRESS|CANCELLING/.test(String(status)))).toEqual([]);
        expect(world.clock.pending).toBe(0);
      }),
      runs(150),
    );
  });
});

function listTargets(): { key: string }[] {
  return ['shop/blue', 'shop/green', 'shop/red', 'service/shop/pipeline', 'environment/prod', 'component/queue'].map(
    (key) => ({ key }),
  );
}

function resourcesOf(world: World): Record<string, unknown>[] {
  const pipelines = listOf(world.call('ListServices')['services']).flatMap((service) => {
    const { pipeline } = world.get('GetService', { name: service['name'] });
    return pipeline === undefined ? [] : listOf([pipeline]);
  });
  return [
    ...listOf(world.call('ListEnvironments')['environments']),
    ...listOf(world.call('ListServiceInstances')['serviceInstances']),
    ...listOf(world.call('ListComponents')['components']),
    ...pipelines,
  ];
}

function statusesOf(world: World): Map<string, string> {
  return new Map(resourcesOf(world).map((resource) => [String(resource['arn']), String(resource['deploymentStatus'])]));
}

function follow(statuses: Map<string, string>, event: ProtonEvent): void {
  if (!deployed.test(event['detail-type'])) return;
  const [arn] = event.resources;
  const { status = '', previousStatus } = event.detail;
  const known = statuses.get(arn);
  const isNew = known === undefined || known === 'DELETED';
  expect(previousStatus).toBe(isNew ? undefined : known);
  expect(isNew ? ['IN_PROGRESS'] : NEXT[known]).toContain(status);
  expect(event.account).toBe(arn.split(':')[4]);
  statuses.set(arn, status);
}
