import { describe, expect, test } from '@jest/globals';
import { MANIFEST } from '../support/bundles.ts';
import {
  createEnvironment,
  createShop,
  createTemplates,
  createWorld,
  ENVIRONMENT_SPEC,
  ROLE_ARN,
  serviceSpec,
} from '../support/world.ts';

const source = { s3: { bucket: 'templates', key: 'bundle.tar.gz' } };

describe('a create with a name', () => {
  const environment = {
    name: 'test',
    templateName: 'network',
    templateMajorVersion: '1',
    spec: ENVIRONMENT_SPEC,
    protonServiceRoleArn: ROLE_ARN,
  };

  test('repeated with the same input returns the original, and nothing happens', () => {
    const world = createWorld();
    createTemplates(world);
    const first = world.get('CreateEnvironment', environment);
    world.takeEvents();
    const reordered = Object.fromEntries(Object.entries(environment).reverse());
    expect(world.get('CreateEnvironment', reordered)).toEqual(first);
    world.clock.settle();
    expect(world.takeEvents('AWS Proton Environment Status Change')).toEqual([
      'environment/test SUCCEEDED < IN_PROGRESS',
    ]);
    expect(world.get('CreateEnvironment', environment)['deploymentStatus']).toBe('SUCCEEDED');
  });

  test('repeated with other input is a mismatch', () => {
    const world = createWorld();
    createShop(world);
    world.call('CreateEnvironment', environment);
    const refusal = world.refusal('CreateEnvironment', { ...environment, description: 'Other' });
    expect(refusal.name).toBe('ValidationException');
    expect(refusal.message).toMatch(/^Idempotent parameter mismatch/);
    expect(world.refusal('CreateEnvironmentTemplate', { name: 'network', displayName: 'Other' }).name).toBe(
      'ValidationException',
    );
    expect(world.refusal('CreateServiceTemplate', { name: 'web', displayName: 'Other' }).name).toBe(
      'ValidationException',
    );
    const service = { name: 'shop', templateName: 'web', templateMajorVersion: '1', spec: serviceSpec(['other']) };
    expect(world.refusal('CreateService', service).name).toBe('ValidationException');
  });

  test('repeated after an update is a conflict (A32); status changes and tags do not count', () => {
    const world = createWorld();
    createTemplates(world);
    const { arn } = world.get('CreateEnvironment', environment);
    world.clock.settle();
    world.call('TagResource', { resourceArn: arn, tags: [{ key: 'a', value: 'b' }] });
    expect(world.get('CreateEnvironment', environment)['arn']).toBe(arn);
    world.call('UpdateEnvironment', { name: 'test', deploymentType: 'NONE', description: 'New' });
    expect(world.refusal('CreateEnvironment', environment).name).toBe('ConflictException');
    world.call('UpdateEnvironmentTemplate', { name: 'network', description: 'New' });
    expect(world.refusal('CreateEnvironmentTemplate', { name: 'network' }).name).toBe('ConflictException');
  });

  test('while the old one is being deleted is a conflict, and after it makes a new one', () => {
    const world = createWorld();
    createTemplates(world);
    world.call('CreateEnvironment', environment);
    world.clock.settle();
    world.call('DeleteEnvironment', { name: 'test' });
    expect(world.refusal('CreateEnvironment', environment).name).toBe('ConflictException');
    world.clock.settle();
    expect(world.get('CreateEnvironment', environment)['deploymentStatus']).toBe('IN_PROGRESS');
  });
});

