import { describe, expect, test } from '@jest/globals';
import type { Bundles } from '../../src/index.ts';
import {
  bundleOf,
  ENVIRONMENT_FILES,
  memoryBundles,
  PIPELINE_SERVICE_FILES,
  SERVICE_FILES,
  schemaText,
} from '../support/bundles.ts';
import {
  createWorld,
  ENVIRONMENT_SPEC,
  listOf,
  REPOSITORY,
  ROLE_ARN,
  serviceSpec,
  type World,
} from '../support/world.ts';

const withSchema = (properties: Parameters<typeof schemaText>[0]['environment']) =>
  bundleOf({ ...ENVIRONMENT_FILES, 'schema/schema.yaml': schemaText({ environment: properties ?? {} }) });

const BUNDLES = memoryBundles({
  'templates/network': bundleOf(ENVIRONMENT_FILES),
  'templates/web': bundleOf(SERVICE_FILES),
  'templates/piped': bundleOf(PIPELINE_SERVICE_FILES),
  'templates/more': withSchema({ cidr: { type: 'string' }, zones: { type: 'integer', minimum: 1 } }),
  'templates/less': withSchema({ zones: { type: 'integer' } }),
  'templates/other': withSchema({ other: { type: 'string' } }),
  'templates/broken': new Uint8Array(9),
});

function register(world: World, kind: 'Environment' | 'Service', key: string, majorVersion?: string) {
  const templateName = kind === 'Environment' ? 'network' : 'web';
  const { minorVersion, majorVersion: major } = world.get(`Create${kind}TemplateVersion`, {
    templateName,
    source: { s3: { bucket: 'templates', key } },
    ...(majorVersion !== undefined && { majorVersion }),
    ...(kind === 'Service' && { compatibleEnvironmentTemplates: [{ templateName: 'network', majorVersion: '1' }] }),
  });
  world.clock.settle();
  return world.get(`Get${kind}TemplateVersion`, { templateName, majorVersion: major, minorVersion });
}

function withTemplates(options: { readonly bundles?: Bundles } = { bundles: BUNDLES }, more = {}): World {
  const world = createWorld(options);
  world.call('CreateEnvironmentTemplate', { name: 'network', ...more });
  world.call('CreateServiceTemplate', { name: 'web' });
  return world;
}

describe('the registration of a template version', () => {
  test('keeps the schema of its bundle', () => {
    const world = withTemplates();
    expect(register(world, 'Environment', 'network')).toMatchObject({
      status: 'DRAFT',
      schema: ENVIRONMENT_FILES['schema/schema.yaml'],
    });
    expect(register(world, 'Service', 'piped')).toMatchObject({ schema: PIPELINE_SERVICE_FILES['schema/schema.yaml'] });
    expect(world.plane.snapshot().templateVersions.map(({ source }) => source)).toEqual([undefined, undefined]);
  });

  test.each([
    ['missing', /^Registration failed for the template bundle s3:\/\/templates\/missing: it does not exist\.$/],
    ['broken', /: it is not compressed with gzip, or it is damaged\.$/],
    ['web', /: schema\/schema\.yaml: schema\.service_input_type is not for environment templates\.$/],
  ])('of bundle %s fails with the reason', (key, reason) => {
    const world = withTemplates();
    const failed = register(world, 'Environment', key);
    expect(failed).toMatchObject({ status: 'REGISTRATION_FAILED', statusMessage: expect.stringMatching(reason) });
    const [listed] = listOf(
      world.call('ListEnvironmentTemplateVersions', { templateName: 'network' })['templateVersions'],
    );
    expect(listed).toMatchObject({ statusMessage: failed['statusMessage'] });
    expect(world.takeEvents('AWS Proton Environment Template Version Status Change').at(-1)).toBe(
      'environment-template/network:1.0 REGISTRATION_FAILED < REGISTRATION_IN_PROGRESS',
    );
    const publish = { templateName: 'network', majorVersion: '1', minorVersion: '0', status: 'PUBLISHED' };
    expect(world.refusal('UpdateEnvironmentTemplateVersion', publish).name).toBe('ConflictException');
  });

  test('fails, and nothing else does, when the buckets cannot be read', () => {
    const read = (): never => {
      throw new Error('secret place');
    };
    const world = withTemplates({ bundles: { read } });
    const { status, statusMessage } = register(world, 'Environment', 'network');
    expect([status, statusMessage]).toEqual([
      'REGISTRATION_FAILED',
      'Registration failed for the template bundle s3://templates/network: it cannot be read.',
    ]);
  });

  test('of a customer-managed template takes a schema only', () => {
    const world = withTemplates({ bundles: BUNDLES }, { provisioning: 'CUSTOMER_MANAGED' });
    expect(register(world, 'Environment', 'network')['statusMessage']).toMatch(/leave out infrastructure\.$/);
  });

  test('of a minor version fails when it is not backward compatible; a major version may be anything', () => {
    const world = withTemplates();
    register(world, 'Environment', 'network');
    expect(register(world, 'Environment', 'more', '1')).toMatchObject({ minorVersion: '1', status: 'DRAFT' });
    const less = register(world, 'Environment', 'less', '1');
    expect(less['statusMessage']).toMatch(
      /not backward compatible with the previous minor version: types\.environmentInput\.properties\.cidr is gone\. Make a new/,
    );
    const other = register(world, 'Environment', 'other', '1');
    expect(other['statusMessage']).toMatch(/cidr is gone; types\.environmentInput\.properties\.zones is gone/);
    expect(register(world, 'Environment', 'other')).toMatchObject({ majorVersion: '2', status: 'DRAFT' });
  });

  test('goes on after a restore, wherever the source was', () => {
    const world = withTemplates();
    const source = { s3: { bucket: 'templates', key: 'network' } };
    world.call('CreateEnvironmentTemplateVersion', { templateName: 'network', source });
    const elsewhere = createWorld({ bundles: BUNDLES });
    elsewhere.plane.restore(JSON.parse(JSON.stringify(world.plane.snapshot())));
    elsewhere.clock.settle();
    const key = { templateName: 'network', majorVersion: '1', minorVersion: '0' };
    expect(elsewhere.get('GetEnvironmentTemplateVersion', key)).toMatchObject({
      status: 'DRAFT',
      schema: ENVIRONMENT_FILES['schema/schema.yaml'],
    });
  });

  test('keeps a schema that is too long for the API, without returning it', () => {
    const schema = `# ${'x'.repeat(51_200)}\n${ENVIRONMENT_FILES['schema/schema.yaml']}`;
    const bundle = bundleOf({ ...ENVIRONMENT_FILES, 'schema/schema.yaml': schema });
    const world = withTemplates({ bundles: memoryBundles({ 'templates/network': bundle }) });
    const version = register(world, 'Environment', 'network');
    expect(version).toMatchObject({ status: 'DRAFT' });
    expect(version).not.toHaveProperty('schema');
    expect(world.plane.snapshot().templateVersions[0]).toMatchObject({ schema });
  });

  test('does not look where there are no bundles', () => {
    const version = register(withTemplates({}), 'Environment', 'missing');
    expect(version).toMatchObject({ status: 'DRAFT' });
    expect(version).not.toHaveProperty('schema');
  });
});

