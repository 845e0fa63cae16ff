import { describe, expect, test } from '@jest/globals';
import { MANIFEST } from '../support/bundles.ts';
import {
  createEnvironment,
  createShop,
  createWorld,
  listOf,
  publishVersion,
  ROLE_ARN,
  serviceSpec,
  type World,
} from '../support/world.ts';

const detached = {
  name: 'queue',
  environmentName: 'prod',
  manifest: MANIFEST,
  templateFile: 'Resources: { Topic: { Type: "AWS::SNS::Topic" } }',
};
const attached = {
  name: 'queue',
  serviceName: 'shop',
  serviceInstanceName: 'blue',
  serviceSpec: serviceSpec(['blue']),
  manifest: MANIFEST,
  templateFile: 'Resources: { Topic: { Type: "AWS::SNS::Topic" } }',
};
const detach = { name: 'queue', deploymentType: 'CURRENT_VERSION', serviceName: '', serviceInstanceName: '' };

function withComponent(input: Record<string, unknown>, instances = ['blue', 'green']): World {
  const world = createWorld();
  createShop(world, instances);
  world.call('CreateComponent', input);
  world.clock.settle();
  return world;
}

describe('a component', () => {
  test('is attached, blocks its instance and is blocked by it', () => {
    const world = withComponent(attached);
    expect(world.get('GetComponent', { name: 'queue' })).toMatchObject({
      serviceName: 'shop',
      serviceInstanceName: 'blue',
      environmentName: 'prod',
    });
    const updateInstance = { serviceName: 'shop', name: 'blue', deploymentType: 'CURRENT_VERSION' };
    const updateComponent = {
      name: 'queue',
      deploymentType: 'CURRENT_VERSION',
      templateFile: 'Resources: { A: { Type: "AWS::SNS::Topic" } }',
    };
    world.call('UpdateComponent', updateComponent);
    expect(world.refusal('UpdateServiceInstance', updateInstance).message).toMatch(/component\/queue is busy/);
    world.clock.settle();
    world.call('UpdateServiceInstance', updateInstance);
    expect(world.refusal('UpdateComponent', updateComponent).message).toMatch(/service-instance\/blue is busy/);
  });

  test('keeps instance, service and environment from being deleted, and itself, until it is detached', () => {
    const world = withComponent(attached);
    expect(world.refusal('DeleteService', { name: 'shop' }).message).toMatch(/component\/queue is attached to it$/);
    expect(world.refusal('UpdateService', { name: 'shop', spec: serviceSpec(['green']) }).name).toBe(
      'ConflictException',
    );
    expect(world.refusal('DeleteEnvironment', { name: 'prod' }).name).toBe('ConflictException');
    expect(world.refusal('DeleteComponent', { name: 'queue' }).message).toMatch(/Detach it first\.$/);
    world.call('UpdateComponent', detach);
    world.clock.settle();
    const free = world.get('GetComponent', { name: 'queue' });
    expect(free).not.toHaveProperty('serviceName');
    expect(free).not.toHaveProperty('serviceSpec');
    expect(world.get('DeleteComponent', { name: 'queue' })['deploymentStatus']).toBe('DELETE_IN_PROGRESS');
    expect(world.get('DeleteComponent', { name: 'queue' })['deploymentStatus']).toBe('DELETE_IN_PROGRESS');
    world.clock.settle();
    expect(world.refusal('GetComponent', { name: 'queue' }).name).toBe('ResourceNotFoundException');
    expect(world.get('DeleteService', { name: 'shop' })['status']).toBe('DELETE_IN_PROGRESS');
  });

  test('whose detaching is cancelled stays attached', () => {
    const world = withComponent(attached);
    world.call('UpdateComponent', detach);
    world.call('CancelComponentDeployment', { componentName: 'queue' });
    world.clock.settle();
    expect(world.get('GetComponent', { name: 'queue' })).toMatchObject({
      deploymentStatus: 'CANCELLED',
      serviceInstanceName: 'blue',
    });
  });

  test('does not move from one instance to another, but can be attached once detached', () => {
    const world = withComponent(attached);
    const move = {
      name: 'queue',
      deploymentType: 'CURRENT_VERSION',
      serviceName: 'shop',
      serviceInstanceName: 'green',
      serviceSpec: serviceSpec(['green']),
    };
    expect(world.refusal('UpdateComponent', move).name).toBe('ConflictException');
    world.call('UpdateComponent', detach);
    world.clock.settle();
    world.call('UpdateComponent', move);
    world.clock.settle();
    expect(world.get('GetComponent', { name: 'queue' })['serviceInstanceName']).toBe('green');
  });

  test('shares its instance with no other', () => {
    const world = withComponent(attached);
    expect(world.refusal('CreateComponent', { ...attached, name: 'other' }).message).toMatch(
      /is attached to .*blue already$/,
    );
    expect(world.refusal('CreateComponent', attached).message).toMatch(/exists already$/);
  });

  test('takes nothing but a description without a deployment', () => {
    const world = withComponent(detached);
    expect(
      world.get('UpdateComponent', { name: 'queue', deploymentType: 'NONE', description: 'New' })['description'],
    ).toBe('New');
    expect(
      world.refusal('UpdateComponent', {
        name: 'queue',
        deploymentType: 'NONE',
        templateFile: 'Resources: { Topic: { Type: "AWS::SNS::Topic" } }',
      }).name,
    ).toBe('ValidationException');
  });

  test.each([
    ['neither instance nor environment', { ...detached, environmentName: undefined }, 'ValidationException'],
    ['an instance without its service', { ...attached, serviceName: undefined }, 'ValidationException'],
    ['an instance without a spec', { ...attached, serviceSpec: undefined }, 'ValidationException'],
    ['a spec without an instance', { ...detached, serviceSpec: serviceSpec(['blue']) }, 'ValidationException'],
    ['a spec that is none', { ...attached, serviceSpec: 'nothing' }, 'ValidationException'],
    ['another environment than its instance', { ...attached, environmentName: 'other' }, 'ValidationException'],
    ['an unknown instance', { ...attached, serviceInstanceName: 'none' }, 'ResourceNotFoundException'],
    ['an unknown environment', { ...detached, environmentName: 'none' }, 'ResourceNotFoundException'],
  ])('is refused with %s', (_what, input, name) => {
    const world = createWorld();
    createShop(world);
    expect(world.refusal('CreateComponent', input).name).toBe(name);
  });

  test('needs an environment with a role for components', () => {
    const world = createWorld();
    createEnvironment(world);
    world.call('CreateEnvironment', {
      name: 'bare',
      templateName: 'network',
      templateMajorVersion: '1',
      spec: 'proton: EnvironmentSpec',
      protonServiceRoleArn: ROLE_ARN,
    });
    world.clock.settle();
    expect(world.refusal('CreateComponent', { ...detached, environmentName: 'bare' }).message).toMatch(
      /no componentRoleArn/,
    );
  });

  test('needs a service template version that supports it', () => {
    const world = createWorld();
    createShop(world);
    world.call('UpdateServiceTemplateVersion', {
      templateName: 'web',
      majorVersion: '1',
      minorVersion: '0',
      supportedComponentSources: [],
    });
    expect(world.refusal('CreateComponent', attached).message).toMatch(/DIRECTLY_DEFINED/);
    publishVersion(world, 'Service', 'web', '1');
    world.call('UpdateServiceInstance', { serviceName: 'shop', name: 'blue', deploymentType: 'MINOR_VERSION' });
    world.clock.settle();
    expect(world.get('CreateComponent', attached)['deploymentStatus']).toBe('IN_PROGRESS');
  });

  test('is listed by environment, service and instance', () => {
    const world = withComponent(attached);
    world.call('CreateComponent', { ...detached, name: 'topic' });
    const list = (input: Record<string, unknown>): unknown[] =>
      listOf(world.call('ListComponents', input)['components']).map((item) => item['name']);
    expect(list({})).toEqual(['queue', 'topic']);
    expect(list({ environmentName: 'prod' })).toEqual(['queue', 'topic']);
    expect(list({ serviceName: 'shop', serviceInstanceName: 'blue' })).toEqual(['queue']);
    expect(list({ serviceName: 'shop', serviceInstanceName: 'green' })).toEqual([]);
  });
});

