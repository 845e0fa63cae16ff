import { beforeEach, describe, expect, test } from '@jest/globals';
import { bundleAt, ENVIRONMENT_BUNDLE } from '../operations/support/sync-story.ts';
import { ACCOUNT, createTemplates, createWorld, listOf, mappingOf, REGION, type World } from '../support/world.ts';

const repository = { repositoryProvider: 'GITHUB', repositoryName: 'shop/templates' };
const template = { templateName: 'network', templateType: 'ENVIRONMENT' };
const config = { ...template, ...repository, branch: 'main' };
const prefix = `arn:aws:proton:${REGION}:${ACCOUNT}:`;
let world: World;

function push(files: Record<string, string>, sha?: string): void {
  world.plane.push({ provider: 'GITHUB', repositoryName: 'shop/templates', branch: 'main', files, sha });
  world.clock.settle();
}

function versions(kind = 'Environment', templateName = 'network'): string[] {
  return listOf(world.call(`List${kind}TemplateVersions`, { templateName })['templateVersions']).map(
    ({ majorVersion, minorVersion, status }) => `${String(majorVersion)}.${String(minorVersion)} ${String(status)}`,
  );
}

beforeEach(() => {
  world = createWorld();
  createTemplates(world);
  world.call('CreateRepository', {
    provider: 'GITHUB',
    name: 'shop/templates',
    connectionArn: `arn:aws:codestar-connections:${REGION}:${ACCOUNT}:connection/a1b2c3d4`,
  });
});