describe('whether a service has a pipeline', () => {
  function withVersion(key: string): World {
    const world = withTemplates();
    register(world, 'Environment', 'network');
    register(world, 'Service', key);
    world.call('CreateEnvironment', {
      name: 'prod',
      templateName: 'network',
      templateMajorVersion: '1',
      templateMinorVersion: '0',
      spec: ENVIRONMENT_SPEC,
      protonServiceRoleArn: ROLE_ARN,
    });
    world.call('UpdateAccountSettings', { pipelineServiceRoleArn: ROLE_ARN });
    world.clock.settle();
    return world;
  }
  const input = { name: 'shop', templateName: 'web', templateMajorVersion: '1', templateMinorVersion: '0' };

  test('its bundle says', () => {
    const world = withVersion('piped');
    const without = { ...input, spec: serviceSpec(['blue']) };
    expect(world.refusal('CreateService', without).message).toMatch(/^A service with a pipeline needs/);
    world.call('CreateService', { ...input, spec: serviceSpec(['blue'], { pipeline: 'main' }), ...REPOSITORY });
    world.clock.settle();
    expect(world.get('GetService', { name: 'shop' })).toMatchObject({ pipeline: { deploymentStatus: 'SUCCEEDED' } });
    const update = { serviceName: 'shop', deploymentType: 'CURRENT_VERSION' };
    const refusal = world.refusal('UpdateServicePipeline', {
      ...update,
      spec: serviceSpec(['blue'], { pipeline: 'x' }),
    });
    expect(refusal.message).toMatch(
      /^1 validation error detected: Value at 'pipeline\.target' \(line 3, column 11\) failed .* length greater than or equal to 2\./,
    );
  });

  test('a version without one cannot take over', () => {
    const world = withVersion('piped');
    const spec = serviceSpec(['blue'], { pipeline: 'main' });
    world.call('CreateService', { ...input, spec, ...REPOSITORY });
    world.clock.settle();
    register(world, 'Service', 'web');
    const major = { templateMajorVersion: '2', templateMinorVersion: '0', deploymentType: 'MAJOR_VERSION' };
    const refusal = world.refusal('UpdateServicePipeline', { serviceName: 'shop', spec, ...major });
    expect(refusal).toMatchObject({
      name: 'ValidationException',
      message: expect.stringMatching(/web:2\.0 has no pipeline/),
    });
  });

  test('its bundle says, also when it says no', () => {
    const world = withVersion('web');
    const withPipeline = { ...input, spec: serviceSpec(['blue'], { pipeline: 'main' }), ...REPOSITORY };
    expect(world.refusal('CreateService', withPipeline).message).toMatch(/^Service template web has no pipeline/);
    expect(world.get('CreateService', { ...input, spec: serviceSpec(['blue']) })).toMatchObject({ name: 'shop' });
  });
});
