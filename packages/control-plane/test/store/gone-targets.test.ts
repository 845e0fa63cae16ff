import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { indexStore } from '../../src/store/indexed-store.ts';
import { emptyStore } from '../../src/store/snapshot.ts';
import { createMemoryStore } from '../../src/store/store.ts';
import { runs } from '../support/properties.ts';
import { createShop, createWorld } from '../support/world.ts';

const arns = ['a', 'b', 'c'];
const step = fc.oneof(
  fc.record({ what: fc.constantFrom('come', 'go'), arn: fc.constantFrom(...arns) }),
  fc.record({
    what: fc.constantFrom('deploy', 'forget'),
    arn: fc.constantFrom(...arns),
    number: fc.integer({ min: 0, max: 3 }),
  }),
  fc.record({ what: fc.constantFrom('empty', 'restart'), arn: fc.constant('a') }),
);

test('deleted targets and what they have left are what a search through everything finds', () => {
  const world = createWorld();
  createShop(world);
  const { deployables, deployments } = world.plane.snapshot();
  const [deployable, deployment] = [deployables[0], deployments[0]];
  if (deployable === undefined || deployment === undefined) throw new Error('nothing is deployed');
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const kept = createMemoryStore();
      let store = indexStore(kept);
      for (const one of steps) {
        const { arn, what } = one;
        const id = `${arn}${'number' in one ? one.number : ''}`;
        if (what === 'come') store.deployables.set(arn, { ...deployable, arn });
        else if (what === 'go') store.deployables.delete(arn);
        else if (what === 'deploy') store.deployments.set(id, { ...deployment, id, targetArn: arn });
        else if (what === 'forget') store.deployments.delete(id);
        else if (what === 'empty') emptyStore(store);
        else store = indexStore(kept);
        const exists = new Set([...store.deployables.values()].map((record) => record.arn));
        const left = [...store.deployments.values()].filter(({ targetArn }) => !exists.has(targetArn));
        expect(store.goneTargets.deploymentCount).toBe(left.length);
        expect([...store.goneTargets.arns].sort()).toEqual([...new Set(left.map(({ targetArn }) => targetArn))].sort());
      }
    }),
    runs(300),
  );
});