describe('template sync', () => {
  test('its configuration is created, read, changed and deleted', () => {
    expect(world.call('CreateTemplateSyncConfig', config)).toEqual({ templateSyncConfig: config });
    expect(world.call('CreateTemplateSyncConfig', config)).toEqual({ templateSyncConfig: config });
    const other = { ...config, subdirectory: 'templates' };
    expect(world.refusal('CreateTemplateSyncConfig', other).name).toBe('ConflictException');
    expect(world.call('UpdateTemplateSyncConfig', other)).toEqual({ templateSyncConfig: other });
    expect(world.call('GetTemplateSyncConfig', template)).toEqual({ templateSyncConfig: other });
    expect(world.call('DeleteTemplateSyncConfig', template)).toEqual({ templateSyncConfig: other });
    expect(world.refusal('DeleteTemplateSyncConfig', template).name).toBe('ResourceNotFoundException');
  });

  test('needs a template and a linked repository', () => {
    const unknown = { ...config, templateName: 'none' };
    expect(world.refusal('CreateTemplateSyncConfig', unknown).name).toBe('ValidationException');
    const unlinked = { ...config, repositoryName: 'shop/unlinked' };
    expect(world.refusal('CreateTemplateSyncConfig', unlinked).name).toBe('ValidationException');
    expect(world.refusal('UpdateTemplateSyncConfig', config).name).toBe('ResourceNotFoundException');
  });

  test('makes a draft of every major whose directory changed', () => {
    world.call('CreateTemplateSyncConfig', config);
    const files = { ...bundleAt('network/v1', ENVIRONMENT_BUNDLE), ...bundleAt('network/v2', ENVIRONMENT_BUNDLE) };
    push(files, 'aaa');
    expect(versions()).toEqual(['1.0 PUBLISHED', '1.1 DRAFT', '2.0 DRAFT']);
    push({ ...files, 'README.md': 'Nothing of the templates.' }, 'bbb');
    expect(versions()).toHaveLength(3);
    push({ ...files, 'network/v2/infrastructure/notes.txt': 'Changed.' }, 'ccc');
    expect(versions()).toEqual(['1.0 PUBLISHED', '1.1 DRAFT', '2.0 DRAFT', '2.1 DRAFT']);
    const status = world.call('GetTemplateSyncStatus', { ...template, templateVersion: '2' });
    expect(status).toMatchObject({
      desiredState: { branch: 'main', directory: 'network/v2', ...repository, sha: 'ccc' },
      latestSync: {
        status: 'SUCCEEDED',
        target: `${prefix}environment-template/network:2`,
        initialRevision: { sha: 'aaa' },
        targetRevision: { sha: 'ccc' },
      },
    });
    expect(status['latestSuccessfulSync']).toEqual(status['latestSync']);
  });

  test.each(['1', '2'])('makes a version again when the one it had made was deleted: major %s', (majorVersion) => {
    world.call('CreateTemplateSyncConfig', config);
    const files = { ...bundleAt('network/v1', ENVIRONMENT_BUNDLE), ...bundleAt('network/v2', ENVIRONMENT_BUNDLE) };
    push(files, 'aaa');
    const all = ['1.0 PUBLISHED', '1.1 DRAFT', '2.0 DRAFT'];
    expect(versions()).toEqual(all);
    const minorVersion = majorVersion === '1' ? '1' : '0';
    world.call('DeleteEnvironmentTemplateVersion', { templateName: 'network', majorVersion, minorVersion });
    expect(versions()).toHaveLength(2);
    world.plane.restore(world.plane.snapshot());
    push(files, 'bbb');
    expect(versions()).toEqual(all);
    push(files, 'ccc');
    expect(versions()).toEqual(all);
  });

  test('makes a version again when the one that it is making was deleted', () => {
    world.call('CreateTemplateSyncConfig', config);
    const commit = { provider: 'GITHUB', repositoryName: 'shop/templates', branch: 'main' };
    world.plane.push({ ...commit, files: bundleAt('network/v2', ENVIRONMENT_BUNDLE) });
    world.clock.advanceTo(world.clock.now() + 1100);
    expect(versions()).toEqual(['1.0 PUBLISHED', '2.0 REGISTRATION_IN_PROGRESS']);
    const version = { templateName: 'network', majorVersion: '2', minorVersion: '0' };
    world.call('DeleteEnvironmentTemplateVersion', version);
    push(bundleAt('network/v2', ENVIRONMENT_BUNDLE));
    expect(versions()).toEqual(['1.0 PUBLISHED', '2.0 DRAFT']);
  });

  test('looks below its subdirectory only', () => {
    world.call('CreateTemplateSyncConfig', { ...config, subdirectory: './templates/' });
    push({ ...bundleAt('network/v1', ENVIRONMENT_BUNDLE), ...bundleAt('templates/network/v2', ENVIRONMENT_BUNDLE) });
    expect(versions()).toEqual(['1.0 PUBLISHED', '2.0 DRAFT']);
    expect(world.call('ListRepositorySyncDefinitions', { ...repository, syncType: 'TEMPLATE_SYNC' })).toEqual({
      syncDefinitions: [
        {
          branch: 'main',
          directory: 'templates/network',
          parent: `${prefix}repository/github:shop/templates`,
          target: `${prefix}environment-template/network`,
        },
      ],
    });
  });

  test('a bundle that cannot be registered is a failed sync with the reason', () => {
    world.call('CreateTemplateSyncConfig', config);
    push({ 'network/v1/schema/schema.yaml': 'no: schema\n' });
    expect(versions()).toEqual(['1.0 PUBLISHED', '1.1 REGISTRATION_FAILED']);
    const { latestSync, latestSuccessfulSync } = world.call('GetTemplateSyncStatus', {
      ...template,
      templateVersion: '1',
    });
    expect(latestSuccessfulSync).toBeUndefined();
    expect(latestSync).toMatchObject({ status: 'FAILED' });
    const version = world.get('GetEnvironmentTemplateVersion', {
      templateName: 'network',
      majorVersion: '1',
      minorVersion: '1',
    });
    expect(listOf(mappingOf(latestSync)['events']).at(-1)?.['event']).toBe(version['statusMessage']);
  });

  test('a major that would leave a gap is refused, and said so', () => {
    world.call('CreateTemplateSyncConfig', config);
    push(bundleAt('network/v9', ENVIRONMENT_BUNDLE));
    expect(versions()).toEqual(['1.0 PUBLISHED']);
    const latest = world.get('GetRepositorySyncStatus', { ...repository, branch: 'main', syncType: 'TEMPLATE_SYNC' });
    expect(latest).toMatchObject({ status: 'FAILED' });
    expect(listOf(latest['events']).at(-1)?.['event']).toContain('network/v9: The requested major version');
  });

  test('a service template says in its registration file what it is compatible with', () => {
    const web = { templateName: 'web', templateType: 'SERVICE' };
    world.call('CreateTemplateSyncConfig', { ...web, ...repository, branch: 'main' });
    push({ 'web/v2/schema/schema.yaml': 'x' });
    expect(versions('Service', 'web')).toEqual(['1.0 PUBLISHED']);
    push({
      'web/v2/.template-registration.yaml':
        'compatible_environments: ["network:1"]\nsupported_component_sources: [DIRECTLY_DEFINED]\n',
      'web/v2/schema/schema.yaml': 'x',
    });
    expect(
      world.get('GetServiceTemplateVersion', { templateName: 'web', majorVersion: '2', minorVersion: '0' }),
    ).toMatchObject({
      compatibleEnvironmentTemplates: [{ templateName: 'network', majorVersion: '1' }],
      supportedComponentSources: ['DIRECTLY_DEFINED'],
    });
  });

  test('goes on after a restart, in the middle of a registration too', () => {
    world.call('CreateTemplateSyncConfig', config);
    world.plane.push({
      provider: 'GITHUB',
      repositoryName: 'shop/templates',
      branch: 'main',
      files: bundleAt('network/v1', ENVIRONMENT_BUNDLE),
    });
    world.clock.advanceTo(world.clock.now() + 1100);
    expect(versions()).toEqual(['1.0 PUBLISHED', '1.1 REGISTRATION_IN_PROGRESS']);
    world.plane.restore(world.plane.snapshot());
    world.clock.settle();
    expect(versions()).toEqual(['1.0 PUBLISHED', '1.1 DRAFT']);
  });
});
