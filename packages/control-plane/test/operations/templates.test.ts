import { describe, expect, test } from '@jest/globals';
import { createShop, createWorld, publishVersion, type World } from '../support/world.ts';

const source = { s3: { bucket: 'templates', key: 'bundle.tar.gz' } };
const newVersion = (world: World, majorVersion?: string): string => {
  const made = world.get('CreateEnvironmentTemplateVersion', {
    templateName: 'network',
    source,
    ...(majorVersion && { majorVersion }),
  });
  return [made['majorVersion'], made['minorVersion']].join('.');
};
const recommended = (world: World): unknown =>
  world.get('GetEnvironmentTemplate', { name: 'network' })['recommendedVersion'];

function withTemplate(): World {
  const world = createWorld();
  world.call('CreateEnvironmentTemplate', { name: 'network' });
  return world;
}

describe('template versions', () => {
  test('are numbered: without a major a new one, with it the next minor (A26)', () => {
    const world = withTemplate();
    expect(newVersion(world)).toBe('1.0');
    expect(newVersion(world, '1')).toBe('1.1');
    expect(newVersion(world, '2')).toBe('2.0');
    expect(newVersion(world)).toBe('3.0');
    const skipping = { templateName: 'network', source, majorVersion: '9' };
    expect(world.refusal('CreateEnvironmentTemplateVersion', skipping).name).toBe('ResourceNotFoundException');
  });

  test('register, are published, and make the template published', () => {
    const world = withTemplate();
    newVersion(world);
    const key = { templateName: 'network', majorVersion: '1', minorVersion: '0' };
    const publish = { ...key, status: 'PUBLISHED' };
    expect(world.refusal('UpdateEnvironmentTemplateVersion', publish).name).toBe('ConflictException');
    world.clock.settle();
    expect(recommended(world)).toBeUndefined();
    world.call('UpdateEnvironmentTemplateVersion', publish);
    expect(recommended(world)).toBe('1.0');
    world.call('DeleteEnvironmentTemplateVersion', key);
    world.call('DeleteEnvironmentTemplate', { name: 'network' });
    expect(world.takeEvents()).toEqual([
      'environment-template/network DRAFT',
      'environment-template/network:1.0 REGISTRATION_IN_PROGRESS',
      'environment-template/network:1.0 DRAFT < REGISTRATION_IN_PROGRESS',
      'environment-template/network:1.0 PUBLISHED < DRAFT',
      'environment-template/network PUBLISHED < DRAFT',
      'environment-template/network:1.0 DELETED < PUBLISHED',
      'environment-template/network DRAFT < PUBLISHED',
      'environment-template/network DELETED < DRAFT',
    ]);
  });

  test('recommend the highest that is published', () => {
    const world = withTemplate();
    publishVersion(world, 'Environment', 'network');
    publishVersion(world, 'Environment', 'network', '1');
    newVersion(world, '1');
    world.clock.settle();
    expect(recommended(world)).toBe('1.1');
    publishVersion(world, 'Environment', 'network', '2');
    expect(recommended(world)).toBe('2.0');
    const old = world.get('GetEnvironmentTemplateVersion', {
      templateName: 'network',
      majorVersion: '1',
      minorVersion: '0',
    });
    expect(old['recommendedMinorVersion']).toBe('1');
  });

  test('cannot be given a status that is the service’s to give', () => {
    const world = withTemplate();
    newVersion(world);
    world.clock.settle();
    const key = { templateName: 'network', majorVersion: '1', minorVersion: '0' };
    expect(world.refusal('UpdateEnvironmentTemplateVersion', { ...key, status: 'REGISTRATION_FAILED' }).name).toBe(
      'ValidationException',
    );
  });

  test('stay while they are in use, or recommended beside others (A25)', () => {
    const world = createWorld();
    createShop(world);
    const key = { majorVersion: '1', minorVersion: '0' };
    expect(world.refusal('DeleteServiceTemplateVersion', { templateName: 'web', ...key }).message).toMatch(
      /blue uses it$/,
    );
    expect(world.refusal('DeleteEnvironmentTemplateVersion', { templateName: 'network', ...key }).message).toMatch(
      /prod uses it$/,
    );
    expect(world.refusal('DeleteServiceTemplate', { name: 'web' }).name).toBe('ConflictException');
    publishVersion(world, 'Service', 'web', '1');
    const newer = { templateName: 'web', majorVersion: '1', minorVersion: '1' };
    expect(world.refusal('DeleteServiceTemplateVersion', newer).message).toMatch(/recommended version/);
  });

  test('need environment templates that exist', () => {
    const world = createWorld();
    world.call('CreateServiceTemplate', { name: 'web' });
    const input = {
      templateName: 'web',
      source,
      compatibleEnvironmentTemplates: [{ templateName: 'none', majorVersion: '1' }],
    };
    expect(world.refusal('CreateServiceTemplateVersion', input).name).toBe('ResourceNotFoundException');
  });
});

describe('the version an update deploys', () => {
  const update = (world: World, input: Record<string, unknown>) => {
    world.call('UpdateServiceInstance', { serviceName: 'shop', name: 'blue', ...input });
    world.clock.settle();
    const after = world.get('GetServiceInstance', { serviceName: 'shop', name: 'blue' });
    return [after['templateMajorVersion'], after['templateMinorVersion']].join('.');
  };
  function withVersions(): World {
    const world = createWorld();
    createShop(world);
    for (const major of ['1', '1', '2', '2']) publishVersion(world, 'Service', 'web', major);
    return world;
  }

  test.each([
    [{ deploymentType: 'CURRENT_VERSION' }, '1.0'],
    [{ deploymentType: 'MINOR_VERSION' }, '1.2'],
    [{ deploymentType: 'MINOR_VERSION', templateMinorVersion: '1' }, '1.1'],
    [{ deploymentType: 'MINOR_VERSION', templateMajorVersion: '1', templateMinorVersion: '1' }, '1.1'],
    [{ deploymentType: 'MAJOR_VERSION' }, '2.1'],
    [{ deploymentType: 'MAJOR_VERSION', templateMajorVersion: '2', templateMinorVersion: '0' }, '2.0'],
    [{ deploymentType: 'NONE' }, '1.0'],
  ])('%j is %s', (input, expected) => {
    expect(update(withVersions(), input)).toBe(expected);
  });

  test.each([
    [{ deploymentType: 'CURRENT_VERSION', templateMinorVersion: '0' }, 'ValidationException'],
    [{ deploymentType: 'MINOR_VERSION', templateMajorVersion: '2' }, 'ValidationException'],
    [{ deploymentType: 'MAJOR_VERSION', templateMajorVersion: '1' }, 'ValidationException'],
    [{ deploymentType: 'MINOR_VERSION', templateMinorVersion: '28' }, 'ResourceNotFoundException'],
    [{ deploymentType: 'MAJOR_VERSION', templateMajorVersion: '3' }, 'ResourceNotFoundException'],
  ])('%j is a %s', (input, name) => {
    const world = withVersions();
    expect(world.refusal('UpdateServiceInstance', { serviceName: 'shop', name: 'blue', ...input }).name).toBe(name);
  });

  test('says which version does not exist, in the words of the service', () => {
    const input = { serviceName: 'shop', name: 'blue', deploymentType: 'MINOR_VERSION', templateMinorVersion: '28' };
    expect(withVersions().refusal('UpdateServiceInstance', input).message).toMatch(
      /^The requested service template version does not exist: arn:aws:proton:.*:service-template\/web:1\.28$/,
    );
  });
});
