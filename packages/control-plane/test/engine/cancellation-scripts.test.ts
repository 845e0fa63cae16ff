import { beforeEach, describe, expect, test } from '@jest/globals';
import { createShop, createWorld, type World } from '../support/world.ts';

const instance = { serviceName: 'shop', serviceInstanceName: 'blue' };
const target = 'shop/blue';
let world: World;

function status(): unknown {
  return world.get('GetServiceInstance', { serviceName: 'shop', name: 'blue' })['deploymentStatus'];
}

beforeEach(() => {
  world = createWorld();
  createShop(world);
  world.plane.script(target, 'hang');
  world.call('UpdateServiceInstance', { serviceName: 'shop', name: 'blue', deploymentType: 'CURRENT_VERSION' });
  world.takeEvents();
});

describe('a scripted cancellation', () => {
  test('hangs in CANCELLING until it is let go', () => {
    world.plane.script(target, 'hang', { on: 'cancellation' });
    world.call('CancelServiceInstanceDeployment', instance);
    world.clock.settle();
    expect(status()).toBe('CANCELLING');
    world.plane.script(target, 'succeed', { on: 'cancellation' });
    expect(status()).toBe('CANCELLED');
    expect(world.takeEvents('AWS Proton Service Instance Status Change')).toEqual([
      'service/shop/service-instance/blue CANCELLING < IN_PROGRESS',
      'service/shop/service-instance/blue CANCELLED < CANCELLING',
    ]);
  });

  test('fails, and the deployment is FAILED', () => {
    world.plane.script(target, 'fail', { on: 'cancellation', statusMessage: 'The stack could not be rolled back.' });
    world.call('CancelServiceInstanceDeployment', instance);
    world.clock.settle();
    expect(world.get('GetServiceInstance', { serviceName: 'shop', name: 'blue' })).toMatchObject({
      deploymentStatus: 'FAILED',
      deploymentStatusMessage: 'The stack could not be rolled back.',
    });
  });

  test('comes too late: the deployment ends just before, and the cancel is refused', () => {
    world.plane.script(target, 'finishFirst', { on: 'cancellation' });
    expect(world.refusal('CancelServiceInstanceDeployment', instance).name).toBe('ConflictException');
    expect(status()).toBe('SUCCEEDED');
    expect(world.takeEvents('AWS Proton Service Instance Status Change')).toEqual([
      'service/shop/service-instance/blue SUCCEEDED < IN_PROGRESS',
    ]);
  });

  test('is only about what finishes first when there is something to cancel', () => {
    world.plane.script(target, 'finishFirst', { on: 'cancellation' });
    world.refusal('CancelServiceInstanceDeployment', instance);
    world.takeEvents();
    expect(world.refusal('CancelServiceInstanceDeployment', instance).name).toBe('ConflictException');
    expect(world.takeEvents()).toEqual([]);
  });

  test('finishFirst is no way for a deployment to end', () => {
    expect(() => world.plane.script(target, 'finishFirst')).toThrow('one of succeed, fail, hang');
  });
});
