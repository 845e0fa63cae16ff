import { describe, expect, test } from '@jest/globals';
import { checkBundle, RefusedBundleError } from '../../src/bundles/index.ts';
import {
  CLOUDFORMATION,
  ENVIRONMENT_FILES,
  type Files,
  filesOf,
  MANIFEST,
  PIPELINE_SERVICE_FILES,
  SERVICE_FILES,
  schemaText,
} from '../support/bundles.ts';

const STANDARD = {};
const CUSTOMER_MANAGED = { provisioning: 'CUSTOMER_MANAGED' } as const;
const SCHEMA_ONLY = { 'schema/schema.yaml': ENVIRONMENT_FILES['schema/schema.yaml'] };

function refusal(kind: 'environment' | 'service', files: Files, template: Parameters<typeof checkBundle>[2]): string {
  try {
    checkBundle(kind, filesOf(files), template);
  } catch (error) {
    if (error instanceof RefusedBundleError) return error.message;
    throw error;
  }
  throw new Error('the bundle was not refused');
}

function without(files: Files, prefix: string): Files {
  return Object.fromEntries(Object.entries(files).filter(([path]) => !path.startsWith(prefix)));
}

const manifest = (template: string): string => `infrastructure:\n  templates:\n    - ${template}\n`;
const CODEBUILD = manifest(
  '{rendering_engine: codebuild, settings: {image: x, runtimes: {nodejs: 16}, provision: [make], deprovision: [make clean]}}',
);

describe('a bundle in order', () => {
  test('gives the schema as it is written, and the templates', () => {
    expect(checkBundle('environment', filesOf(ENVIRONMENT_FILES), STANDARD)).toEqual({
      schema: ENVIRONMENT_FILES['schema/schema.yaml'],
      cloudFormationTemplates: { environment: CLOUDFORMATION },
      cloudFormationFiles: { environment: 'infrastructure/cloudformation.yaml' },
    });
    expect(checkBundle('service', filesOf(PIPELINE_SERVICE_FILES), STANDARD)).toEqual({
      schema: PIPELINE_SERVICE_FILES['schema/schema.yaml'],
      hasPipeline: true,
      cloudFormationTemplates: { serviceInstance: CLOUDFORMATION, pipeline: CLOUDFORMATION },
      cloudFormationFiles: {
        serviceInstance: 'instance_infrastructure/cloudformation.yaml',
        pipeline: 'pipeline_infrastructure/cloudformation.yaml',
      },
    });
  });

  test('may have no pipeline, or be a schema alone', () => {
    for (const template of [STANDARD, CUSTOMER_MANAGED]) {
      expect(checkBundle('service', filesOf(SERVICE_FILES), template).hasPipeline).toBe(false);
    }
    expect(checkBundle('environment', filesOf(SCHEMA_ONLY), CUSTOMER_MANAGED).cloudFormationTemplates).toEqual({});
  });

  test.each([
    [manifest('{file: "*", rendering_engine: hcl, template_language: terraform}'), 'main.tf'],
    [manifest('{file: main.tf, rendering_engine: hcl, template_language: terraform}'), 'main.tf'],
    [CODEBUILD, 'package.json'],
  ])('may be for another engine', (text, file) => {
    const files = {
      ...SCHEMA_ONLY,
      'infrastructure/manifest.yaml': text,
      [`infrastructure/${file}`]: 'x',
      'README.md': 'x',
    };
    expect(checkBundle('environment', filesOf(files), STANDARD).cloudFormationTemplates).toEqual({});
  });
});

