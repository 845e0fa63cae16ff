import { describe, expect, test } from '@jest/globals';
import {
  ACCOUNT,
  createShop,
  createTemplates,
  createWorld,
  ENVIRONMENT_ACCOUNT,
  ENVIRONMENT_SPEC,
  REGION,
} from '../support/world.ts';

const connectionArn = `arn:aws:codestar-connections:${REGION}:${ACCOUNT}:connection/a1b2c3d4`;
const repository = { provider: 'GITHUB', name: 'shop/infrastructure' };
const arn = `arn:aws:proton:${REGION}:${ACCOUNT}:repository/github:shop/infrastructure`;

describe('linked repositories', () => {
  test('are created, read, listed and deleted', () => {
    const world = createWorld();
    const view = { arn, connectionArn, ...repository };
    expect(world.call('CreateRepository', { ...repository, connectionArn })).toEqual({ repository: view });
    expect(world.call('GetRepository', repository)).toEqual({ repository: view });
    expect(world.call('ListRepositories')).toEqual({ repositories: [view] });
    expect(world.call('DeleteRepository', repository)).toEqual({ repository: view });
    expect(world.call('ListRepositories')).toEqual({ repositories: [] });
    expect(world.refusal('DeleteRepository', repository).name).toBe('ResourceNotFoundException');
  });

  test('are created once: the same again is the same, another is a conflict', () => {
    const world = createWorld();
    const input = { ...repository, connectionArn, tags: [{ key: 'team', value: 'shop' }] };
    const first = world.call('CreateRepository', input);
    expect(world.call('CreateRepository', input)).toEqual(first);
    expect(world.refusal('CreateRepository', { ...repository, connectionArn }).name).toBe('ConflictException');
    expect(world.call('ListTagsForResource', { resourceArn: arn })['tags']).toEqual(input.tags);
  });

  test('belong to one account', () => {
    const world = createWorld();
    world.call('CreateRepository', { ...repository, connectionArn });
    const other = { accountId: ENVIRONMENT_ACCOUNT };
    expect(world.refusal('GetRepository', repository, other).name).toBe('ResourceNotFoundException');
    expect(world.call('ListRepositories', {}, other)).toEqual({ repositories: [] });
  });

  test('are what self-managed provisioning needs', () => {
    const world = createWorld();
    createTemplates(world);
    const input = {
      name: 'terraform',
      templateName: 'network',
      templateMajorVersion: '1',
      spec: ENVIRONMENT_SPEC,
      provisioningRepository: { ...repository, branch: 'main' },
    };
    expect(world.refusal('CreateEnvironment', input)).toEqual({
      name: 'ResourceNotFoundException',
      message: `The requested repository does not exist: ${arn}`,
    });
    const settings = { pipelineProvisioningRepository: { ...repository, branch: 'main' } };
    expect(world.refusal('UpdateAccountSettings', settings).name).toBe('ValidationException');
    world.call('CreateRepository', { ...repository, connectionArn });
    world.call('CreateEnvironment', input);
    world.call('UpdateAccountSettings', settings);
    expect(world.refusal('DeleteRepository', repository)).toEqual({
      name: 'ConflictException',
      message: expect.stringContaining('environment/terraform uses it'),
    });
  });

  test('a self-managed deployment goes on until its end is reported; a script stands in for the report', () => {
    const world = createWorld();
    createTemplates(world);
    world.call('CreateRepository', { ...repository, connectionArn });
    const create = (name: string): void => {
      world.call('CreateEnvironment', {
        name,
        templateName: 'network',
        templateMajorVersion: '1',
        spec: ENVIRONMENT_SPEC,
        provisioningRepository: { ...repository, branch: 'main' },
      });
    };
    const status = (name: string): unknown => world.get('GetEnvironment', { name })['deploymentStatus'];
    create('reported');
    world.clock.settle();
    expect(status('reported')).toBe('IN_PROGRESS');
    const resourceArn = world.get('GetEnvironment', { name: 'reported' })['arn'];
    const outputs = [{ key: 'VpcId', valueString: 'vpc-1' }];
    world.call('NotifyResourceDeploymentStatusChange', { resourceArn, status: 'SUCCEEDED', outputs });
    expect(status('reported')).toBe('SUCCEEDED');
    expect(world.call('ListEnvironmentOutputs', { environmentName: 'reported' })).toEqual({ outputs });

    world.plane.script('environment/scripted', 'succeed');
    create('scripted');
    world.clock.settle();
    expect(status('scripted')).toBe('SUCCEEDED');
  });
});

