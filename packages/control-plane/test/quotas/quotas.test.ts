import { describe, expect, test } from '@jest/globals';
import { DEFAULT_QUOTAS } from '../../src/model/quotas.ts';
import { ENVIRONMENT_ACCOUNT } from '../support/world.ts';
import { createRegions, type RegionalCaller } from './regions.ts';
import { LIMITED_RESOURCES, type LimitedResource } from './resources.ts';

const each = LIMITED_RESOURCES.map((resource) => [resource.quota, resource] as const);

/** Makes numbers `from` to `to`, and returns the last answer. */
function fill({ create }: LimitedResource, caller: RegionalCaller, to: number, from = 1): Record<string, unknown> {
  let made: Record<string, unknown> = {};
  for (let n = from; n <= to; n += 1) made = caller.call(...create(n));
  return made;
}

function prepare(resource: LimitedResource, caller: RegionalCaller): void {
  resource.prepare(caller);
  caller.settle();
}

describe.each(each)('the quota %s', (quota, resource) => {
  test('is reached, not exceeded, and can be used again after a deletion', () => {
    const regions = createRegions({ [quota]: 3 });
    const caller = regions.caller();
    prepare(resource, caller);
    const made = fill(resource, caller, 3);
    regions.expectExceeded(caller, resource.create(4));
    caller.settle();
    regions.expectExceeded(caller, resource.create(4));
    caller.call(...resource.remove(3, made));
    caller.settle();
    caller.call(...resource.create(4));
    regions.expectExceeded(caller, resource.create(5));
  });

  test('is for each account and each region apart', () => {
    const regions = createRegions({ [quota]: 2 });
    const callers = [regions.caller(), regions.caller(ENVIRONMENT_ACCOUNT), regions.caller(undefined, 'us-west-2')];
    for (const caller of callers) {
      prepare(resource, caller);
      fill(resource, caller, 2);
    }
    for (const caller of callers) regions.expectExceeded(caller, resource.create(3));
  });

  test('is by default what AWS documents', () => {
    const regions = createRegions();
    const caller = regions.caller();
    prepare(resource, caller);
    fill(resource, caller, DEFAULT_QUOTAS[quota]);
    regions.expectExceeded(caller, resource.create(DEFAULT_QUOTAS[quota] + 1));
  });
});

test('the defaults are those of the documentation', () => {
  expect(DEFAULT_QUOTAS).toEqual({
    templates: 1000,
    versionsPerTemplate: 1000,
    environments: 1000,
    services: 1000,
    serviceInstancesPerService: 20,
    components: 1000,
    connectionsPerEnvironmentAccount: 1000,
  });
});
