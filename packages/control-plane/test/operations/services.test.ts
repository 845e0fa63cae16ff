import { describe, expect, test } from '@jest/globals';
import {
  createEnvironment,
  createShop,
  createWorld,
  ENVIRONMENT_SPEC,
  REPOSITORY,
  ROLE_ARN,
  serviceSpec,
  type World,
} from '../support/world.ts';

const create = { name: 'shop', templateName: 'web', templateMajorVersion: '1', spec: serviceSpec(['blue']) };
const withPipeline = { ...create, spec: serviceSpec(['blue'], { pipeline: 'main' }), ...REPOSITORY };

function start(): World {
  const world = createWorld();
  createEnvironment(world);
  return world;
}

describe('creating a service', () => {
  test('with a pipeline needs the account’s pipeline role', () => {
    const world = start();
    expect(world.refusal('CreateService', withPipeline)).toEqual({
      name: 'ValidationException',
      message: 'Operation cannot be run until pipeline roles have been configured',
    });
    world.call('UpdateAccountSettings', { pipelineCodebuildRoleArn: ROLE_ARN });
    expect(world.get('CreateService', withPipeline)['status']).toBe('CREATE_IN_PROGRESS');
  });

  test('forgets a pipeline role that is taken away', () => {
    const world = start();
    world.call('UpdateAccountSettings', { pipelineServiceRoleArn: ROLE_ARN });
    expect(world.get('GetAccountSettings')).toEqual({ pipelineServiceRoleArn: ROLE_ARN });
    world.call('UpdateAccountSettings', { pipelineServiceRoleArn: '' });
    expect(world.get('GetAccountSettings')).toEqual({});
    expect(world.refusal('CreateService', withPipeline).name).toBe('ValidationException');
  });

  test.each([
    ['half of a pipeline', { ...create, branchName: 'main' }, 'ValidationException'],
    ['a repository without a pipeline section', { ...create, ...REPOSITORY }, 'ValidationException'],
    ['a pipeline section without a repository', { ...create, spec: withPipeline.spec }, 'ValidationException'],
    ['an unknown template', { ...create, templateName: 'none' }, 'ResourceNotFoundException'],
    ['an unknown version', { ...create, templateMinorVersion: '7' }, 'ResourceNotFoundException'],
    ['an unknown environment', { ...create, spec: create.spec.replace('prod', 'none') }, 'ResourceNotFoundException'],
    ['no instance', { ...create, spec: 'proton: ServiceSpec\ninstances: []\n' }, 'ValidationException'],
    ['an environment spec', { ...create, spec: ENVIRONMENT_SPEC }, 'ValidationException'],
    [
      'too many instances',
      { ...create, spec: serviceSpec(Array.from({ length: 21 }, (_value, index) => `i${index}`)) },
      'ServiceQuotaExceededException',
    ],
    [
      'a current value, which it cannot have',
      { ...create, spec: create.spec.replace('"small"', '"${Proton::CURRENT_VAL}"') },
      'ValidationException',
    ],
  ])('is refused with %s, and leaves nothing behind', (_what, input, name) => {
    const world = start();
    const before = world.plane.snapshot();
    expect(world.refusal('CreateService', input).name).toBe(name);
    expect(world.plane.snapshot()).toEqual(before);
  });

  test('is refused from a template without a pipeline when one is asked for', () => {
    const world = start();
    world.call('CreateServiceTemplate', { name: 'bare', pipelineProvisioning: 'CUSTOMER_MANAGED' });
    world.call('CreateServiceTemplateVersion', {
      templateName: 'bare',
      source: { s3: { bucket: 'templates', key: 'k' } },
      compatibleEnvironmentTemplates: [{ templateName: 'network', majorVersion: '1' }],
    });
    world.clock.settle();
    const input = { ...withPipeline, templateName: 'bare', templateMinorVersion: '0' };
    expect(world.refusal('CreateService', input).message).toMatch(/^Service template bare has no pipeline/);
    expect(world.get('CreateService', { ...create, templateName: 'bare', templateMinorVersion: '0' })['status']).toBe(
      'CREATE_IN_PROGRESS',
    );
  });

  test('is refused where the environment’s template is not compatible', () => {
    const world = start();
    world.call('UpdateServiceTemplateVersion', {
      templateName: 'web',
      majorVersion: '1',
      minorVersion: '0',
      compatibleEnvironmentTemplates: [{ templateName: 'network', majorVersion: '2' }],
    });
    expect(world.refusal('CreateService', create).message).toMatch(
      /is not compatible with environment prod, whose template is network:1\.$/,
    );
  });
});

