import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { ValidationException } from '../../src/model/errors.ts';
import { readServiceSpec } from '../../src/specs/service-spec.ts';
import { checkEnvironmentInputs, checkInstanceInputs } from '../../src/specs/spec-inputs.ts';
import { positionsIn } from '../../src/specs/yaml-text.ts';
import { bundleOf, ENVIRONMENT_FILES, MANIFEST, memoryBundles, SERVICE_FILES, schemaText } from '../support/bundles.ts';
import { runs } from '../support/properties.ts';
import { createShop, createWorld, serviceSpec, type World } from '../support/world.ts';

const ARN = 'arn:aws:proton:eu-central-1:111122223333:environment-template/network:1.0';
const ENVIRONMENT = {
  kind: 'environment',
  arn: ARN,
  schema: schemaText(
    { environment: { cidr: { type: 'string', maxLength: 5 }, zones: { type: 'array', items: { type: 'integer' } } } },
    { required: ['cidr'] },
  ),
} as const;
const SERVICE = {
  kind: 'service',
  arn: ARN,
  schema: schemaText({ service: { size: { type: 'string', enum: ['small', 'large'] } } }),
} as const;

function refusal(check: () => void): string {
  try {
    check();
  } catch (error) {
    if (error instanceof ValidationException) return error.message;
    throw error;
  }
  throw new Error('the spec was not refused');
}
const ofEnvironment = (text: string): string => refusal(() => checkEnvironmentInputs(ENVIRONMENT, text));

describe('a spec that does not fit the schema', () => {
  test('is refused by path, line and column, and the constraint', () => {
    expect(ofEnvironment('proton: EnvironmentSpec\nspec:\n  cidr: 10.0.0.0/16\n')).toBe(
      `1 validation error detected: Value at 'spec.cidr' (line 3, column 9) failed to satisfy constraint: Member must have length less than or equal to 5. The spec must fit the schema of ${ARN}.`,
    );
    const spec = readServiceSpec(serviceSpec(['a', 'b'], { size: 'huge' }));
    expect(refusal(() => checkInstanceInputs(SERVICE, spec, spec.instances.slice(1)))).toMatch(
      /^1 validation error detected: Value at 'instances\[1\]\.spec\.size' \(line 10, column 13\) failed to satisfy constraint: Member must satisfy enum value set: \[small, large\]\./,
    );
  });

  test.each([
    ['proton: EnvironmentSpec\n', "'spec.cidr' (line 1, column 1)"],
    ['proton: EnvironmentSpec\nspec:\n', "'spec.cidr' (line 2, column 6)"],
    ['proton: EnvironmentSpec\nspec:\n  zones: []\n', "'spec.cidr' (line 3, column 3)"],
    ['proton: EnvironmentSpec\nspec:\n  cidr: x\n  zones: [1,\n    two]\n', "'spec.zones[1]' (line 5, column 5)"],
    ['proton: EnvironmentSpec\nspec: {cidr: x, "zone": }\n', "'spec.zone' (line 2, column 25)"],
    ['x: &x {cidr: 7}\nproton: EnvironmentSpec\nspec: *x\n', "'spec.cidr' (line 1, column 14)"],
  ])('in %j is found', (text, place) => {
    expect(ofEnvironment(text)).toContain(`Value at ${place} failed`);
  });

  test('is told whole, up to a limit', () => {
    const inputs = Array.from({ length: 8 }, (_, index) => `  i${index}: x\n`).join('');
    const message = ofEnvironment(`proton: EnvironmentSpec\nspec:\n  cidr: x\n${inputs}`);
    expect(message).toMatch(/^8 validation errors detected: /);
    expect(message.match(/Value at/g)).toHaveLength(5);
    expect(message).toMatch(/; and 3 more\. The spec must fit/);
  });

  test('is told by the lines of what was sent, not of what the current values made of it', () => {
    const sent = 'proton: EnvironmentSpec\n# a comment\nspec:\n  zones: "${Proton::CURRENT_VAL}"\n  cidr: too long\n';
    const filled = "proton: EnvironmentSpec\nspec:\n  zones: [ 1, 'x' ]\n  cidr: too long\n";
    const message = refusal(() => checkEnvironmentInputs(ENVIRONMENT, filled, sent));
    expect(message).toContain("'spec.cidr' (line 5, column 9)");
    expect(message).toContain("'spec.zones[1]' (line 4, column 10)");
  });

  test('never gives its values away', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[g-z]{12,20}$/), (secret) => {
        const text = `proton: EnvironmentSpec\nspec: {cidr: ${secret}, zones: [${secret}], other: ${secret}}\n`;
        expect(ofEnvironment(text)).not.toContain(secret);
      }),
      runs(50),
    );
  });

  test('is taken where the schema is not known', () => {
    const text = 'proton: EnvironmentSpec\nspec: {anything: goes}\n';
    expect(() => checkEnvironmentInputs({ kind: 'environment', arn: ARN, schema: undefined }, text)).not.toThrow();
  });
});

