import { describe, expect, test } from '@jest/globals';
import { MANIFEST } from '../support/bundles.ts';
import { ACCOUNT, createShop, createWorld, listOf, REGION, serviceSpec, type World } from '../support/world.ts';

const blue = { serviceName: 'shop', name: 'blue' };
const update = { ...blue, deploymentType: 'CURRENT_VERSION' };
const kinds = (world: World, input: Record<string, unknown>): string[] =>
  listOf(world.call('ListDeployments', input)['deployments']).map((deployment) =>
    String(deployment['targetResourceType']),
  );

describe('deployments', () => {
  test('tell of both states, and of what was live beside the instance', () => {
    const world = createWorld();
    createShop(world, ['blue'], true);
    world.clock.advance(1000);
    const spec = serviceSpec(['blue'], { size: 'large', pipeline: 'main' });
    const { lastAttemptedDeploymentId: id } = world.get('UpdateServiceInstance', { ...update, spec });
    const running = world.get('GetDeployment', { id, serviceName: 'shop', serviceInstanceName: 'blue' });
    expect(running).toMatchObject({
      deploymentStatus: 'IN_PROGRESS',
      environmentName: 'prod',
      createdAt: world.clock.now() / 1000,
      initialState: {
        serviceInstance: { spec: serviceSpec(['blue'], { pipeline: 'main' }), templateMajorVersion: '1' },
      },
      targetState: {
        serviceInstance: {
          spec,
          lastSuccessfulEnvironmentDeploymentId: world.get('GetEnvironment', { name: 'prod' })[
            'lastSucceededDeploymentId'
          ],
          lastSuccessfulServicePipelineDeploymentId: expect.any(String),
        },
      },
    });
    expect(running).not.toHaveProperty('completedAt');
    world.clock.settle();
    expect(world.get('GetDeployment', { id })).toMatchObject({
      deploymentStatus: 'SUCCEEDED',
      completedAt: world.clock.now() / 1000,
      lastSucceededDeploymentId: id,
    });
  });

  test('are listed newest first, by any of their names', () => {
    const world = createWorld();
    createShop(world, ['blue'], true);
    world.call('UpdateServiceInstance', update);
    expect(kinds(world, {})[0]).toBe('SERVICE_INSTANCE');
    expect(kinds(world, {}).sort()).toEqual([
      'ENVIRONMENT',
      'SERVICE_INSTANCE',
      'SERVICE_INSTANCE',
      'SERVICE_PIPELINE',
    ]);
    expect(kinds(world, { serviceName: 'shop' }).sort()).toEqual([
      'SERVICE_INSTANCE',
      'SERVICE_INSTANCE',
      'SERVICE_PIPELINE',
    ]);
    expect(kinds(world, { serviceName: 'shop', serviceInstanceName: 'blue' })).toHaveLength(2);
    expect(kinds(world, { environmentName: 'prod' })).toHaveLength(3);
    expect(kinds(world, { componentName: 'none' })).toEqual([]);
    expect(world.refusal('ListDeployments', { serviceInstanceName: 'blue' }).name).toBe('ValidationException');
  });

  test('are found by id only under names they carry, and by their own account', () => {
    const world = createWorld();
    createShop(world);
    const { lastAttemptedDeploymentId: id } = world.get('GetServiceInstance', blue);
    expect(world.refusal('GetDeployment', { id, serviceName: 'other' }).name).toBe('ResourceNotFoundException');
    expect(world.refusal('GetDeployment', { id }, { accountId: '999988887777' }).name).toBe(
      'ResourceNotFoundException',
    );
  });

  test('can be deleted from the history once they are over', () => {
    const world = createWorld();
    createShop(world);
    const { lastAttemptedDeploymentId: id } = world.get('UpdateServiceInstance', update);
    expect(world.refusal('DeleteDeployment', { id }).name).toBe('ValidationException');
    world.clock.settle();
    expect(world.get('DeleteDeployment', { id })['id']).toBe(id);
    expect(world.refusal('GetDeployment', { id }).name).toBe('ResourceNotFoundException');
    expect(world.get('UpdateServiceInstance', update)['deploymentStatus']).toBe('IN_PROGRESS');
    expect(
      world.get('CancelServiceInstanceDeployment', { serviceName: 'shop', serviceInstanceName: 'blue' })[
        'deploymentStatus'
      ],
    ).toBe('CANCELLING');
  });
});

