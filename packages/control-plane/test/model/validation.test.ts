import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { INPUTS } from '../../src/model/inputs/index.ts';
import { readInput } from '../../src/model/validation.ts';
import { runs } from '../support/properties.ts';
import { createWorld } from '../support/world.ts';

const refusalOf = (operation: string, input: unknown): string => createWorld().refusal(operation, input).message;

describe('input validation', () => {
  test('lists every violation in one message, by member', () => {
    expect(refusalOf('CreateService', { name: '-', templateName: 'x'.repeat(101), spec: '' })).toBe(
      [
        "4 validation errors detected: Value at 'name' failed to satisfy constraint: Member must satisfy regular expression pattern: ^[0-9A-Za-z]+[0-9A-Za-z_\\-]*$",
        "Value at 'spec' failed to satisfy constraint: Member must have length greater than or equal to 1",
        "Value at 'templateMajorVersion' failed to satisfy constraint: Member must not be null",
        "Value at 'templateName' failed to satisfy constraint: Member must have length less than or equal to 100",
      ].join('; '),
    );
  });

  test('speaks of one violation in the singular', () => {
    expect(refusalOf('GetService', {})).toBe(
      "1 validation error detected: Value at 'name' failed to satisfy constraint: Member must not be null",
    );
  });

  test.each(
    Object.entries(INPUTS).flatMap(([operation, { required }]) =>
      Object.keys(required).map((member) => [operation, member]),
    ),
  )('%s needs %s', (operation, member) => {
    const { name, message } = createWorld().refusal(operation, {});
    expect(name).toBe('ValidationException');
    expect(message).toContain(`Value at '${member}' failed to satisfy constraint: Member must not be null`);
  });

  test.each([
    [
      'enumerations',
      'UpdateEnvironment',
      { name: 'a', deploymentType: 'SOON' },
      /deploymentType.*enum value set: \[NONE, CURRENT_VERSION, MINOR_VERSION, MAJOR_VERSION\]$/,
    ],
    ['integers', 'ListServices', { maxResults: 1.5 }, /maxResults.*be an integer$/],
    ['lower bounds', 'ListServices', { maxResults: 0 }, /maxResults.*greater than or equal to 1$/],
    ['upper bounds', 'ListServices', { maxResults: 101 }, /maxResults.*less than or equal to 100$/],
    ['booleans', 'UpdateAccountSettings', { deletePipelineProvisioningRepository: 'yes' }, /be a boolean$/],
    ['texts', 'GetService', { name: 7 }, /'name'.*be a string$/],
    [
      'lists',
      'UntagResource',
      { resourceArn: 'arn:aws:proton:r:123456789012:service/a', tagKeys: 'a' },
      /tagKeys.*be a list$/,
    ],
    [
      'members of lists',
      'UntagResource',
      { resourceArn: 'arn:aws:proton:r:123456789012:service/a', tagKeys: ['a', ''] },
      /'tagKeys\.2\.member'/,
    ],
    [
      'null in lists',
      'UntagResource',
      { resourceArn: 'arn:aws:proton:r:123456789012:service/a', tagKeys: [null] },
      /'tagKeys\.1\.member'.*string$/,
    ],
    [
      'lengths of lists',
      'TagResource',
      {
        resourceArn: 'arn:aws:proton:r:123456789012:service/a',
        tags: Array.from({ length: 51 }, () => ({ key: '', value: 1 })),
      },
      /^1 validation error .*'tags'.*length less than or equal to 50$/,
    ],
    [
      'members of structures',
      'CreateEnvironmentTemplateVersion',
      { templateName: 'a', source: { s3: { bucket: 'b' } } },
      /^2 .*'source\.s3\.bucket'.*'source\.s3\.key'.*null$/,
    ],
    [
      'structures',
      'CreateEnvironmentTemplateVersion',
      { templateName: 'a', source: 's3' },
      /'source'.*be a structure$/,
    ],
    [
      'unions',
      'CreateEnvironmentTemplateVersion',
      { templateName: 'a', source: {} },
      /'source'.*exactly one member set$/,
    ],
    [
      'ARNs',
      'CreateEnvironment',
      { name: 'a', spec: 's', templateMajorVersion: '1', templateName: 't', protonServiceRoleArn: 'role' },
      /protonServiceRoleArn.*pattern/,
    ],
  ])('checks %s', (_what, operation, input, message) => {
    const refusal = createWorld().refusal(operation, input);
    expect(refusal.name).toBe('ValidationException');
    expect(refusal.message).toMatch(message);
  });

  test.each([
    ['ListServiceInstances', 'filters', {}],
    ['ListServiceInstances', 'filters', { key: 'name', value: 'a' }],
    ['ListEnvironments', 'environmentTemplates', { templateName: 'a', majorVersion: '1' }],
    ['ListEnvironmentAccountConnections', 'statuses', 'PENDING'],
  ] as const)('takes at most 100 members of lists that the model leaves open: %s %s', (operation, member, value) => {
    const inputOf = (count: number) => ({
      requestedBy: 'MANAGEMENT_ACCOUNT',
      [member]: Array.from({ length: count }, () => value),
    });
    expect(refusalOf(operation, inputOf(90_000))).toMatch(
      new RegExp(`^1 validation error .*'${member}'.*length less than or equal to 100$`),
    );
    expect(() => readInput(operation, inputOf(100))).not.toThrow();
  });

  test('never echoes a value', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 12, maxLength: 40 }), (secret) => {
        const input = { name: `!${secret}`, description: secret.repeat(60), spec: { secret }, templateName: [secret] };
        expect(refusalOf('CreateService', input)).not.toContain(secret);
      }),
      runs(50),
    );
  });

  test('counts characters, not UTF-16 units', () => {
    const description = '🚀'.repeat(500);
    expect(readInput('UpdateService', { name: 'a', description })).toEqual({ name: 'a', description });
    expect(refusalOf('UpdateService', { name: 'a', description: `${description}!` })).toMatch(
      /less than or equal to 500$/,
    );
  });

  test('takes null for absent, and drops members the model does not have', () => {
    expect(readInput('UpdateService', { name: 'a', description: null, color: 'red' })).toEqual({ name: 'a' });
    expect(readInput('ListServices', undefined)).toEqual({});
  });

  test('looks at own members only', () => {
    const input: unknown = JSON.parse('{"__proto__": {"name": "a"}}');
    expect(refusalOf('GetService', input)).toMatch(/'name'.*null$/);
    expect(refusalOf('GetService', Object.create({ name: 'a' }))).toMatch(/'name'.*null$/);
    const polluting: unknown = JSON.parse(
      '{"name": "a", "__proto__": {"polluted": true}, "constructor": {"polluted": true}}',
    );
    expect(Object.hasOwn(readInput('GetService', polluting), 'constructor')).toBe(false);
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });

  test('refuses whatever is no object', () => {
    for (const input of [null, [], 'name', 7, true]) {
      expect(createWorld().refusal('ListServices', input).name).toBe('SerializationException');
    }
  });

  test('survives any input to any operation', () => {
    const world = createWorld();
    const anything = fc.anything({ withNullPrototype: true, maxDepth: 3 });
    fc.assert(
      fc.property(
        fc.constantFrom(...Object.keys(INPUTS)),
        fc.oneof(anything, fc.dictionary(fc.string(), anything)),
        (operation, input) => {
          try {
            world.call(operation, input);
          } catch (error) {
            expect(error).toMatchObject({ type: expect.stringContaining('#'), httpStatus: 400 });
          }
        },
      ),
      runs(1500),
    );
  });
});
