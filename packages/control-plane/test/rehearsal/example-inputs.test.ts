import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { exampleInputs } from '../../src/rehearsal/example-inputs.ts';
import { inputChecksOf } from '../../src/specs/input-checks.ts';
import { schemaText } from '../support/bundles.ts';
import { runs } from '../support/properties.ts';

const name = { type: 'string' };

test('examples are defaults, examples, allowed values, or the simplest of their type', () => {
  const schema = schemaText(
    {
      environment: {
        zone: { ...name, default: 'a' },
        cidr: { ...name, example: '10.0.0.0/16', pattern: '^[0-9./]+$' },
        size: { ...name, enum: ['small', 'large'] },
        label: { ...name, minLength: 9, maxLength: 10 },
        count: { type: 'integer', minimum: 3 },
        share: { type: 'number', maximum: 0.5 },
        isPublic: { type: 'boolean' },
        subnets: { type: 'array', minItems: 2, items: { $ref: '#/types/Subnet' } },
        id: { ...name, pattern: '^vpc-[0-9]+$' },
      },
    },
    { required: ['size', 'id'], types: { Subnet: { type: 'object', properties: { name } } } },
  );
  expect(exampleInputs('environment', schema, 'required')).toEqual({
    inputs: { environment: { size: 'small' } },
    unmet: ['environment input id'],
  });
  expect(exampleInputs('environment', schema, 'all').inputs.environment).toEqual({
    zone: 'a',
    cidr: '10.0.0.0/16',
    size: 'small',
    label: 'examplexx',
    count: 3,
    share: 0.5,
    isPublic: true,
    subnets: [{ name: 'example' }, { name: 'example' }],
  });
});

test('whatever a schema is, its examples fit, or are told to be missing', () => {
  const bound = fc.integer({ min: 0, max: 12 });
  const property = fc.oneof(
    fc.record(
      { type: fc.constant('string'), minLength: bound, maxLength: bound, pattern: fc.constantFrom('^e', '^[0-9]+$') },
      { requiredKeys: ['type'] },
    ),
    fc.record(
      {
        type: fc.constantFrom('integer', 'number'),
        minimum: bound,
        maximum: bound,
        multipleOf: fc.integer({ min: 1, max: 5 }),
      },
      { requiredKeys: ['type'] },
    ),
    fc.record(
      { type: fc.constant('array'), minItems: bound, maxItems: bound, items: fc.constant(name) },
      { requiredKeys: ['type', 'items'] },
    ),
    fc.record({ type: fc.constant('boolean') }),
  );
  fc.assert(
    fc.property(property, property, fc.boolean(), (a, b, isRequired) => {
      const schema = schemaText({ environment: { a, b } }, isRequired ? { required: ['a'] } : {});
      for (const given of ['required', 'all'] as const) {
        const { inputs, unmet } = exampleInputs('environment', schema, given);
        const violations = inputChecksOf('environment', schema).environment?.(inputs.environment) ?? [];
        expect(violations.map(({ path }) => `environment input ${path.join('.')}`)).toEqual(unmet);
      }
    }),
    runs(60),
  );
});