test('the place of any value is where the value is', () => {
  const value = fc.oneof(fc.integer(), fc.stringMatching(/^[a-z]{1,5}$/));
  const document = fc.dictionary(fc.stringMatching(/^[a-z]{1,5}$/), fc.oneof(value, fc.array(value, { minLength: 1 })));
  fc.assert(
    fc.property(document, fc.constantFrom(0, 2), (content, indent) => {
      const text = JSON.stringify(content, undefined, indent);
      const lines = text.split('\n');
      const positionOf = positionsIn(text);
      for (const [name, member] of Object.entries(content)) {
        const { line, column } = positionOf([name]);
        const start = JSON.stringify(member)[0] ?? '';
        expect(lines[line - 1]?.slice(column - 1).startsWith(start)).toBe(true);
        const items = Array.isArray(member) ? member : [];
        for (const [index, item] of items.entries()) {
          const place = positionOf([name, index]);
          expect(lines[place.line - 1]?.slice(place.column - 1).startsWith(JSON.stringify(item))).toBe(true);
        }
      }
    }),
    runs(100),
  );
});

test.each([
  // As releases registered them that tried patterns with JavaScript's engine.
  [{ type: 'string', pattern: '^(?=a)' }, 'a', /without look-around and backreferences\. Register a new version\.$/],
  [{ type: 'string', pattern: '^(a{1,30}){1,30}$' }, 'a'.repeat(40_000), /too long; simplify the schema\. Register/],
])('a schema that cannot be checked against is told, and is no fault: %j', (cidr, value, message) => {
  const version = { ...ENVIRONMENT, schema: schemaText({ environment: { cidr } }) };
  expect(refusal(() => checkEnvironmentInputs(version, `proton: EnvironmentSpec\nspec:\n  cidr: ${value}\n`))).toMatch(
    message,
  );
});

