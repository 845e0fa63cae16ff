import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import type { ControlPlaneState } from '../../src/index.ts';
import { runs } from '../support/properties.ts';
import { listOf, type World } from '../support/world.ts';
import { anyStart, anyStep } from './steps/index.ts';
import { ACCOUNTS, createWalk } from './walk.ts';

type Instance = Extract<ControlPlaneState['deployables'][number], { kind: 'SERVICE_INSTANCE' }>;

/** What service instances can be sorted by. */
const FIELDS: Readonly<Record<string, (instance: Instance) => string | number>> = {
  name: ({ name }) => name,
  deploymentStatus: ({ deploymentStatus }) => deploymentStatus,
  templateName: ({ templateName }) => templateName,
  serviceName: ({ serviceName }) => serviceName,
  environmentName: ({ environmentName }) => environmentName,
  lastDeploymentAttemptedAt: ({ lastAttemptedAtMs }) => lastAttemptedAtMs,
  createdAt: ({ createdAtMs }) => createdAtMs,
};

function listed(world: World, accountId: string, operation: string, input: object): string[] {
  const found: string[] = [];
  let nextToken: unknown;
  do {
    const output = world.call(operation, { ...input, maxResults: 2, nextToken }, { accountId });
    found.push(...listOf(Object.values(output).find(Array.isArray)).map(({ arn }) => String(arn)));
    nextToken = output['nextToken'];
  } while (nextToken !== undefined);
  return found;
}

function sorted<Item extends { readonly arn: string }>(
  items: readonly Item[],
  ...fields: readonly ((item: Item) => string | number)[]
): string[] {
  const compare = (left: Item, right: Item): number => {
    const differing = fields.find((field) => field(left) !== field(right));
    if (differing === undefined) return 0;
    return differing(left) < differing(right) ? -1 : 1;
  };
  return [...items].sort(compare).map(({ arn }) => arn);
}

/** Every list that is kept in order, beside a search through the whole state. */
function checkLists(world: World): void {
  const state = world.plane.snapshot();
  for (const accountId of ACCOUNTS) {
    const mine = <Item extends { readonly accountId: string }>(items: readonly Item[]): Item[] =>
      items.filter((item) => item.accountId === accountId);
    const ofKind = (kind: string) => mine(state.deployables).filter((record) => record.kind === kind);
    const instances = mine(state.deployables).filter((record) => record.kind === 'SERVICE_INSTANCE');
    for (const [sortBy, field] of Object.entries(FIELDS)) {
      const expected = sorted(instances, field, FIELDS['serviceName'] ?? field, FIELDS['name'] ?? field);
      expect(listed(world, accountId, 'ListServiceInstances', { sortBy })).toEqual(expected);
      const backwards = listed(world, accountId, 'ListServiceInstances', { sortBy, sortOrder: 'DESCENDING' });
      expect(backwards).toEqual(expected.toReversed());
    }
    const byName = (record: ControlPlaneState['deployables'][number]) => ('name' in record ? record.name : '');
    expect(listed(world, accountId, 'ListEnvironments', {})).toEqual(sorted(ofKind('ENVIRONMENT'), byName));
    expect(listed(world, accountId, 'ListComponents', {})).toEqual(sorted(ofKind('COMPONENT'), byName));
    expect(listed(world, accountId, 'ListServices', {})).toEqual(sorted(mine(state.services), ({ name }) => name));
    const deployments = sorted(
      mine(state.deployments),
      ({ createdAtMs }) => createdAtMs,
      ({ id }) => id,
    );
    expect(listed(world, accountId, 'ListDeployments', {})).toEqual(deployments.toReversed());
  }
}

test('lists are what a search through everything finds, whatever is called, restored and ends', () => {
  fc.assert(
    fc.property(anyStart, fc.array(anyStep, { minLength: 10, maxLength: 30, size: 'max' }), (start, steps) => {
      const walk = createWalk(new Map());
      for (const step of start) step.take(walk);
      checkLists(walk.world);
      for (const step of steps) {
        step.take(walk);
        checkLists(walk.world);
      }
      walk.world.plane.reset();
      checkLists(walk.world);
    }),
    runs(10),
  );
});
