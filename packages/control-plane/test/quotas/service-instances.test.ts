import { describe, expect, test } from '@jest/globals';
import { listOf, serviceSpec } from '../support/world.ts';
import { createRegions, type RegionalCaller } from './regions.ts';
import { service, shop } from './resources.ts';

const names = (count: number): string[] => Array.from({ length: count }, (_, index) => `instance-${index + 1}`);
const edit = (...instances: string[]) => ['UpdateService', { name: 'shop', spec: serviceSpec(instances) }] as const;

function statuses({ call }: RegionalCaller): Record<string, unknown> {
  const { serviceInstances } = call('ListServiceInstances', { serviceName: 'shop' });
  return Object.fromEntries(listOf(serviceInstances).map(({ name, deploymentStatus }) => [name, deploymentStatus]));
}

describe('the quota of service instances per service', () => {
  test('is 20 for a new service, for an edit and for an instance of its own', () => {
    const regions = createRegions();
    const caller = regions.caller();
    shop(caller);
    regions.expectExceeded(caller, ['CreateService', service('big', names(21))]);
    caller.call('CreateService', service('big', names(20)));
    regions.expectExceeded(caller, edit(...names(21)));
    caller.call(...edit(...names(19)));
    caller.settle();
    const alone = (name: string) =>
      ['CreateServiceInstance', { serviceName: 'shop', name, spec: serviceSpec([name]) }] as const;
    caller.call(...alone('alone-1'));
    regions.expectExceeded(caller, alone('alone-2'));
    caller.settle();
    regions.expectExceeded(caller, alone('alone-2'));
    regions.expectExceeded(caller, edit(...names(20), 'alone-1'));
  });

  test('lets an edit remove as many as it adds', () => {
    const regions = createRegions({ serviceInstancesPerService: 2 });
    const caller = regions.caller();
    shop(caller);
    caller.call(...edit('instance-1', 'blue'));
    caller.settle();
    caller.call(...edit('instance-1', 'green'));
    caller.settle();
    expect(statuses(caller)).toEqual({ 'instance-1': 'SUCCEEDED', green: 'SUCCEEDED' });
  });

  test('counts instances whose deletion failed, even when they are to be deleted again', () => {
    const regions = createRegions({ serviceInstancesPerService: 2 });
    const caller = regions.caller();
    shop(caller);
    caller.call(...edit('instance-1', 'blue'));
    caller.settle();
    caller.plane.script('shop/blue', 'fail', { on: 'deletion' });
    caller.call(...edit('instance-1'));
    caller.settle();
    expect(statuses(caller)).toEqual({ 'instance-1': 'SUCCEEDED', blue: 'DELETE_FAILED' });
    regions.expectExceeded(caller, edit('instance-1', 'green'));
    caller.plane.script('shop/blue', 'succeed', { on: 'deletion' });
    caller.call('UpdateService', { name: 'shop', spec: serviceSpec(['instance-1']) });
    caller.settle();
    caller.call(...edit('instance-1', 'green'));
    caller.settle();
    expect(statuses(caller)).toEqual({ 'instance-1': 'SUCCEEDED', green: 'SUCCEEDED' });
  });

  test('is for each service apart', () => {
    const regions = createRegions({ serviceInstancesPerService: 2 });
    const caller = regions.caller();
    shop(caller);
    for (const name of ['one', 'two', 'three']) caller.call('CreateService', service(name, names(2)));
    regions.expectExceeded(caller, ['CreateService', service('four', names(3))]);
  });
});
