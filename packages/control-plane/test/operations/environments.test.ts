import { describe, expect, test } from '@jest/globals';
import {
  ACCOUNT,
  createEnvironment,
  createShop,
  createTemplates,
  createWorld,
  ENVIRONMENT_ACCOUNT,
  ENVIRONMENT_SPEC,
  listOf,
  REGION,
  REPOSITORY,
  ROLE_ARN,
  type World,
} from '../support/world.ts';

const unprovisioned = { name: 'test', templateName: 'network', templateMajorVersion: '1', spec: ENVIRONMENT_SPEC };
const create = { ...unprovisioned, protonServiceRoleArn: ROLE_ARN };
const repository = { provider: 'GITHUB', name: 'shop/infrastructure', branch: 'main' };

/** Links the repository, as self-managed provisioning needs it. */
function link(world: World): void {
  const { branch: _branch, ...linked } = repository;
  world.call('CreateRepository', { ...linked, connectionArn: REPOSITORY.repositoryConnectionArn });
}

describe('an environment', () => {
  test('is provisioned in one way', () => {
    const world = createWorld();
    createTemplates(world);
    link(world);
    const id = '00000000-0000-4000-8000-00000000abcd';
    for (const both of [
      { protonServiceRoleArn: ROLE_ARN, environmentAccountConnectionId: id },
      { protonServiceRoleArn: ROLE_ARN, provisioningRepository: repository },
      { environmentAccountConnectionId: id, provisioningRepository: repository },
    ]) {
      expect(world.refusal('CreateEnvironment', { ...unprovisioned, ...both }).name).toBe('ValidationException');
    }
    expect(
      world.get('CreateEnvironment', { ...unprovisioned, provisioningRepository: repository })[
        'provisioningRepository'
      ],
    ).toEqual({
      ...repository,
      arn: `arn:aws:proton:${REGION}:${ACCOUNT}:repository/github:shop/infrastructure`,
    });
  });

  test('is not created without any way of provisioning, unless its template is customer-managed', () => {
    const world = createWorld();
    createTemplates(world);
    link(world);
    for (const none of [{}, { componentRoleArn: ROLE_ARN }]) {
      expect(world.refusal('CreateEnvironment', { ...unprovisioned, ...none })).toMatchObject({
        name: 'ValidationException',
        message: expect.stringContaining('Say how the environment is provisioned'),
      });
    }
    const ways = [
      { protonServiceRoleArn: ROLE_ARN },
      { codebuildRoleArn: ROLE_ARN },
      { provisioningRepository: repository },
    ];
    for (const [index, way] of ways.entries()) {
      expect(world.get('CreateEnvironment', { ...unprovisioned, ...way, name: `way-${index}` })).toMatchObject({
        name: `way-${index}`,
      });
    }
    world.call('CreateEnvironmentTemplate', { name: 'own', provisioning: 'CUSTOMER_MANAGED' });
    const source = { s3: { bucket: 'templates', key: 'own.tar.gz' } };
    world.call('CreateEnvironmentTemplateVersion', { templateName: 'own', source });
    world.clock.settle();
    const version = { templateName: 'own', majorVersion: '1', minorVersion: '0' };
    world.call('UpdateEnvironmentTemplateVersion', { ...version, status: 'PUBLISHED' });
    expect(world.get('CreateEnvironment', { ...unprovisioned, templateName: 'own' })).toMatchObject({ name: 'test' });
  });

  test.each([
    [
      'an account connection',
      { environmentAccountConnectionId: '00000000-0000-4000-8000-00000000abcd' },
      'ResourceNotFoundException',
    ],
    ['a repository', { provisioningRepository: repository }, 'ValidationException'],
    ['both ways', { provisioningRepository: repository, protonServiceRoleArn: ROLE_ARN }, 'ValidationException'],
  ])('with a role does not change to %s', (_what, change, name) => {
    const world = createWorld();
    createEnvironment(world);
    link(world);
    expect(world.refusal('UpdateEnvironment', { name: 'prod', deploymentType: 'NONE', ...change }).name).toBe(name);
  });

  test('takes new roles with the deployment, and not when that is cancelled', () => {
    const world = createWorld();
    createEnvironment(world);
    const other = ROLE_ARN.replace('Proton', 'Other');
    const update = { name: 'prod', deploymentType: 'CURRENT_VERSION', protonServiceRoleArn: other, description: 'New' };
    const role = (): unknown => world.get('GetEnvironment', { name: 'prod' })['protonServiceRoleArn'];
    world.call('UpdateEnvironment', update);
    world.call('CancelEnvironmentDeployment', { environmentName: 'prod' });
    world.clock.settle();
    expect(role()).toBe(ROLE_ARN);
    world.call('UpdateEnvironment', update);
    world.clock.settle();
    expect(role()).toBe(other);
  });

  test('changes its metadata without a deployment, even while one runs', () => {
    const world = createWorld();
    createEnvironment(world);
    world.call('UpdateEnvironment', { name: 'prod', deploymentType: 'CURRENT_VERSION' });
    world.takeEvents();
    world.call('UpdateEnvironment', {
      name: 'prod',
      deploymentType: 'NONE',
      description: 'New',
      codebuildRoleArn: ROLE_ARN,
    });
    expect(world.events).toEqual([]);
    world.clock.settle();
    expect(world.get('GetEnvironment', { name: 'prod' })).toMatchObject({
      description: 'New',
      codebuildRoleArn: ROLE_ARN,
    });
  });

  test('is not deleted while anything uses it (A24), nor updated while it is deleted', () => {
    const world = createWorld();
    createShop(world);
    expect(world.refusal('DeleteEnvironment', { name: 'prod' })).toEqual({
      name: 'ConflictException',
      message: expect.stringMatching(/service\/shop\/service-instance\/blue uses it$/),
    });
    world.call('CreateEnvironment', create);
    world.clock.settle();
    expect(world.get('DeleteEnvironment', { name: 'test' })['deploymentStatus']).toBe('DELETE_IN_PROGRESS');
    expect(world.get('DeleteEnvironment', { name: 'test' })['deploymentStatus']).toBe('DELETE_IN_PROGRESS');
    for (const deploymentType of ['NONE', 'CURRENT_VERSION']) {
      expect(world.refusal('UpdateEnvironment', { name: 'test', deploymentType }).name).toBe('ConflictException');
    }
    world.clock.settle();
    expect(world.refusal('GetEnvironment', { name: 'test' }).name).toBe('ResourceNotFoundException');
    expect(world.takeEvents('AWS Proton Environment Status Change').at(-1)).toBe(
      'environment/test DELETED < DELETE_IN_PROGRESS',
    );
  });

  test('whose deletion failed can be deleted again', () => {
    const world = createWorld();
    createEnvironment(world);
    world.plane.script('environment/prod', 'fail', { on: 'deletion', statusMessage: 'A bucket is not empty.' });
    world.call('DeleteEnvironment', { name: 'prod' });
    world.clock.settle();
    expect(world.get('GetEnvironment', { name: 'prod' })).toMatchObject({
      deploymentStatus: 'DELETE_FAILED',
      deploymentStatusMessage: 'A bucket is not empty.',
    });
    world.plane.script('environment/prod', 'succeed', { on: 'deletion' });
    world.call('DeleteEnvironment', { name: 'prod' });
    world.clock.settle();
    expect(listOf(world.call('ListEnvironments')['environments'])).toEqual([]);
  });

  test('that was never deployed has no version and takes no service', () => {
    const world = createWorld();
    createTemplates(world);
    world.plane.script('environment/test', 'fail');
    world.call('CreateEnvironment', create);
    world.clock.settle();
    const failed = world.get('GetEnvironment', { name: 'test' });
    expect(failed).not.toHaveProperty('templateMajorVersion');
    expect(failed).not.toHaveProperty('lastDeploymentSucceededAt');
    expect(world.refusal('UpdateEnvironment', { name: 'test', deploymentType: 'CURRENT_VERSION' }).message).toBe(
      'Environment test has no version',
    );
    const spec = 'proton: ServiceSpec\ninstances:\n- name: a\n  environment: test\n';
    expect(
      world.refusal('CreateService', { name: 's', templateName: 'web', templateMajorVersion: '1', spec }).name,
    ).toBe('ConflictException');
  });

  test('is listed by template and major version', () => {
    const world = createWorld();
    createEnvironment(world);
    const list = (templateName: string, majorVersion: string): number =>
      listOf(world.call('ListEnvironments', { environmentTemplates: [{ templateName, majorVersion }] })['environments'])
        .length;
    expect([list('network', '1'), list('network', '2'), list('other', '1')]).toEqual([1, 0, 0]);
  });

  test('is seen by its own account only', () => {
    const world = createWorld();
    createEnvironment(world);
    expect(world.call('ListEnvironments', {}, { accountId: ENVIRONMENT_ACCOUNT })).toEqual({ environments: [] });
    expect(() => world.call('ListEnvironments', {}, { accountId: '12' })).toThrow(/twelve digits/);
  });

  test('counts towards the quota', () => {
    const world = createWorld({ quotas: { environments: 1 } });
    createEnvironment(world);
    expect(world.refusal('CreateEnvironment', create).name).toBe('ServiceQuotaExceededException');
  });
});