describe('a notification of self-managed provisioning (A17)', () => {
  function withHanging(): { world: World; resourceArn: string; id: unknown } {
    const world = createWorld();
    createShop(world);
    world.plane.script('shop/blue', 'hang');
    const started = world.get('UpdateServiceInstance', update);
    return { world, resourceArn: String(started['arn']), id: started['lastAttemptedDeploymentId'] };
  }
  const status = (world: World): unknown => world.get('GetServiceInstance', blue)['deploymentStatus'];

  test.each(['SUCCEEDED', 'FAILED'])('ends the deployment as %s', (result) => {
    const { world, resourceArn, id } = withHanging();
    const input = { resourceArn, deploymentId: id, status: result, statusMessage: 'From the pipeline.' };
    expect(world.call('NotifyResourceDeploymentStatusChange', input)).toEqual({});
    expect(world.get('GetServiceInstance', blue)).toMatchObject({
      deploymentStatus: result,
      deploymentStatusMessage: 'From the pipeline.',
    });
    expect(world.refusal('NotifyResourceDeploymentStatusChange', input).name).toBe('ConflictException');
  });

  test('without a final status records the message and changes no status', () => {
    const { world, resourceArn } = withHanging();
    world.takeEvents();
    world.call('NotifyResourceDeploymentStatusChange', {
      resourceArn,
      status: 'IN_PROGRESS',
      statusMessage: 'Planning.',
    });
    expect(world.get('GetServiceInstance', blue)).toMatchObject({
      deploymentStatus: 'IN_PROGRESS',
      deploymentStatusMessage: 'Planning.',
    });
    expect(world.events).toEqual([]);
  });

  test('of another deployment, or of an unknown resource, is refused', () => {
    const { world, resourceArn } = withHanging();
    const deploymentId = '00000000-0000-4000-8000-0000000000ff';
    expect(
      world.refusal('NotifyResourceDeploymentStatusChange', { resourceArn, deploymentId, status: 'FAILED' }).name,
    ).toBe('ConflictException');
    const unknown = resourceArn.replace('blue', 'none');
    expect(world.refusal('NotifyResourceDeploymentStatusChange', { resourceArn: unknown }).name).toBe(
      'ResourceNotFoundException',
    );
    expect(status(world)).toBe('IN_PROGRESS');
  });
});

const tagsOf = (world: World, resourceArn: unknown) =>
  listOf(world.call('ListTagsForResource', { resourceArn })['tags']);
const customerTags = (world: World, resourceArn: unknown) =>
  tagsOf(world, resourceArn).filter(({ key }) => !String(key).startsWith('aws:'));

describe('managed tags', () => {
  const arn = (suffix: string): string => `arn:aws:proton:${REGION}:${ACCOUNT}:${suffix}`;
  const managed = (names: Readonly<Record<string, string>>) =>
    [['account', `arn:aws:iam::${ACCOUNT}:root`], ...Object.entries(names).map(([name, suffix]) => [name, arn(suffix)])]
      .map(([name, value]) => ({ key: `aws:proton:${name}`, value }))
      .sort((left, right) => (left.key < right.key ? -1 : 1));
  const [network, web] = ['environment-template/network', 'service-template/web'];
  const shop = { template: web, service: 'service/shop' };
  const blue = 'service/shop/service-instance/blue';
  const queue = { environment: 'environment/prod', component: 'component/queue' };

  test('name a resource, and what it belongs to', () => {
    const world = createWorld();
    createShop(world, ['blue'], true);
    const files = { manifest: MANIFEST, templateFile: 'Resources: { Topic: { Type: "AWS::SNS::Topic" } }' };
    world.call('CreateComponent', { name: 'queue', environmentName: 'prod', ...files });
    for (const [suffix, names] of Object.entries({
      [network]: { template: network },
      [`${network}:1.0`]: { template: network },
      [web]: { template: web },
      [`${web}:1.0`]: { template: web },
      'environment/prod': { template: network, environment: 'environment/prod' },
      'service/shop': shop,
      'service/shop/pipeline': shop,
      [blue]: { ...shop, environment: 'environment/prod', 'service-instance': blue },
      'component/queue': queue,
    })) {
      expect([suffix, tagsOf(world, arn(suffix))]).toEqual([suffix, managed(names)]);
    }
    const deploymentArn = world.get('GetDeployment', {
      id: world.get('GetServiceInstance', { serviceName: 'shop', name: 'blue' })['lastSucceededDeploymentId'],
    })['arn'];
    expect(tagsOf(world, deploymentArn)).toEqual([]);
    world.clock.settle();
    world.call('UpdateComponent', {
      name: 'queue',
      deploymentType: 'CURRENT_VERSION',
      serviceName: 'shop',
      serviceInstanceName: 'blue',
      serviceSpec: serviceSpec(['blue']),
    });
    world.clock.settle();
    expect(tagsOf(world, arn('component/queue'))).toEqual(
      managed({ ...queue, service: 'service/shop', 'service-instance': blue }),
    );
  });

  test('are in pages with the others, do not count, and cannot be changed', () => {
    const world = createWorld();
    createShop(world);
    const resourceArn = arn('service/shop');
    const own = Array.from({ length: 50 }, (_, index) => ({ key: `k${String(index).padStart(2, '0')}`, value: '' }));
    world.call('TagResource', { resourceArn, tags: own });
    expect(tagsOf(world, resourceArn)).toEqual([...managed(shop), ...own]);
    const page = world.call('ListTagsForResource', { resourceArn, maxResults: 2 });
    expect(page['tags']).toEqual(managed(shop).slice(0, 2));
    const tagKeys = ['aws:proton:service'];
    expect(world.refusal('UntagResource', { resourceArn, tagKeys }).name).toBe('ValidationException');
    expect(tagsOf(world, resourceArn)).toHaveLength(53);
  });
});