describe('the files of a component (A47)', () => {
  const manifestOf = (template: string): string => `infrastructure:\n  templates:\n    - ${template}\n`;
  const terraform = manifestOf('{file: "*", rendering_engine: hcl, template_language: terraform}');
  const rendered = '{% if component.name %}\nResources:\n  A: {{ x }}{% endif %}: [';

  test.each([
    [{ manifest: 'm' }, /^manifest is not a mapping\.$/],
    [{ manifest: 'infrastructure: {}' }, /^manifest: infrastructure\.templates must be a list\.$/],
    [{ manifest: manifestOf('{file: a, rendering_engine: x}') }, /^manifest: rendering_engine must be/],
    [
      { manifest: manifestOf('{rendering_engine: codebuild, settings: {provision: [], deprovision: []}}') },
      /cannot be provisioned with CodeBuild/,
    ],
    [{ templateFile: 'a: b' }, /^templateFile is no CloudFormation template: it has no mapping "Resources"\.$/],
    [{ templateFile: 'Resources: []' }, /no mapping "Resources"/],
    [{ templateFile: 'secret' }, /no mapping "Resources"/],
    [{ templateFile: 'a: "secret' }, /it is not valid YAML \(line 1, column \d+: [A-Z_]+\)\.$/],
    [{ templateFile: `a: [${'a,'.repeat(25_590)}]` }, /more than 50000 signs/],
    [{ templateFile: 'a: {{ environment.name }}' }, /no mapping "Resources"/],
  ])('are refused when they are none: %j', (files, message) => {
    const world = createWorld();
    createEnvironment(world);
    const refusal = world.refusal('CreateComponent', { ...detached, ...files });
    expect(refusal).toEqual({ name: 'ValidationException', message: expect.stringMatching(message) });
    expect(refusal.message).not.toContain('secret');
    expect(world.refusal('GetComponent', { name: 'queue' }).name).toBe('ResourceNotFoundException');
  });

  test.each([
    [{ templateFile: '{"Resources": {"Bucket": {"Type": "AWS::S3::Bucket"}}}' }],
    [{ templateFile: 'Resources:\n  A: {Type: "{{ component.name }}"}\nOutputs: {B: {Value: !GetAtt A.Arn}}\n' }],
    [{ templateFile: rendered }],
    [{ manifest: terraform, templateFile: 'resource "aws_s3_bucket" "this" {}' }],
  ])('are taken: %j', (files) => {
    const world = createWorld();
    createEnvironment(world);
    expect(world.get('CreateComponent', { ...detached, ...files })).toMatchObject({ deploymentStatus: 'IN_PROGRESS' });
  });

  test('are kept, and an update is held against the manifest', () => {
    const world = withComponent(detached);
    const manifests = () =>
      world.plane.snapshot().deployables.flatMap((record) => ('manifest' in record ? record.manifest : []));
    expect(manifests()).toEqual([MANIFEST]);
    const update = { name: 'queue', deploymentType: 'CURRENT_VERSION' };
    expect(world.refusal('UpdateComponent', { ...update, templateFile: 'a: b' }).name).toBe('ValidationException');
    world.call('UpdateComponent', { ...update, templateFile: 'Resources: { A: { Type: "AWS::SNS::Topic" } }' });
    world.clock.settle();
    expect(manifests()).toEqual([MANIFEST]);
  });
});