describe('a client token', () => {
  const input = { templateName: 'network', source, clientToken: 'once' };
  const versions = (world: ReturnType<typeof createWorld>): number =>
    JSON.stringify(world.call('ListEnvironmentTemplateVersions', { templateName: 'network' })).split('"arn"').length -
    1;

  test('makes one thing, however often it is sent', () => {
    const world = createWorld();
    world.call('CreateEnvironmentTemplate', { name: 'network' });
    const first = world.get('CreateEnvironmentTemplateVersion', input);
    expect(world.get('CreateEnvironmentTemplateVersion', input)).toEqual(first);
    world.clock.settle();
    expect(world.get('CreateEnvironmentTemplateVersion', input)).toMatchObject({ arn: first['arn'], status: 'DRAFT' });
    expect(versions(world)).toBe(1);
  });

  test('with other input is a mismatch', () => {
    const world = createWorld();
    world.call('CreateEnvironmentTemplate', { name: 'network' });
    world.call('CreateEnvironmentTemplateVersion', input);
    const refusal = world.refusal('CreateEnvironmentTemplateVersion', { ...input, description: 'Other' });
    expect(refusal.name).toBe('ValidationException');
    expect(refusal.message).toContain('IdempotentParameterMismatch');
  });

  test('is forgotten after eight hours, with what it made, and by other accounts', () => {
    const world = createWorld();
    world.call('CreateEnvironmentTemplate', { name: 'network' });
    world.call('CreateEnvironmentTemplateVersion', input);
    world.clock.advance(8 * 3_600_000 - 1);
    world.call('CreateEnvironmentTemplateVersion', input);
    expect(versions(world)).toBe(1);
    world.clock.advance(1);
    world.call('CreateEnvironmentTemplateVersion', input);
    expect(versions(world)).toBe(2);
    expect(world.plane.snapshot().clientTokens).toHaveLength(1);
    world.clock.settle();
    world.call('DeleteEnvironmentTemplateVersion', { templateName: 'network', majorVersion: '2', minorVersion: '0' });
    expect(world.get('CreateEnvironmentTemplateVersion', input)['majorVersion']).toBe('2');
    expect(world.refusal('CreateEnvironmentTemplateVersion', input, { accountId: '999988887777' }).name).toBe(
      'ResourceNotFoundException',
    );
  });

  test('starts one update, and is remembered on the instance', () => {
    const world = createWorld();
    createShop(world);
    const update = { serviceName: 'shop', name: 'blue', deploymentType: 'CURRENT_VERSION', clientToken: 'one' };
    const first = world.get('UpdateServiceInstance', update);
    expect(first['lastClientRequestToken']).toBe('one');
    expect(world.get('UpdateServiceInstance', update)).toEqual(first);
    world.clock.settle();
    expect(world.get('UpdateServiceInstance', update)['deploymentStatus']).toBe('SUCCEEDED');
    expect(world.get('UpdateServiceInstance', { ...update, clientToken: 'two' })['deploymentStatus']).toBe(
      'IN_PROGRESS',
    );
  });

  test('does not speak for a namesake of what it made', () => {
    const world = createWorld();
    createEnvironment(world);
    const input = {
      name: 'queue',
      manifest: MANIFEST,
      templateFile: 'Resources: { Topic: { Type: "AWS::SNS::Topic" } }',
      environmentName: 'prod',
    };
    world.call('CreateComponent', { ...input, clientToken: 'one' });
    world.clock.settle();
    world.call('DeleteComponent', { name: 'queue' });
    world.clock.settle();
    world.call('CreateComponent', input);
    expect(world.refusal('CreateComponent', { ...input, clientToken: 'one' }).name).toBe('ConflictException');
  });

  test('that was refused makes nothing, and may be used again', () => {
    const world = createWorld();
    createEnvironment(world);
    const input = {
      name: 'queue',
      manifest: MANIFEST,
      templateFile: 'Resources: { Topic: { Type: "AWS::SNS::Topic" } }',
      environmentName: 'none',
      clientToken: 'one',
    };
    expect(world.refusal('CreateComponent', input).name).toBe('ResourceNotFoundException');
    expect(world.get('CreateComponent', { ...input, environmentName: 'prod' })['deploymentStatus']).toBe('IN_PROGRESS');
  });
});

describe('a delete of what never was', () => {
  const id = '00000000-0000-4000-8000-00000000abcd';
  const version = { templateName: 'none', majorVersion: '1', minorVersion: '0' };

  test.each([
    ['DeleteEnvironmentTemplate', { name: 'none' }],
    ['DeleteEnvironmentTemplateVersion', version],
    ['DeleteServiceTemplate', { name: 'none' }],
    ['DeleteServiceTemplateVersion', version],
    ['DeleteEnvironmentAccountConnection', { id }],
    ['DeleteEnvironment', { name: 'none' }],
    ['DeleteService', { name: 'none' }],
  ])('%s succeeds with an empty answer', (operation, input) => {
    expect(createWorld().call(operation, input)).toEqual({});
  });

  test.each([
    ['DeleteComponent', { name: 'none' }],
    ['DeleteDeployment', { id }],
  ])('%s is refused (A30)', (operation, input) => {
    expect(createWorld().refusal(operation, input).name).toBe('ResourceNotFoundException');
  });
});