describe('tags', () => {
  test('are added, replaced, listed and taken away', () => {
    const world = createWorld();
    createShop(world);
    const resourceArn = world.get('GetService', { name: 'shop' })['arn'];
    world.call('TagResource', {
      resourceArn,
      tags: [
        { key: 'team', value: 'a' },
        { key: 'stage', value: 'prod' },
      ],
    });
    world.call('TagResource', { resourceArn, tags: [{ key: 'team', value: 'b' }] });
    expect(customerTags(world, resourceArn)).toEqual([
      { key: 'stage', value: 'prod' },
      { key: 'team', value: 'b' },
    ]);
    world.call('UntagResource', { resourceArn, tagKeys: ['stage', 'none'] });
    expect(customerTags(world, resourceArn)).toEqual([{ key: 'team', value: 'b' }]);
  });

  test('go with their resource', () => {
    const world = createWorld();
    createShop(world);
    const component = {
      name: 'queue',
      environmentName: 'prod',
      manifest: MANIFEST,
      templateFile: 'Resources: { Topic: { Type: "AWS::SNS::Topic" } }',
    };
    const { arn: resourceArn } = world.get('CreateComponent', { ...component, tags: [{ key: 'team', value: 'a' }] });
    expect(customerTags(world, resourceArn)).toHaveLength(1);
    world.clock.settle();
    world.call('DeleteComponent', { name: 'queue' });
    world.clock.settle();
    world.call('CreateComponent', component);
    expect(customerTags(world, resourceArn)).toEqual([]);
  });

  test('have limits and belong to what exists', () => {
    const world = createWorld();
    createShop(world);
    const resourceArn = String(world.get('GetService', { name: 'shop' })['arn']);
    const tags = (from: number) =>
      Array.from({ length: 30 }, (_value, index) => ({ key: `k${from + index}`, value: '' }));
    world.call('TagResource', { resourceArn, tags: tags(0) });
    expect(world.refusal('TagResource', { resourceArn, tags: tags(30) }).name).toBe('ValidationException');
    expect(world.refusal('TagResource', { resourceArn, tags: [{ key: 'aws:x', value: '' }] }).name).toBe(
      'ValidationException',
    );
    expect(world.refusal('CreateServiceTemplate', { name: 'other', tags: [{ key: 'AWS:x', value: '' }] })).toEqual({
      name: 'ValidationException',
      message: 'Tag keys that begin with "aws:" are reserved.',
    });
    expect(world.refusal('GetServiceTemplate', { name: 'other' }).name).toBe('ResourceNotFoundException');
    expect(world.refusal('ListTagsForResource', { resourceArn: `${resourceArn}x` }).name).toBe(
      'ResourceNotFoundException',
    );
    expect(world.refusal('ListTagsForResource', { resourceArn }, { accountId: '999988887777' }).name).toBe(
      'ResourceNotFoundException',
    );
  });
});