describe('the operations', () => {
  function withShop(): World {
    const more = schemaText({ service: { size: { type: 'string', enum: ['small'] } } });
    const world = createWorld({
      bundles: memoryBundles({
        'templates/network.tar.gz': bundleOf(ENVIRONMENT_FILES),
        'templates/web.tar.gz': bundleOf(SERVICE_FILES),
        'templates/strict.tar.gz': bundleOf({ ...SERVICE_FILES, 'schema/schema.yaml': more }),
      }),
    });
    createShop(world);
    const compatibleEnvironmentTemplates = [{ templateName: 'network', majorVersion: '1' }];
    const source = { s3: { bucket: 'templates', key: 'strict.tar.gz' } };
    const made = world.get('CreateServiceTemplateVersion', {
      templateName: 'web',
      source,
      compatibleEnvironmentTemplates,
      supportedComponentSources: ['DIRECTLY_DEFINED'],
    });
    world.clock.settle();
    const { majorVersion, minorVersion } = made;
    world.call('UpdateServiceTemplateVersion', {
      templateName: 'web',
      majorVersion,
      minorVersion,
      status: 'PUBLISHED',
    });
    return world;
  }
  const huge = (instances: readonly string[]): string => serviceSpec(instances, { size: 'huge' });
  const large = serviceSpec(['blue'], { size: 'large' });
  const blue = { serviceName: 'shop', name: 'blue' };
  const update = { ...blue, deploymentType: 'CURRENT_VERSION' };
  const environmentSpec = 'proton: EnvironmentSpec\nspec:\n  cidr: 7\n';
  const service = { templateName: 'web', templateMajorVersion: '1' };
  const environment = {
    templateName: 'network',
    templateMajorVersion: '1',
    protonServiceRoleArn: 'arn:aws:iam::111122223333:role/R',
  };

  test.each<[string, Readonly<Record<string, unknown>>, string]>([
    ['CreateEnvironment', { ...environment, name: 'new', spec: environmentSpec }, 'spec.cidr'],
    ['UpdateEnvironment', { name: 'prod', deploymentType: 'CURRENT_VERSION', spec: environmentSpec }, 'spec.cidr'],
    ['CreateService', { ...service, name: 'new', spec: huge(['a']) }, 'instances[0].spec.size'],
    [
      'UpdateService',
      { name: 'shop', spec: `${serviceSpec(['blue'])}${huge(['green']).replace(/^.*\n.*\n/, '')}` },
      'instances[1].spec.size',
    ],
    [
      'CreateServiceInstance',
      { serviceName: 'shop', name: 'green', spec: huge(['blue', 'green']) },
      'instances[1].spec.size',
    ],
    ['UpdateServiceInstance', { ...update, spec: huge(['blue']) }, 'instances[0].spec.size'],
    [
      'CreateComponent',
      {
        name: 'c',
        manifest: MANIFEST,
        templateFile: 'Resources: { Topic: { Type: "AWS::SNS::Topic" } }',
        serviceName: 'shop',
        serviceInstanceName: 'blue',
        serviceSpec: huge(['blue']),
      },
      'instances[0].spec.size',
    ],
  ])('%s refuses such a spec and changes nothing', (operation, input, place) => {
    const world = withShop();
    const before = world.plane.snapshot();
    const { name, message } = world.refusal(operation, input);
    expect(name).toBe('ValidationException');
    expect(message).toContain(`Value at '${place}' (line `);
    expect(world.plane.snapshot()).toEqual(before);
  });

  test('look at a spec that is kept when the version changes', () => {
    const world = withShop();
    world.call('UpdateServiceInstance', { ...update, spec: large });
    world.clock.settle();
    const major = { ...blue, deploymentType: 'MAJOR_VERSION', templateMajorVersion: '2' };
    expect(world.refusal('UpdateServiceInstance', major).message).toContain('satisfy enum value set: [small]');
    world.call('UpdateServiceInstance', { ...major, spec: serviceSpec(['blue']) });
    world.clock.settle();
    expect(world.get('GetServiceInstance', blue)).toMatchObject({ templateMajorVersion: '2' });
  });

  test('look at the spec that a component changes', () => {
    const world = withShop();
    const attached = { serviceName: 'shop', serviceInstanceName: 'blue', serviceSpec: large };
    world.call('CreateComponent', {
      name: 'c',
      manifest: MANIFEST,
      templateFile: 'Resources: { Topic: { Type: "AWS::SNS::Topic" } }',
      ...attached,
    });
    world.clock.settle();
    const change = { name: 'c', deploymentType: 'CURRENT_VERSION', serviceSpec: huge(['blue']) };
    expect(world.refusal('UpdateComponent', change).message).toContain("'instances[0].spec.size' (line ");
    world.call('UpdateComponent', { ...change, serviceSpec: serviceSpec(['blue']) });
  });

  test('look only at the instance that is deployed', () => {
    const world = withShop();
    const spec = `${serviceSpec(['blue'])}${huge(['green']).replace(/^.*\n.*\n/, '')}`;
    world.call('UpdateServiceInstance', { ...update, spec });
  });
});