describe('updating a service instance', () => {
  const update = { serviceName: 'shop', name: 'blue', deploymentType: 'CURRENT_VERSION' };

  test.each([
    ['a spec without it', serviceSpec(['other']), 'ValidationException'],
    ['another environment', serviceSpec(['blue']).replace('prod', 'test'), 'ValidationException'],
    [
      'a current value that is not there',
      serviceSpec(['blue']).replace('size: "small"', 'colour: "${Proton::CURRENT_VAL}"'),
      'ValidationException',
    ],
  ])('is refused with %s', (_what, spec, name) => {
    const world = createWorld();
    createShop(world);
    expect(world.refusal('UpdateServiceInstance', { ...update, spec }).name).toBe(name);
  });

  test('fills in current values and writes the spec anew (A23); otherwise the text stays as it was sent', () => {
    const world = createWorld();
    createShop(world);
    const spec = '# by hand\n' + serviceSpec(['blue'], { size: 'large' });
    world.call('UpdateServiceInstance', { ...update, spec });
    world.clock.settle();
    expect(world.get('GetServiceInstance', { serviceName: 'shop', name: 'blue' })['spec']).toBe(spec);
    world.call('UpdateServiceInstance', { ...update, spec: serviceSpec(['blue'], { size: '${Proton::CURRENT_VAL}' }) });
    world.clock.settle();
    expect(world.get('GetServiceInstance', { serviceName: 'shop', name: 'blue' })['spec']).toBe(
      'proton: ServiceSpec\ninstances:\n- name: blue\n  environment: prod\n  spec:\n    size: large\n',
    );
  });

  test('of a service without a pipeline finds no pipeline to update or cancel', () => {
    const world = createWorld();
    createShop(world);
    const input = { serviceName: 'shop', deploymentType: 'CURRENT_VERSION', spec: serviceSpec(['blue']) };
    expect(world.refusal('UpdateServicePipeline', input).message).toMatch(
      /^The requested service pipeline does not exist: .*service\/shop\/pipeline$/,
    );
    expect(world.refusal('CancelServicePipelineDeployment', { serviceName: 'shop' }).name).toBe(
      'ResourceNotFoundException',
    );
    expect(world.refusal('CancelServicePipelineDeployment', { serviceName: 'none' }).message).toMatch(
      /^The requested service does not exist/,
    );
  });
});

test('GetService shows the spec of the service, which an update of a part leaves alone and may be fed (A44)', () => {
  const world = createWorld();
  createShop(world, ['blue', 'green'], true);
  const specOf = (): unknown => world.get('GetService', { name: 'shop' })['spec'];
  const before = specOf();
  expect(before).toBe(serviceSpec(['blue', 'green'], { pipeline: 'main' }));
  const update = (name: string, size: string): void => {
    // As the pipelines of AWS's samples do: the spec of the service, with another value for one instance.
    const spec = serviceSpec(['blue', 'green'], { pipeline: 'main', size });
    world.call('UpdateServiceInstance', { serviceName: 'shop', name, deploymentType: 'CURRENT_VERSION', spec });
    world.clock.settle();
  };
  update('blue', 'large');
  update('green', 'small');
  world.call('UpdateServicePipeline', {
    serviceName: 'shop',
    deploymentType: 'CURRENT_VERSION',
    spec: serviceSpec(['blue'], { pipeline: 'next' }),
  });
  world.clock.settle();
  expect(specOf()).toBe(before);
  const instanceSpec = world.get('GetServiceInstance', { serviceName: 'shop', name: 'blue' })['spec'];
  expect(instanceSpec).toContain('size: "large"');
});