describe('a bundle is refused', () => {
  test.each<[string, 'environment' | 'service', Files, Parameters<typeof checkBundle>[2]]>([
    ['schema/schema.yaml is missing', 'environment', without(ENVIRONMENT_FILES, 'schema'), STANDARD],
    ['the directory infrastructure is missing', 'environment', SCHEMA_ONLY, STANDARD],
    ['the directory instance_infrastructure is missing', 'service', without(SERVICE_FILES, 'instance'), STANDARD],
    [
      'infrastructure/manifest.yaml is missing',
      'environment',
      without(ENVIRONMENT_FILES, 'infrastructure/man'),
      STANDARD,
    ],
    [
      'infrastructure/cloudformation.yaml is missing',
      'environment',
      without(ENVIRONMENT_FILES, 'infrastructure/cloud'),
      STANDARD,
    ],
    [
      'a customer-managed environment template has a schema only: leave out infrastructure',
      'environment',
      ENVIRONMENT_FILES,
      CUSTOMER_MANAGED,
    ],
    [
      'the pipeline of the template is customer-managed: leave out pipeline_infrastructure',
      'service',
      PIPELINE_SERVICE_FILES,
      CUSTOMER_MANAGED,
    ],
    [
      'schema/schema.yaml: schema.pipeline_input_type is missing, which pipeline_infrastructure needs',
      'service',
      { ...PIPELINE_SERVICE_FILES, 'schema/schema.yaml': SERVICE_FILES['schema/schema.yaml'] },
      STANDARD,
    ],
    [
      'schema/schema.yaml: schema.pipeline_input_type needs the directory pipeline_infrastructure, which is missing',
      'service',
      without(PIPELINE_SERVICE_FILES, 'pipeline_infrastructure'),
      STANDARD,
    ],
  ])('%s', (reason, kind, files, template) => {
    expect(refusal(kind, files, template)).toBe(reason);
  });

  test.each([
    ['a: [', /^infrastructure\/manifest\.yaml is not valid YAML \(line 1, column \d+: BAD_/],
    ['- a', /is not a mapping$/],
    ['infrastructure: 7', /infrastructure\.templates must be a list$/],
    ['infrastructure: {templates: []}', /must have exactly one item$/],
    [`${MANIFEST}    - file: b\n`, /must have exactly one item$/],
    [manifest('{file: a, rendering_engine: mustache}'), /rendering_engine must be jinja, hcl or codebuild$/],
    [manifest('{file: a, rendering_engine: jinja, template_language: terraform}'), /must be cloudformation$/],
    [manifest('{file: a, rendering_engine: hcl, template_language: cloudformation}'), /must be terraform$/],
    [manifest('{rendering_engine: jinja, template_language: cloudformation}'), /"file" must name a template file$/],
    [
      manifest('{file: "*", rendering_engine: jinja, template_language: cloudformation}'),
      /infrastructure\/\* is missing$/,
    ],
    [
      manifest('{file: ../schema/schema.yaml, rendering_engine: jinja, template_language: cloudformation}'),
      /is missing$/,
    ],
    [manifest('{file: "*", rendering_engine: hcl, template_language: terraform}'), /infrastructure has no \.tf file$/],
    [manifest('{rendering_engine: codebuild}'), /codebuild needs "settings"$/],
    [manifest('{rendering_engine: codebuild, settings: {provision: [a]}}'), /settings\.deprovision must be a list/],
    ['x'.repeat(2 * 1024 * 1024 + 1), /manifest\.yaml is larger than 2 MB$/],
  ])('for its manifest %.60j', (text, reason) => {
    expect(refusal('environment', { ...ENVIRONMENT_FILES, 'infrastructure/manifest.yaml': text }, STANDARD)).toMatch(
      reason,
    );
  });

  test('for bytes that are no text', () => {
    const files = filesOf(ENVIRONMENT_FILES);
    files.set('schema/schema.yaml', Uint8Array.of(0xff, 0xfe));
    expect(() => checkBundle('environment', files, STANDARD)).toThrow(/schema\.yaml is not a text in UTF-8/);
  });

  test('for a default that does not fit', () => {
    const schema = schemaText({ environment: { size: { type: 'string', enum: ['a'], default: 'b' } } });
    expect(refusal('environment', { ...ENVIRONMENT_FILES, 'schema/schema.yaml': schema }, STANDARD)).toBe(
      'schema/schema.yaml: the default of environment input size must satisfy enum value set: [a]',
    );
  });

  test('for a schema that asks more than the previous one', () => {
    const next = schemaText({ environment: { cidr: { type: 'string' } } }, { required: ['cidr'] });
    const check = (): unknown =>
      checkBundle(
        'environment',
        filesOf({ ...ENVIRONMENT_FILES, 'schema/schema.yaml': next }),
        STANDARD,
        ENVIRONMENT_FILES['schema/schema.yaml'],
      );
    expect(check).toThrow(RefusedBundleError);
    expect(check).toThrow(/types\.environmentInput\.properties\.cidr is required now/);
  });
});

describe('a bundle that would fill the memory', () => {
  /** Two kilobytes, packed. */
  const bomb = `a: [${'a,'.repeat(500_000)}]`;

  test.each([
    ['schema/schema.yaml', /^schema\/schema.yaml: it is not valid YAML \(it has more than 20000 signs/],
    ['infrastructure/manifest.yaml', /^infrastructure\/manifest.yaml is not valid YAML \(it has more than 20000 signs/],
    ['infrastructure/cloudformation.yaml', /^infrastructure\/cloudformation.yaml: it has more than 50000 signs/],
  ])('is refused, with the file: %s', (path, reason) => {
    expect(refusal('environment', { ...ENVIRONMENT_FILES, [path]: bomb }, STANDARD)).toMatch(reason);
  });
});

test.each([
  [{ type: 'string', pattern: '^(a{1,30}){1,30}$', default: 'a'.repeat(50_000) }, /make the check too long/],
  [
    { type: 'object', properties: { a: { $ref: '#/types/environmentInput' } }, default: { a: {} } },
    /make the check too long/,
  ],
  [{ type: 'string', pattern: '(?=a)' }, /without look-around/],
  [
    { type: 'string', pattern: '^(a+)+$', default: `${'a'.repeat(50_000)}!` },
    /must satisfy regular expression pattern/,
  ],
  [
    { type: 'object', properties: Object.fromEntries(Array.from({ length: 500 }, (_, n) => [`p${n}`, {}])) },
    /more than 500 types/,
  ],
])('a schema whose checks would take long is refused when it is registered', (property, reason) => {
  const files = { ...SCHEMA_ONLY, 'schema/schema.yaml': schemaText({ environment: { input: property } }) };
  expect(refusal('environment', files, CUSTOMER_MANAGED)).toMatch(reason);
});