describe('the pull request of a self-managed deployment', () => {
  const terraform = {
    name: 'terraform',
    templateName: 'network',
    templateMajorVersion: '1',
    spec: ENVIRONMENT_SPEC,
    provisioningRepository: { ...repository, branch: 'main' },
  };
  const update = { name: 'terraform', deploymentType: 'CURRENT_VERSION', spec: ENVIRONMENT_SPEC };
  const start = () => {
    const world = createWorld();
    createTemplates(world);
    world.call('CreateRepository', { ...repository, connectionArn });
    world.call('CreateEnvironment', terraform);
    world.clock.settle();
    return world;
  };
  const read = (world: ReturnType<typeof createWorld>) => world.get('GetEnvironment', { name: 'terraform' });
  const cancelled = {
    deploymentStatus: 'CANCELLED',
    deploymentStatusMessage: 'The pull request was closed without being merged.',
  };

  test('is closed: a create is cancelled, and the environment can be deleted', () => {
    const world = start();
    world.takeEvents();
    world.plane.closePullRequest('environment/terraform');
    expect(read(world)).toMatchObject(cancelled);
    expect(world.takeEvents('AWS Proton Environment Status Change')).toEqual([
      'environment/terraform CANCELLED < IN_PROGRESS',
    ]);
    world.call('DeleteEnvironment', { name: 'terraform' });
    world.clock.settle();
    expect(world.refusal('GetEnvironment', { name: 'terraform' }).name).toBe('ResourceNotFoundException');
  });

  test('is closed: an update is cancelled, what is live stays, and the next can be merged', () => {
    const world = start();
    const report = { resourceArn: read(world)['arn'], status: 'SUCCEEDED' };
    world.call('NotifyResourceDeploymentStatusChange', report);
    const { lastSucceededDeploymentId } = read(world);
    world.call('UpdateEnvironment', update);
    world.plane.restore(world.plane.snapshot());
    world.plane.closePullRequest('environment/terraform');
    expect(read(world)).toMatchObject({ ...cancelled, lastSucceededDeploymentId });
    world.call('UpdateEnvironment', update);
    world.call('NotifyResourceDeploymentStatusChange', report);
    expect(read(world)).toMatchObject({ deploymentStatus: 'SUCCEEDED' });
  });

  test('is not there to be closed when nothing waits for it', () => {
    const world = start();
    const close = (target: string) => () => world.plane.closePullRequest(target);
    world.call('CreateEnvironment', {
      ...terraform,
      name: 'managed',
      provisioningRepository: undefined,
      protonServiceRoleArn: `arn:aws:iam::${ACCOUNT}:role/Proton`,
    });
    expect(close('environment/managed')).toThrow(/^No pull request is open for .*environment\/managed/);
    expect(close('environment/none')).toThrow(/^The requested target does not exist/);
    expect(close('terraform')).toThrow(/names no target/);
    world.plane.closePullRequest('environment/terraform');
    expect(close('environment/terraform')).toThrow(/its deployment is CANCELLED/);
  });
});

describe('the summary of resources', () => {
  test('counts every resource once', () => {
    const world = createWorld();
    createShop(world, ['blue', 'green'], true);
    expect(world.get('GetResourcesSummary')).toEqual({
      components: { failed: 0, total: 0 },
      environmentTemplates: { total: 1 },
      environments: { behindMajor: 0, behindMinor: 0, failed: 0, total: 1, upToDate: 1 },
      pipelines: { behindMajor: 0, behindMinor: 0, failed: 0, total: 1, upToDate: 1 },
      serviceInstances: { behindMajor: 0, behindMinor: 0, failed: 0, total: 2, upToDate: 2 },
      serviceTemplates: { total: 1 },
      services: { behindMajor: 0, behindMinor: 0, failed: 0, total: 1, upToDate: 1 },
    });
  });
});
